"""How fast the index is beside others', on the same documents in the same run; run by `make bench`.

    python tests/bench/engine.py [DOCUMENTS [PEER ...]]

Queries are distinct, shuffled, and drawn from the documents; each is asked of one engine after the other, three times,
the first of which warms what an engine keeps. Times are what this thread used of a processor, so that other work on the
machine does not count; nothing is kept of any answer.
"""

import gzip
import itertools
import json
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from peers import Peer, Question, peers

from archive.report import Document, PartialDate

RELEASES = Path(__file__).parents[3] / "shared" / "data" / "senate.jsonl.gz"
QUERIES = 100
ROUNDS = 3


def releases(count: int) -> list[Document]:
    """The first releases of the set."""
    with gzip.open(RELEASES, "rt") as lines:
        rows = [json.loads(line) for line in itertools.islice(lines, count)]
    return [
        Document(
            id=row["id"], title=row["title"], body=row["body"], source=row["source"] or "", language="en", version=1,
            date=PartialDate(row["date"]) if row["date"] else None, regions=(row["region"],) if row["region"] else (),
        )
        for row in rows
    ]  # fmt: skip


def questions(documents: Sequence[Document]) -> dict[str, list[Question]]:
    """Questions by class: words of a two-hundredth to a third of the documents, rare ones, and phrases that stand."""
    random = Random(7)  # noqa: S311 - questions, not secrets
    held: Counter[str] = Counter()
    for each in documents:
        held.update(set(re.findall(r"\b[a-z]{3,}\b", each.body)))
    common = sorted(word for word, count in held.items() if len(documents) / 200 < count < len(documents) / 3)
    rare = sorted(word for word, count in held.items() if 3 <= count < len(documents) / 500)
    sources = [source for source, _ in Counter(each.source for each in documents).most_common(20)]

    def words(number: int) -> tuple[str, ...]:
        return tuple(random.sample(common, number))

    def phrase(number: int) -> tuple[str, ...]:
        while True:
            run = random.choice(documents).body.split()
            at = random.randrange(len(run) or 1)
            found = tuple(run[at : at + number])
            if len(found) == number and all(re.fullmatch("[A-Za-z]+", word) for word in found):
                return found

    makers = {
        "rare": lambda: Question("word", (random.choice(rare),)),
        "word": lambda: Question("word", words(1)),
        "OR of 2": lambda: Question("or", words(2)),
        "OR of 4": lambda: Question("or", words(4)),
        "AND of 2": lambda: Question("and", words(2)),
        "AND of 3": lambda: Question("and", words(3)),
        "phrase of 2": lambda: Question("phrase", phrase(2)),
        "phrase of 3": lambda: Question("phrase", phrase(3)),
        "prefix": lambda: Question("prefix", (words(1)[0][:4],)),
        "fuzzy": lambda: Question("fuzzy", words(1)),
        "source": lambda: Question("word", words(1), source=random.choice(sources)),
        "dates": lambda: Question("word", words(1), days=(date(2006, 1, 1), date(2006, 6, 30))),
        "newest": lambda: Question("word", words(1), newest=True),
    }
    return {name: [make() for _ in range(QUERIES)] for name, make in makers.items()}


def asked(engines: Sequence[Peer], asked_of_all: Sequence[Question]) -> Iterator[tuple[str, list[float], list[int]]]:
    """For each engine its times in ms once it is warm, and its totals."""
    times: dict[str, list[float]] = defaultdict(list)
    totals: dict[str, list[int]] = defaultdict(list)
    for turn in range(ROUNDS):
        for question in asked_of_all:
            for engine in engines:
                begun = time.thread_time()
                _, total = engine.rank(question)
                if turn:
                    times[engine.name].append((time.thread_time() - begun) * 1e3)
                else:
                    totals[engine.name].append(total)
    for engine in engines:
        yield engine.name, times[engine.name], totals[engine.name]


def build(engine: Peer, documents: Sequence[Document], size: int) -> None:
    """Index, and tell how fast and how large."""
    begun, used = time.perf_counter(), time.process_time()
    engine.build(documents)
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{engine.name:8} {size / 1e6 / seconds:6.1f} MB/s, {size / 1e6 / used:6.1f} MB a processor second, "
        f"index {engine.size() / size:.3f} of the text, peak so far {peak:.0f} MB",
        flush=True,
    )


def main(count: int, names: Sequence[str]) -> None:
    """Print the table."""
    documents = releases(count)
    size = sum(len(each.title.encode()) + len(each.body.encode()) for each in documents)
    print(
        f"{len(documents):,} press releases, {size / 1e6:.0f} MB; ms: median / p95 / p99, and peers' median as a ratio"
    )
    with TemporaryDirectory() as folder:
        engines = peers(Path(folder), names)
        for engine in engines:
            build(engine, documents, size)
        for name, of_class in questions(documents).items():
            rows = list(asked(engines, of_class))
            ours, ours_totals = median(rows[0][1]), rows[0][2]
            cells = []
            for peer, times, totals in rows:
                cuts = quantiles(times, n=100)
                same = sum(one == other for one, other in zip(ours_totals, totals, strict=True)) / len(totals)
                ratio = "" if peer == "ours" else f" x{median(times) / ours:.1f} (totals {same:.0%})"
                cells.append(f"{peer} {median(times):.3f}/{cuts[94]:.3f}/{cuts[98]:.3f}{ratio}")
            print(f"{name:12} {'  '.join(cells)}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000, sys.argv[2:] or ["tantivy", "fts5", "whoosh"])
