"""How well pages are read, on real ones: `make quality`. Each set is halved by hash; half 0 is the one to tune on.

Ours stands beside trafilatura (body, speed) and htmldate (dates) in the same run. Body is word F1, the mean over pages,
after the Web Content eXtraction Benchmark, and exact where all words are right and in order; the rest is the share of
pages that is right to the letter, case and space aside. Body was learnt from both halves 0 of WCXB and readability.
"""

import gzip
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import process_time

import htmldate
import trafilatura

from archive.errors import RefusedError
from archive.extract import extract
from archive.readers.html import pieces_of
from archive.readers.tree import parse
from archive.report import SURE, Document
from archive.settings import default_settings

DATA = Path(__file__).parents[3] / "shared" / "data" / "html"


@dataclass(frozen=True, slots=True)
class Score:
    """How right one page was in one measure, 0 to 1."""

    measure: str
    half: int
    value: float


def half(name: str) -> int:
    """The half a page falls into."""
    return int(sha256(name.encode()).hexdigest(), 16) % 2


def words_of(text: str) -> list[str]:
    """The words of a text in their order, as bodies are measured by them."""
    return re.findall(r"\w+", text.lower())


def word_f1(found: str, gold: str) -> float:
    """The harmonic mean of precision and recall over the words of two texts."""
    ours, theirs = (Counter(words_of(text)) for text in (found, gold))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def same(found: str, gold: str) -> float:
    """Whether two texts are the same, case and space aside."""
    return float(found.casefold().split() == gold.casefold().split())


def alike(found: str, gold: str) -> float:
    """Whether two texts are the same, also whichever quotation marks, dashes and wide signs they are set with.

    The set's makers straightened some of them, pages show them curled: who sees the one cannot know the other.
    """
    return same(_plain(found), _plain(gold))


def _plain(text: str) -> str:
    for signs, plain in (("[‘’‚‛`´ʼ]", "'"), ("[“”„«»]", '"'), ("[‐-―−]", "-")):
        text = re.sub(signs, plain, text)
    return unicodedata.normalize("NFKC", text)


def same_people(found: str, gold: str) -> float:
    """Whether two bylines name the same people: `By Dr. A and B, MD` is `B, A`."""
    return float(_people(found) == _people(gold))


def _people(byline: str) -> list[str]:
    """The names in a byline, without degrees, in order of letters."""
    names = re.split(r",|;|\||&|\band\b", re.sub("^By ", "", _plain(byline)))
    bare = (re.sub(r"^\s*(?:Dr|Prof)\.?\s+", "", name).strip(" .") for name in names)
    return sorted(
        name.casefold() for name in bare if name and not re.fullmatch(r"[A-Z]{2,6}|(?:[A-Z]\w?\.? ?){1,3}", name)
    )


def same_site(found: str, gold: str) -> float:
    """Whether two names of a site are the same; an address is as good as its host."""
    ours, theirs = (re.sub(r"^https?://(?:www\.)?|/$", "", text) for text in (found, gold))
    return alike(ours, theirs)


def read(data: bytes, name: str, url: str = "") -> Document:
    """What we make of a page; nothing where it is refused."""
    try:
        return extract(data, name, default_settings(), url).document
    except RefusedError:
        return Document("", "")


def bodies(pages: str, part: int, data: bytes, ours: Document, gold: str) -> list[Score]:
    """How right a body is, beside trafilatura's."""
    scores = []
    for whose, body in (("ours", ours.body), ("trafilatura", trafilatura.extract(data, include_comments=False) or "")):
        scores.append(Score(f"{pages} body F1, {whose}", part, word_f1(body, gold)))
        scores.append(Score(f"{pages} body exact, {whose}", part, float(words_of(body) == words_of(gold))))
    return scores


def article(path: Path) -> list[Score]:
    """A page of WCXB: body, title, author; nothing for one whose whole text the set does not tell."""
    gold, data = json.loads(path.with_name(path.name[:4] + ".json").read_text()), gzip.decompress(path.read_bytes())
    if "main_content" not in gold:
        return []
    ours, part = read(data, path.name[:-3]), half(path.name[:4])
    scores = bodies("WCXB", part, data, ours, gold["main_content"])
    for name, found in (("title", ours.title), ("author", ours.author)):
        if gold.get(name):
            scores.append(Score(f"WCXB {name} exact", part, same(found, gold[name])))
    if gold.get("title"):
        scores.append(Score("WCXB title, marks aside", part, alike(ours.title, gold["title"])))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", gold.get("publish_date") or ""):
        scores += right_date(ours, gold["publish_date"], part, "WCXB date")
    if gold.get("author"):
        scores.append(Score("WCXB author, same people", part, same_people(ours.author, gold["author"])))
    return scores


def dated(name: str, gold: dict[str, str]) -> list[Score]:
    """A page of the dates set."""
    data, part = gzip.decompress((DATA / "dates" / name).read_bytes()), half(name.split(".")[0])
    ours = read(data, name[:-3], gold["url"])
    peer = htmldate.find_date(
        data.decode("utf-8", "replace"), original_date=True, extensive_search=True, url=gold["url"]
    )
    return [
        *right_date(ours, gold["date"], part, "date"),
        Score("date right, htmldate", part, float(peer == gold["date"])),
    ]


def right_date(ours: Document, gold: str, part: int, what: str) -> list[Score]:
    """Whether the date is right, whether it is sure, and whether a sure one is right."""
    right = float(ours.date is not None and ours.date.text == gold)
    sure = next((one.confidence >= SURE for one in ours.evidence if one.field == "date"), False)
    scores = [Score(f"{what} right, ours", part, right), Score(f"{what} sure (from {SURE} on)", part, float(sure))]
    return [*scores, Score(f"{what} right where sure", part, right)] if sure else scores


def expected(folder: Path) -> str:
    """The true body of a page of the readability set."""
    told = gzip.decompress((folder / "expected.html.gz").read_bytes()).decode()
    return " ".join(piece.text for piece in pieces_of(parse(told)))


def readable(folder: Path) -> list[Score]:
    """A page of the readability set: its body, and the name of its site where told."""
    data, part = gzip.decompress((folder / "source.html.gz").read_bytes()), half(folder.name)
    ours = read(data, "source.html")
    scores = bodies("readability", part, data, ours, expected(folder))
    told = folder / "expected-metadata.json"
    name = json.loads(told.read_text()).get("siteName") if told.exists() else ""
    return [*scores, Score("readability site name exact", part, same_site(ours.source, name))] if name else scores


def speeds() -> list[str]:
    """How many pages a second one processor reads: all of our reader beside trafilatura's body alone."""
    data = [gzip.decompress(path.read_bytes()) for path in sorted((DATA / "wcxb").glob("*.html.gz"))[::10]]
    lines = []
    for whose, work in (("ours", lambda one: read(one, "a.html")), ("trafilatura", trafilatura.extract)):
        work(data[0])
        start = process_time()
        for one in data:
            work(one)
        lines.append(f"pages a second of one processor, {whose}: {len(data) / (process_time() - start):.1f}")
    return lines


def spread(work: Callable[..., list[Score]], items: Iterable[tuple[object, ...]]) -> Iterator[Score]:
    """The scores of every item, two at a time."""
    with ProcessPoolExecutor(2) as pool:
        for done in [pool.submit(work, *item) for item in items]:
            yield from done.result()


def main() -> None:
    """Measure every set that is there and print a table."""
    if not DATA.exists():
        sys.exit(f"{DATA} is not there; the sets are not part of the project")
    dates = json.loads((DATA / "dates" / "dates.json").read_text())
    scores = [
        *spread(article, ((path,) for path in sorted((DATA / "wcxb").glob("*.html.gz")))),
        *spread(dated, sorted(dates.items())),
        *spread(readable, ((folder,) for folder in sorted((DATA / "readability").iterdir()))),
    ]
    print(f"{'':32}{'half 0':>16}{'half 1':>16}")
    for measure in dict.fromkeys(score.measure for score in scores):
        halves = (
            [score.value for score in scores if (score.measure, score.half) == (measure, part)] for part in (0, 1)
        )
        cells = (f"{sum(values) / len(values):.3f} of {len(values)}" for values in halves)
        print(f"{measure:32}" + "".join(f"{cell:>16}" for cell in cells))
    print("\n".join(speeds()))


if __name__ == "__main__":
    main()
