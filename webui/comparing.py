"""A document beside its copies and its older versions: in a line, in a list, and word by word."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from archive.copies.table import Copy, Spread
from archive.report import Document
from archive.store import Archive
from index.engine import Hit
from webui.narrowing import Way, address, path_of
from webui.params import Params
from webui.wording import count_words, date_words


@dataclass(frozen=True, slots=True)
class Beside:
    """One copy as a page lists it: its source and title, its date in words, how alike it is, and where to compare."""

    label: str
    address: str
    day: str
    likeness: str
    comparison: str


def copies_line(document: Document, copies: tuple[Copy, ...]) -> str:
    """How far a text went: `also in 6 sources, first AFP, 12 March 2025`; `""` where it has no copies."""
    if not copies:
        return ""
    sources = {copy.source.lower() for copy in copies} | {document.source.lower()}
    first = document.id if document.cluster == document.id else copies[0].id
    return spread_line(document, Spread(len(copies), len(sources - {""}), first, copies[0].source, copies[0].date))


def spread_line(document: Document | Hit, spread: Spread) -> str:
    """The same of what is known of all copies together."""
    others = spread.sources - bool(document.source)
    also = count_words(others, "source") if others else count_words(spread.copies, "other document")
    if spread.first == document.id:
        return f"also in {also}, this is the first"
    day = date_words(spread.date) if spread.date else ""
    return ", ".join(filter(None, (f"also in {also}", f"first {spread.source or spread.first}", day)))


def spread_lines(archive: Archive, hits: Sequence[Hit]) -> dict[str, str]:
    """For each hit that has copies, by id, how far its text went."""
    spread = archive.copies.spread([hit.id for hit in hits])
    return {hit.id: spread_line(hit, spread[hit.id]) for hit in hits if hit.id in spread}


def likeness_words(copy: Copy) -> str:
    """How alike a copy is: `the same words`, `87% the same`, `captured at the same address`."""
    share = "" if copy.share is None else "the same words" if copy.share == 1 else f"{copy.share:.0%} the same"
    return ", ".join(filter(None, (share, "captured at the same address" if copy.same_address else "")))


def beside(document: Document, copies: Iterable[Copy], params: Params, place: Callable[[str], str]) -> list[Beside]:
    """The copies of a document as its page lists them, each at its `place`, with links that keep the search."""
    return [
        Beside(
            " · ".join(filter(None, (copy.source, copy.title))) or copy.id,
            place(copy.id),
            date_words(copy.date) if copy.date else "no date",
            likeness_words(copy),
            address(params, comparison_path(document.id, copy.id)),
        )
        for copy in copies
    ]


def older_versions(document: Document, params: Params) -> list[Way]:
    """Each older version of a document, newest first, with where it is compared with the newest."""
    return [
        Way(f"version {number}", address(params, comparison_path(document.id, str(number))))
        for number in range(document.version - 1, 0, -1)
    ]


def comparison_path(id: str, other: str) -> str:
    """The path of the page that compares a document with another, or with a version of its own."""
    return path_of("document", id) + path_of("compare", other)
