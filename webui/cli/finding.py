"""Commands that look things up: search, batch, show, clean."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import IO, TYPE_CHECKING, Any

import click

from archive.errors import UsageError
from archive.report import Document
from archive.settings import Settings, default_settings
from archive.sources import with_one_name
from archive.store import Archive
from webui.cli.asking import DASHED_WORDS, QueryCommand, filter_options, query_of
from webui.cli.place import as_json, document_id, opened, print_json, root_if_any
from webui.terminal import printable

if TYPE_CHECKING:
    from archive.workers import Pool, Reply

NOTHING_FOUND = 1
REFUSED = 3


@click.command("search", cls=QueryCommand, context_settings=DASHED_WORDS)
@click.argument("query", nargs=-1)
@filter_options
@click.option("--limit", default="10", show_default=True, help="Hits a page.")
@click.option("--page", default="1", show_default=True)
@click.option("--forms", is_flag=True, help="Tell in which forms the matches hold each word, and how many do.")
@as_json
def search_command(query: tuple[str, ...], as_json: bool, forms: bool, **filters: Any) -> int:
    """Find documents. All words must occur; README tells the whole language. Without words, the newest documents.

    Example: backfile search '"grain corridor" -region:Africa' --since 2025-06
    """
    from index.find import find, open_engine
    from webui.labels import resolved
    from webui.output import JSON_FACETS, forms_json, results_json
    from webui.terminal import forms_line, results_text
    from webui.widening import explain

    text = " ".join(query)
    asked = query_of(text, filters, JSON_FACETS if as_json else ())
    with opened() as archive:
        engine, asked = open_engine(archive), resolved(archive, asked)
        results = find(archive, engine, asked)
        explanation = None if results.total or as_json else explain(engine, asked)
        held = engine.forms(asked) if forms else ()
        engine.close()
    if as_json:
        print_json(results_json(results) | ({"forms": forms_json(held)} if forms else {}))
    else:
        click.echo("\n".join([results_text(results, explanation), *map(forms_line, held)]))
    return 0 if results.total else NOTHING_FOUND


@click.command("batch")
@click.argument("file", type=click.File("rb"))
@click.option("--any", "any_word", is_flag=True, help="Take each text as plain words joined by OR.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Hits a query.")
@click.option("--fold", is_flag=True, help="Count copies of one text once, and give the best of them.")
def batch_command(file: IO[bytes], any_word: bool, limit: int, fold: bool) -> int:
    """Run many queries: a line is ID<TAB>QUERY, or a JSON object with _id and text. JSON lines come out, in order.

    Blank lines are skipped; a line that cannot be answered, as one without a query, is answered with its error.

    Example: backfile batch --any questions.tsv > answers.jsonl
    """
    from index.find import open_engine
    from index.query import parse, plain

    read = partial(plain if any_word else parse, limit=limit, fold=fold)
    faults = 0
    with opened() as archive:
        engine = open_engine(archive)
        for number, line in _lines(file):
            answer = _answer(line, number, read, engine.search)
            faults += "error" in answer
            print_json(answer)
        engine.close()
    return UsageError.exit_code if faults else 0


def _lines(file: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    """Each line that says something, with its number."""
    for number, line in enumerate(file, 1):
        text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").strip("\r\n")
        if text.strip():
            yield number, text


def _answer(line: str, number: int, read: Callable[[str], Any], search: Callable[[Any], Any]) -> dict[str, Any]:
    """The answer to one line; what is wrong with it is an answer too, under its id or, without one, its number."""
    about: dict[str, Any] = {"line": number}
    try:
        id, text = _question(line, number)
        about = {"id": id}
        query = read(_asked(text))
        ranking = search(query)
    except UsageError as error:
        return {**about, "error": str(error)}
    hits = [{"id": match.id, "score": match.score} for match in ranking.matches]
    return {**about, "total": ranking.total, "hits": hits, "notes": [*query.notes, *ranking.notes]}


def _asked(text: str) -> str:
    """A question, which among many is never meant to be every document. Raises UsageError."""
    if not text.strip():
        raise UsageError("nothing to search for: no query is in this line; write one, or take the line out")
    return text


def _question(line: str, number: int) -> tuple[str, str]:
    if line.lstrip().startswith("{"):
        try:
            values = json.loads(line)
            id, text = values["_id"], values["text"]
            f"{id}{text}".encode()  # half a surrogate pair is no text
        except (ValueError, KeyError, RecursionError) as error:
            raise UsageError(f'line {number}: a JSON object with "_id" and "text" was expected') from error
        if not isinstance(id, str) or not isinstance(text, str):
            raise UsageError(f'line {number}: "_id" and "text" must be texts; put them in quotation marks')
        return id, text
    id, tab, text = line.partition("\t")
    if not tab:
        raise UsageError(f"line {number} has no tab; write ID<TAB>QUERY, or a JSON object with _id and text")
    return id, text


@click.command("show")
@document_id
@click.option("--original", is_flag=True, help="The bytes as they arrived.")
@click.option("--blocks", is_flag=True, help="Every block of the page, kept or dropped, with the rule.")
@click.option("--evidence", is_flag=True, help="Where each value came from.")
@click.option("--diff", metavar="OTHER", help="What differs from another document, or from its own version OTHER.")
@as_json
def show_command(id: str, original: bool, blocks: bool, evidence: bool, diff: str | None, as_json: bool) -> None:
    """Show the document ID.

    Example: backfile show k7m2qz4p --evidence

    Example: backfile show k7m2qz4p --diff 1
    """
    from webui.output import document_json
    from webui.terminal import blocks_text, document_text, evidence_text

    if original + blocks + evidence + bool(diff) > 1:
        raise UsageError("--original, --blocks, --evidence and --diff are one at a time; leave the others out")
    if original and sys.stdout.isatty():
        raise UsageError(f"an original may hold what a terminal obeys; write `backfile show {id} --original > FILE`")
    with opened() as archive:
        if diff:
            _show_difference(archive, id, diff, as_json)
            return
        document, copies = archive.document(id), archive.copies.copies_of(id)
        if original:
            sys.stdout.buffer.write(archive.original(id).data)
        elif as_json:
            print_json(document_json(document, archive.blocks(id), copies))
        elif blocks:
            click.echo(blocks_text(archive.blocks(id)))
        else:
            click.echo(evidence_text(document) if evidence else document_text(document, copies))


def _show_difference(archive: Archive, id: str, other: str, as_json: bool) -> None:
    from archive.copies.difference import compare
    from webui.output import difference_json
    from webui.terminal import difference_text

    found = compare(archive, id, other)
    if as_json:
        print_json(difference_json(found))
    else:
        click.echo(difference_text(found))


@click.command("clean")
@click.argument("files", nargs=-1, type=click.Path(path_type=bytes))
@click.option("--blocks", is_flag=True, help="Every block of each file, kept or dropped, with the rule.")
@click.option("--report", is_flag=True, help="Without files: which sources of the archive look badly read.")
@as_json
def clean_command(files: tuple[bytes, ...], blocks: bool, report: bool, as_json: bool) -> int:
    """Show what Backfile makes of files, in order; nothing is stored.

    Or tell, of the documents kept, which sources have most that look badly read: very short or very long, without a
    date or title, with much prose dropped, or in an odd language; and how to look at the worst.

    Example: backfile clean page.html --json

    Example: backfile clean page.html --blocks

    Example: backfile clean --report
    """
    if report == bool(files):
        raise UsageError("name files to clean, or --report alone to look at what the archive holds")
    if report:
        return _report(as_json)
    return _clean(files, blocks, as_json)


def _report(as_json: bool) -> int:
    from archive.review import review
    from webui.output import review_json
    from webui.terminal import review_text

    with opened() as archive:
        reviews = review(archive)
    if as_json:
        for one in reviews:
            print_json(review_json(one))
    else:
        click.echo(review_text(reviews))
    return 0


def _clean(files: tuple[bytes, ...], blocks: bool, as_json: bool) -> int:
    from archive.workers import Job
    from webui.terminal import blocks_text, document_text

    for file in files:
        if os.path.isdir(file):  # noqa: PTH112 - bytes
            raise UsageError(f"{os.fsdecode(file)} is a folder; name files in it")
    settings, pool = _cleaners()
    jobs = [Job(file, b"%d/" % number + file) for number, file in enumerate(files)]
    refused = False
    for reply in _in_order(_with_one_name(pool.clean(jobs), settings)):
        refused |= reply.cleaned is None
        name = os.fsdecode(reply.job.path)
        if as_json:
            print_json(_cleaned_json(name, reply))
        elif reply.cleaned:
            cleaned = reply.cleaned
            click.echo((blocks_text(cleaned.blocks) if blocks else document_text(cleaned.document)) + "\n")
        else:
            click.echo(f"{printable(name)}: {printable(_why(reply))}", err=True)
    return REFUSED if refused else 0


def _cleaners() -> "tuple[Settings, Pool]":
    """Workers that clean as the archive would, where there is one."""
    from archive.intake import pool_of
    from archive.workers import Pool

    if root_if_any():
        with opened() as archive:
            return archive.settings, pool_of(archive)
    return default_settings(), Pool(default_settings())


def _with_one_name(replies: "Iterator[Reply]", settings: Settings) -> "Iterator[Reply]":
    """The replies with each source under the name the archive would keep it under."""
    for reply in replies:
        if reply.cleaned:
            document = with_one_name(reply.cleaned.document, settings.sources)
            reply = replace(reply, cleaned=replace(reply.cleaned, document=document))
        yield reply


def _in_order(replies: "Iterator[Reply]") -> "Iterator[Reply]":
    """The replies in the order of their files, which workers do not keep."""
    waiting: dict[int, Reply] = {}
    following = 0
    for reply in replies:
        waiting[int(reply.job.key.partition(b"/")[0])] = reply
        while following in waiting:
            yield waiting.pop(following)
            following += 1


def _cleaned_json(name: str, reply: "Reply") -> dict[str, Any]:
    from webui.output import document_json

    document = reply.cleaned.document if reply.cleaned else Document("", "")
    values = document_json(document, reply.cleaned.blocks if reply.cleaned else ())
    for kept_only in ("id", "version", "gone_since", "corrected"):
        del values[kept_only]
    return {"file": name, **values, "error": None if reply.cleaned else _why(reply)}


def _why(reply: "Reply") -> str:
    """Why there is no document to show of a file."""
    if reply.batch and not reply.reason:
        return "it holds other reports; `backfile add` takes them in"
    return f"{reply.reason}: {reply.detail}"
