"""How the index grows to a million documents: python -m tests.bench.engine.scale [DOCUMENTS]; part of `make soak`.

The documents are press releases, over and over, each time with their words exchanged for others as frequent, so that
words stay as frequent as they are and stand together as they never did. Nothing but the index is kept of them.
"""

import itertools
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from index.query import Query
from index.whoosh_engine import WhooshEngine
from tests.bench.engine.apart import memory
from tests.bench.engine.asking import Release
from tests.bench.engine.drawing import RELEASES, Classes, questions, releases
from tests.bench.engine.of_backfile import asked, document
from tests.bench.engine.tables import show

STAGES = (5_000, 72_598)
"""Documents at which is measured, before all are there."""
STEP = 5_000
"""Documents of a generation, as a long run publishes them."""
ASKED = 30
BLOCK = 64
"""Words that are exchanged for one another, for they are about as frequent."""
BYTES_A_DOCUMENT = 20_000
"""Of disk at most: the index, what is merged into it, and what is kept for readers."""
CLASSES = ("rare", "word", "OR of 4", "AND of 2", "phrase of 2", "prefix", "dates")


def frequent_first() -> list[str]:
    """The words in small letters of the first releases."""
    held = Counter(itertools.chain.from_iterable(set(each.body.split()) for each in releases(STEP)))
    return [word for word, _ in held.most_common() if re.fullmatch("[a-z]+", word)]


def exchanges(words: list[str], turn: int) -> Mapping[str, str]:
    """What each word is exchanged for in a turn; nothing in the first."""
    found = {}
    for at in range(0, len(words), BLOCK):
        block = words[at : at + BLOCK]
        shift = turn % len(block)
        found |= dict(zip(block, block[shift:] + block[:shift], strict=True))
    return found


def many() -> Iterator[Release]:
    """Releases without end, no two alike."""
    words = frequent_first()
    for turn in itertools.count():
        exchanged = exchanges(words, turn)
        for each in releases(sys.maxsize):
            body = " ".join(exchanged.get(word, word) for word in each.body.split(" "))
            yield replace(each, id=f"{turn}-{each.id}", body=body)


class Growing:
    """An index that more and more documents are put into, and what that took."""

    def __init__(self, folder: Path) -> None:
        self.engine = WhooshEngine(folder / "index", "scale")
        self.documents = self.bytes = 0
        self.used = 0.0

    def grow(self, source: Iterator[Release], documents: int) -> None:
        """Put documents in, a generation a step, until there are so many."""
        while self.documents < documents:
            step = list(itertools.islice(source, min(STEP, documents - self.documents)))
            begun = time.process_time()
            self.engine.apply(map(document, step), [], self.documents + len(step))
            self.used += time.process_time() - begun
            self.documents += len(step)
            self.bytes += sum(len(each.title.encode()) + len(each.body.encode()) for each in step)

    def update(self, source: Iterator[Release]) -> float:
        """Milliseconds of a processor to put in one more."""
        begun = self.used
        self.grow(source, self.documents + 1)
        return (self.used - begun) * 1e3

    def ask(self, classes: Classes) -> Iterator[str]:
        """For each class the median of its questions' milliseconds, once they were asked before."""
        for name in CLASSES:
            times = [self._time(question) for _ in range(2) for question in map(asked, classes[name][:ASKED])]
            yield f"{median(times[len(times) // 2 :]):.2f}"

    def _time(self, query: Query) -> float:
        begun = time.thread_time()
        self.engine.search(query)
        return (time.thread_time() - begun) * 1e3


def rows(folder: Path, stages: Iterable[int]) -> Iterator[list[str]]:
    """A row a stage."""
    growing, source, classes = Growing(folder), many(), questions(STEP)
    for documents in stages:
        growing.grow(source, documents)
        size, text = growing.engine.status().size, growing.bytes
        yield [
            f"{documents:,}", *growing.ask(classes), f"{growing.update(source):.0f}",
            f"{text / 1e6 / growing.used:.1f}", f"{size / text:.2f}", f"{memory('VmHWM'):.0f}",
        ]  # fmt: skip


def main(documents: int) -> None:
    """Print the table."""
    if not RELEASES.exists():
        sys.exit(f"{RELEASES} is not there; the set is not part of the project")
    with TemporaryDirectory() as folder:
        needed = documents * BYTES_A_DOCUMENT
        if shutil.disk_usage(folder).free < needed:
            sys.exit(f"{folder} has less than {needed / 1e9:.0f} GB left; name fewer documents, or another TMPDIR")
        head = ["documents", *(f"{name}, ms" for name in CLASSES), "one more, ms"]
        head += ["MB a processor second", "index / text", "peak MB"]
        show(head, rows(Path(folder), (*(each for each in STAGES if each < documents), documents)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
