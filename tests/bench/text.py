"""How well plain texts are read: real ones in the ways they come (`damage.py`), run by `make quality`.

Three sets of titles and paragraphs: press releases, Reuters stories, WCXB articles. Then Reuters stories as they are,
rows of figures among them, and whole WCXB pages as copied out of a browser. Half 0 is the one to tune on; half 1 is
reported. Run as `python tests/bench/text.py 0` for the other half.
"""

import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

from damage import WAYS
from quality import half, same, word_f1

from archive.errors import RefusedError
from archive.extract import extract
from archive.readers import read as read_page
from archive.report import Document
from archive.settings import default_settings

DATA = Path(__file__).parents[3] / "shared" / "data"
CHOSEN = 200
STORIES = 1_500
PAGES = 150
SETTINGS = default_settings()


@dataclass(frozen=True, slots=True)
class Story:
    """A text as it should come out."""

    id: str
    title: str
    paragraphs: tuple[str, ...]


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of a set."""
    with gzip.open(DATA / name, "rt") as lines:
        yield from map(json.loads, lines)


def half_of_reuters(name: str) -> int:
    """The half a story falls into, of those that one half by `half` is."""
    return int(sha256(name.encode()).hexdigest(), 16) // 2 % 2


def releases(part: int) -> Iterator[Story]:
    """Press releases of a half that have paragraphs, and a title of their own."""
    for row in rows("senate.jsonl.gz"):
        paragraphs = tuple(" ".join(line.split()) for line in row["body"].split("\n") if line.strip())
        long = sum(len(paragraph) > 150 for paragraph in paragraphs)
        own = 20 < len(row["title"]) < 120 and row["title"][:40] not in row["body"]
        if half(row["id"]) == part and own and long >= 4 and long * 3 >= len(paragraphs) * 2:
            yield Story(row["id"], " ".join(row["title"].split()), paragraphs)


def stories(part: int) -> Iterator[Story]:
    """Reuters stories of a half that are prose."""
    for row in rows("reuters21578_half.jsonl.gz"):
        body = row["body"] or ""
        if (
            half_of_reuters(row["id"]) == part
            and row["title"]
            and len(body) > 800
            and not re.search(r"\S {3,}\S|\n {5,}", body)
        ):
            text = f"{row['dateline'] or ''} {body}".strip()
            yield Story(
                row["id"], " ".join(row["title"].split()), tuple(" ".join(p.split()) for p in text.split("\n    "))
            )


def articles(part: int) -> Iterator[Story]:
    """Articles of WCXB of a half."""
    for path in sorted((DATA / "html" / "wcxb").glob("*.json")):
        gold = json.loads(path.read_text())
        if half(path.name[:4]) == part and gold.get("title") and gold.get("main_content"):
            paragraphs = tuple(" ".join(p.split()) for p in re.split(r"\n+", gold["main_content"]) if p.strip())
            yield Story(path.name[:4], " ".join(gold["title"].split()), paragraphs)


def read(text: str) -> Document | None:
    """What we make of a text; None where it is refused."""
    try:
        return extract(text.encode(), "a.txt", SETTINGS).document
    except RefusedError:
        return None


def words(text: str) -> list[str]:
    """A text's words; what sets the cells of a table apart is none."""
    return re.findall(r"\w+", text)


class Table:
    """Sums of measures, a row a set and way."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)

    def add(self, row: str, document: Document | None, title: str, paragraphs: tuple[str, ...]) -> None:
        """One text as read, beside what it should be."""
        found = document or Document("", "")
        gold = "\n\n".join(paragraphs)
        exact = found.body.split("\n\n") == list(paragraphs)
        scores = (
            word_f1(found.body, gold),
            words(found.body) == words(gold),
            exact,
            same(found.title, title),
            document is None,
        )
        self._rows[row].append(tuple(map(float, scores)))

    def show(self) -> None:
        """Print it."""
        print(f"{'':36}{'texts':>7}{'word F1':>9}{'all words':>11}{'paragraphs':>12}{'title':>8}{'refused':>9}")
        for row, scores in self._rows.items():
            cells = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
            print(
                f"{row:36}{len(scores):7}{cells[0]:9.3f}{cells[1]:11.3f}{cells[2]:12.3f}{cells[3]:8.3f}{cells[4]:9.3f}"
            )


def measure_ways(table: Table, part: int) -> None:
    """Each set in each way."""
    for name, every in (("releases", releases(part)), ("Reuters", stories(part)), ("articles", articles(part))):
        chosen = sorted(every, key=lambda story: hash_of(story.id))[:CHOSEN]
        for way, damage in WAYS.items():
            for story in chosen:
                random = Random(story.id + way)  # noqa: S311 - damage, not secrets
                table.add(
                    f"{name}, {way}",
                    read(damage(story.title, story.paragraphs, random, part)),
                    story.title,
                    story.paragraphs,
                )


def hash_of(name: str) -> float:
    """A number that a name always gets, 0 to 1."""
    return Random(name).random()  # noqa: S311 - an order, not secrets


def measure_as_they_are(table: Table, part: int) -> None:
    """Reuters stories as they are; what is exact in paragraphs is not known of them."""
    every = (
        row
        for row in rows("reuters21578_half.jsonl.gz")
        if half_of_reuters(row["id"]) == part and row["title"] and row["body"]
    )
    for row in sorted(every, key=lambda row: hash_of(row["id"]))[:STORIES]:
        body = f"{row['dateline']} {row['body']}" if row["dateline"] else row["body"]
        table.add("Reuters, as they are", read(f"{row['title']}\n\n    {body}\n"), row["title"], (body,))


def measure_copied(table: Table, part: int) -> None:
    """Whole pages copied out of a browser, what is hidden on them aside."""
    chosen = sorted(articles(part), key=lambda story: hash_of(story.id))[:PAGES]
    for story in chosen:
        data = gzip.decompress((DATA / "html" / "wcxb" / f"{story.id}.html.gz").read_bytes())
        pieces = [piece.text for piece in read_page(data, "a.html").pieces if piece.place != "hidden on the page"]
        table.add("pages copied whole", read("\n\n".join(pieces)), story.title, story.paragraphs)


def main(part: int = 1) -> None:
    """Measure one half and print the table."""
    if not DATA.exists():
        sys.exit(f"{DATA} is not there; the sets are not part of the project")
    table = Table()
    measure_as_they_are(table, part)
    measure_copied(table, part)
    measure_ways(table, part)
    table.show()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
