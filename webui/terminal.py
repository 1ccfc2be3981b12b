"""Results and documents as text for a terminal: wrapped, with matches in bold where there are colours."""

import re
import shutil
import textwrap
from collections.abc import Iterable

import click

from archive.people import corrected_fields
from archive.report import Block, Document
from index.engine import Hit, Marked, Results
from index.query import QueryError
from webui.widening import Explanation
from webui.wording import count_words, date_words, gone_words, seconds_words

WIDEST = 100
INDENT = "    "
ON, OFF = "\x02", "\x03"
COLOURED = re.compile(f"{ON}(.*?){OFF}", re.DOTALL)


def results_text(results: Results, explanation: Explanation | None = None) -> str:
    """A page of hits, the total above and the way to the next page below; or why there is none."""
    query = results.query
    first = (query.page - 1) * query.limit + 1
    head = [f"{count_words(results.total, 'document')} in {seconds_words(results.seconds)}{_undated_words(results)}"]
    if results.behind:
        head.append("The index is behind the archive; `backfile index` brings it up to date.")
    head += map(printable, results.notes)
    if results.total and not results.hits:
        head.append(f"Page {query.page} is past the end; the last page is {results.pages}.")
    hits = [_hit_text(number, hit) for number, hit in enumerate(results.hits, first)]
    more = results.pages - query.page
    tail = [f"Page {query.page} of {results.pages}; --page {query.page + 1} shows the next."] if more > 0 else []
    why = [_explanation_text(explanation, results.behind)] if explanation else []
    return "\n\n".join(["\n".join(head), *why, *hits, *tail])


def _undated_words(results: Results) -> str:
    """How many of the documents have no date, and what finds those, where not all or none are such."""
    if not 0 < results.undated < results.total:
        return ""
    return f"; {results.undated:,} without a date, which -has:date finds"


def _explanation_text(explanation: Explanation, behind: bool) -> str:
    lines = [] if behind else [f"The index is complete: {count_words(explanation.documents, 'document')} searched."]
    lines += map(printable, explanation.absent)
    for heading, ways in (
        ("Each word alone, in all documents:", explanation.words),
        ("With less asked for:", explanation.wider),
    ):
        if ways:
            width = min(WIDEST // 2, max(len(printable(way.label)) for way in ways))
            lines.append(heading)
            lines += [f"{INDENT}{printable(way.label):<{width}}  {count_words(way.count, 'document')}" for way in ways]
    return "\n".join(lines)


def _hit_text(number: int, hit: Hit) -> str:
    about = [hit.source, date_words(hit.date) if hit.date else "no date", ", ".join(hit.regions), hit.language]
    if hit.gone_since:
        about.append(f"source gone since {gone_words(hit.gone_since)}")
    lines = [f"{number:>3} {_title(hit.title)}  {click.style(hit.id, dim=True)}"]
    lines.append(INDENT + click.style(" · ".join(printable(part) for part in about if part), fg="cyan"))
    lines += [_excerpt(excerpt) for excerpt in hit.excerpts]
    return "\n".join(lines)


def document_text(document: Document) -> str:
    """A document: title, what is known of it, and its paragraphs, wrapped."""
    lines = [click.style(printable(document.title) or "(no title)", bold=True)]
    lines += [f"{click.style(name, fg='cyan')} {printable(value)}" for name, value in _facts(document) if value]
    return "\n".join(lines) + "\n\n" + "\n\n".join(_wrapped(part) for part in document.body.split("\n\n"))


def _facts(document: Document) -> list[tuple[str, str]]:
    said = ", ".join(corrected_fields(document))
    return [
        ("id      ", document.id),
        ("date    ", _date(document)),
        ("source  ", document.source),
        ("regions ", ", ".join(document.regions)),
        ("author  ", document.author),
        ("language", document.language),
        ("url     ", document.url),
        ("said    ", said and f"{said}: a person's word; `backfile correct {document.id}` tells what was read"),
        ("gone    ", document.gone_since and f"source gone since {gone_words(document.gone_since)}"),
    ]


def _date(document: Document) -> str:
    if document.date is None:
        return "no date"
    return f"{date_words(document.date)} (known to the {document.date.precision})"


def blocks_text(blocks: Iterable[Block]) -> str:
    """Every block with whether it is kept, its kind and the rule that decided."""
    return "\n".join(
        f"{click.style('+', fg='green') if block.kept else click.style('-', fg='red')} "
        f"{click.style(printable(f'[{block.kind}: {block.rule}]'), dim=True)} {printable(block.text)}"
        for block in blocks
    )


def evidence_text(document: Document) -> str:
    """Where each value came from: how it was read, how sure that is, and the words themselves."""
    return "\n".join(
        f"{evidence.field:<9} {printable(evidence.value)}\n"
        f"          {printable(f'{evidence.method}, {evidence.confidence:.0%}: {evidence.words}')}"
        for evidence in document.evidence
    )


def fault_text(text: str, error: QueryError) -> str:
    """What is wrong with a query, its place marked below the text, and what to write instead."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    begin = max(0, error.start - WIDEST // 2)
    mark = " " * (error.start - begin) + "^" * max(1, min(error.end, begin + WIDEST) - error.start)
    lines = [str(error), f"  {shown[begin : begin + WIDEST]}", f"  {mark}"]
    if error.suggestion:
        lines.append(f"Perhaps: {text[: error.start]}{error.suggestion}{text[error.end :]}")
    return "\n".join(lines)


def _title(marked: Marked) -> str:
    return "".join(
        click.style(printable(text), bold=True, fg="yellow" if matched else None) for text, matched in marked
    )


def _excerpt(marked: Marked) -> str:
    """Marked text wrapped and indented; colours come after wrapping, which would count them as letters."""
    text = "".join(f"{ON}{printable(piece)}{OFF}" if matched else printable(piece) for piece, matched in marked)
    wrapped = textwrap.fill(text, _width(), initial_indent=INDENT, subsequent_indent=INDENT)
    return COLOURED.sub(lambda match: click.style(match[1], bold=True, fg="yellow"), wrapped)


def _wrapped(text: str) -> str:
    return textwrap.fill(printable(text), _width(), break_long_words=False, break_on_hyphens=False)


def printable(text: str) -> str:
    """Text on one line, without what a terminal would obey: control characters, marks of direction."""
    return "".join(
        letter if letter.isprintable() else " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def printable_lines(text: str) -> str:
    """Lines of text, each without what a terminal would obey."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _width() -> int:
    return min(shutil.get_terminal_size().columns, WIDEST)
