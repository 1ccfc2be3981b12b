"""The documents, and the questions: drawn from the documents, and those of a set of real queries."""

import gzip
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random

from tests.bench.engine.asking import Question, Release

DATA = Path(__file__).parents[4] / "shared" / "data"
RELEASES = DATA / "senate.jsonl.gz"
REAL = DATA / "queries.jsonl"
QUESTIONS = 60
"""Of each class."""
KEPT = 5_000
"""Documents, evenly chosen, that phrases are drawn from."""

Classes = dict[str, list[Question]]

_WAYS = {"intersection": "and", "union": "or", "phrase": "phrase", "negated": "not"}


def releases(count: int) -> Iterator[Release]:
    """The first releases of the set, one at a time."""
    with gzip.open(RELEASES, "rt") as lines:
        for line in itertools.islice(lines, count):
            row = json.loads(line)
            texts = (row[name] or "" for name in ("title", "body", "source", "region", "date"))
            yield Release(row["id"], *texts)


def questions(documents: int) -> Classes:
    """Questions by class, the same for the same number of documents, none twice in its class."""
    drawn = _drawn(documents) | _real()
    return {name: list(dict.fromkeys(of_class))[:QUESTIONS] for name, of_class in drawn.items()}


def _drawn(documents: int) -> Classes:
    """Words of a two-hundredth to a third of the documents, rare ones, and phrases that stand."""
    random = Random(7)  # noqa: S311 - questions, not secrets
    held: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    bodies: list[list[str]] = []
    for number, each in enumerate(releases(documents)):
        held.update(set(re.findall(r"\b[a-z]{3,}\b", each.body)))
        sources[each.source] += 1
        if number % max(1, documents // KEPT) == 0:
            bodies.append(each.body.split())
    seen = sources.total()
    common = sorted(word for word, count in held.items() if seen / 200 < count < seen / 3)
    rare = sorted(word for word, count in held.items() if 3 <= count < seen / 500)
    makers = _makers(random, common, [source for source, _ in sources.most_common(20)])
    makers |= {"rare": lambda: Question("word", (random.choice(rare),))}
    makers |= {f"phrase of {number}": _phrases(random, bodies, number) for number in (2, 3)}
    return {name: [make() for _ in range(2 * QUESTIONS)] for name, make in makers.items()}


def _makers(random: Random, common: Sequence[str], sources: Sequence[str]) -> dict[str, Callable[[], Question]]:
    def words(number: int) -> tuple[str, ...]:
        return tuple(random.sample(common, number))

    return {
        "word": lambda: Question("word", words(1)),
        "OR of 2": lambda: Question("or", words(2)),
        "OR of 4": lambda: Question("or", words(4)),
        "AND of 2": lambda: Question("and", words(2)),
        "AND of 3": lambda: Question("and", words(3)),
        "prefix": lambda: Question("prefix", (words(1)[0][:4],)),
        "fuzzy": lambda: Question("fuzzy", words(1)),
        "source": lambda: Question("word", words(1), source=random.choice(sources)),
        "dates": lambda: Question("word", words(1), days=("2006-01-01", "2006-06-30")),
        "newest": lambda: Question("word", words(1), newest=True),
    }


def _phrases(random: Random, bodies: Sequence[Sequence[str]], number: int) -> Callable[[], Question]:
    def phrase() -> Question:
        while True:
            words = random.choice(bodies)
            at = random.randrange(len(words) or 1)
            found = tuple(words[at : at + number])
            if len(found) == number and all(re.fullmatch("[A-Za-z]+", word) for word in found):
                return Question("phrase", found)

    return phrase


def _real() -> Classes:
    """The set's queries of plain words, in every way that all engines know."""
    if not REAL.exists():
        return {}
    found: Classes = {}
    for line in REAL.read_text().splitlines():
        row = json.loads(line)
        way = _WAYS.get(next((tag for tag in row["tags"] if tag in _WAYS), ""))
        words = tuple(re.sub(r'[+"-]', " ", row["query"]).split())
        if way and all(word.isascii() and word.isalnum() for word in words):
            found.setdefault(f"real {way}", []).append(Question(way, words))
    return found


def kept(path: Path, documents: int) -> Classes:
    """The questions, read where they were drawn before."""
    if not path.exists():
        made = questions(documents)
        path.write_text(json.dumps({name: [asdict(each) for each in of] for name, of in made.items()}))
    return {name: [_read(row) for row in rows] for name, rows in json.loads(path.read_text()).items()}


def _read(row: Mapping[str, object]) -> Question:
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Question(**lists)  # type: ignore[arg-type]  # as it was written
