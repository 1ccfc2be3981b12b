"""Results and documents as text for a terminal: wrapped, with matches in bold where there are colours."""

import re
import shutil
import textwrap
from collections.abc import Sequence

import click

from archive.copies.edits import Comparison, Edit
from archive.copies.table import Copy
from archive.overlay import is_uncertain, stands
from archive.people import corrected_fields
from archive.places.countries import country_name
from archive.report import Block, Document, Evidence, Place, is_plain
from archive.review import SIGNS, SourceReview
from index.engine import Counts, Hit, Marked, Results
from index.query import QueryError, Term
from webui.comparing import copies_line, likeness_words
from webui.widening import Explanation
from webui.wording import count_words, date_words, folded_words, gone_words, seconds_words

WIDEST = 100
INDENT = "    "
EDIT_SIGNS = {Edit.REMOVED: ("[-", "-]"), Edit.ADDED: ("{+", "+}")}
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
    if hit.folded:
        about.append(folded_words(hit.folded))
    lines = [f"{number:>3} {_title(hit.title)}  {click.style(hit.id, dim=True)}"]
    lines.append(INDENT + click.style(" · ".join(printable(part) for part in about if part), fg="cyan"))
    lines += [_excerpt(excerpt) for excerpt in hit.excerpts]
    return "\n".join(lines)


def forms_line(forms: tuple[Term, Counts]) -> str:
    """In which forms matches hold a word of a query, and how many hold each."""
    leaf, counts = forms
    told = ", ".join(f"{printable(word)} {count:,}" for word, count in counts) or "none"
    return _wrapped(f"{click.style(printable(leaf.text), bold=True)} as written: {told}")


def document_text(document: Document, copies: tuple[Copy, ...] = ()) -> str:
    """A document: title, what is known of it, its copies, and its paragraphs, wrapped."""
    lines = [click.style(printable(document.title) or "(no title)", bold=True)]
    lines += [f"{click.style(name, fg='cyan')} {printable(value)}" for name, value in _facts(document) if value]
    lines += _copy_lines(document, copies)
    return "\n".join(lines) + "\n\n" + "\n\n".join(_wrapped(part) for part in document.body.split("\n\n"))


def _copy_lines(document: Document, copies: tuple[Copy, ...]) -> list[str]:
    if not copies:
        return []
    found = [click.style("copies  ", fg="cyan") + f" {printable(copies_line(document, copies))}"]
    for copy in copies:
        about = (copy.source, date_words(copy.date) if copy.date else "undated", likeness_words(copy))
        found.append(f"{INDENT}{printable(copy.id)} " + printable(", ".join(filter(None, about))))
    return found


def difference_text(comparison: Comparison) -> str:
    """What differs, word by word: `[-went-]` and `{+came+}`, in red and green where there are colours."""
    sides = (("---", comparison.old), ("+++", comparison.new))
    head = [f"{sign} {printable(each.id)}, version {each.version}" for sign, each in sides]
    marked = "".join(_edited(edit, text) for edit, text in (*comparison.title, (Edit.SAME, "\n\n"), *comparison.body))
    text = "\n\n".join(_wrapped(part) for part in marked.split("\n\n"))
    # Colours come after wrapping, which would count them as letters.
    text = re.sub(r"\[-.*?-\]", lambda match: click.style(match[0], fg="red"), text, flags=re.DOTALL)
    text = re.sub(r"\{\+.*?\+\}", lambda match: click.style(match[0], fg="green"), text, flags=re.DOTALL)
    return "\n".join(head) + "\n\n" + text


def _edited(edit: Edit, text: str) -> str:
    """Words with what became of them, each paragraph by itself, the space before them outside."""
    if edit is Edit.SAME:
        return text
    begin, end = EDIT_SIGNS[edit]
    return re.sub(r"\S.*", lambda match: begin + match[0] + end, text)


def _facts(document: Document) -> list[tuple[str, str]]:
    said = ", ".join(corrected_fields(document))
    return [
        ("id      ", document.id),
        ("date    ", _date(document)),
        ("source  ", document.source),
        ("from    ", country_name(document.published_in)),
        ("dateline", document.dateline.place if document.dateline else ""),
        ("about   ", ", ".join(map(_about, document.about))),
        ("regions ", ", ".join(document.regions)),
        ("author  ", document.author),
        ("language", document.language),
        ("url     ", document.url),
        ("said    ", said and f"{said}: a person's word; `backfile correct {document.id}` tells what was read"),
        ("gone    ", document.gone_since and f"source gone since {gone_words(document.gone_since)}"),
    ]


def _about(place: Place) -> str:
    return f"{country_name(place.country)} ({place.confidence:.0%})"


def _date(document: Document) -> str:
    if document.date is None:
        return "no date"
    doubt = ", uncertain" if is_uncertain(document, "date") else ""
    return f"{date_words(document.date)} (known to the {document.date.precision}{doubt})"


def blocks_text(blocks: Sequence[Block]) -> str:
    """Every block with whether it is kept, its kind and the rule that decided; how much is kept above."""
    kept = [block for block in blocks if block.kept]
    sizes = (sum(len(block.text) for block in some) for some in (kept, blocks))
    head = "{:,} of {:,} blocks kept, {:,} of {:,} characters; + is kept, - is not.".format(
        len(kept), len(blocks), *sizes
    )
    return "\n".join(
        [
            head,
            *(
                f"{_mark(block.kept)} "
                f"{click.style(printable(f'[{block.kind}: {block.rule}]'), dim=True)} {printable(block.text)}"
                for block in blocks
            ),
        ]
    )


def evidence_text(document: Document) -> str:
    """Where each value came from: all that was found for it, how, how sure that is, the words, and what was beaten."""
    lines = ["+ is the value that stands or agrees with it, - one that was beaten."]
    facts = {name.strip(): value for name, value in _facts(document)}
    for field in dict.fromkeys(one.field for one in document.evidence):
        value = document.title if field == "title" else facts.get(field, "")
        if field == "updated":
            value = ", ".join(dict.fromkeys(one.value[:10] for one in document.evidence if one.field == field))
        lines.append(f"{click.style(f'{field:<9}', fg='cyan')} {printable(value) or '(none)'}")
        lines += [_evidence_line(document, one) for one in document.evidence if one.field == field]
    return "\n".join(lines)


def _evidence_line(document: Document, evidence: Evidence) -> str:
    words = f" in the words: {evidence.words}" if evidence.value not in ("", evidence.words) else ""
    told = f"{evidence.method}, {evidence.confidence:.0%}: {evidence.value or '(none)'}{words}"
    return f"        {_mark(stands(document, evidence))} {printable(told)}"


def _mark(good: bool) -> str:
    return click.style("+", fg="green") if good else click.style("-", fg="red")


def review_text(reviews: Sequence[SourceReview]) -> str:
    """A table of sources by how many of their documents look badly read, each with the command that shows the worst."""
    if not reviews:
        return "No document looks badly read."
    width = min(WIDEST // 3, max(len(printable(one.source)) for one in reviews) or 1)
    head = f"{'source':<{max(width, 11)}} {'suspicious':>15}  " + "  ".join(SIGNS) + "  next"
    lines = [_review_line(one, max(width, 11)) for one in reviews]
    return "\n".join([click.style(head, bold=True), *lines])


def _review_line(review: SourceReview, width: int) -> str:
    counts = "  ".join(f"{review.signs[sign] or '·':>{len(sign)}}" for sign in SIGNS)
    name = (printable(review.source) or "(no source)")[:width]
    of = f"{review.suspicious:,} of {review.documents:,}"
    return f"{name:<{width}} {of:>15}  {counts}  backfile show --blocks {printable(review.worst)}"


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
    if is_plain(text):
        return text
    return "".join(
        letter if is_plain(letter) else " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def printable_lines(text: str) -> str:
    """Lines of text, each without what a terminal would obey."""
    return text if is_plain(text) else "\n".join(printable(line) for line in text.split("\n"))


def _width() -> int:
    return min(shutil.get_terminal_size().columns, WIDEST)
