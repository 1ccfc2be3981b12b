"""The JSON of the pages, for programs; `static/openapi.json` describes it. What a page's form does, a POST does."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from archive.errors import UsageError
from index.find import find
from index.query import MAX_LENGTH
from webui import marking, saving
from webui.guard import sent_json
from webui.labels import resolved
from webui.output import JSON_FACETS, document_json, forms_json, results_json
from webui.params import to_query
from webui.resources import opened_archive, opened_engine
from webui.suggesting import suggestions

api = Blueprint("api", __name__, url_prefix="/api")


@api.get("/search")
def search() -> Response:
    """A page of results; the parameters are the search page's."""
    archive = opened_archive()
    query = resolved(archive, to_query(request.args.to_dict(flat=False), facets=JSON_FACETS))
    return jsonify(results_json(find(archive, opened_engine(), query)))


@api.get("/forms")
def forms() -> Response:
    """In which forms the matches of a search hold each of its words; the parameters are the search page's."""
    query = resolved(opened_archive(), to_query(request.args.to_dict(flat=False)))
    return jsonify({"forms": forms_json(opened_engine().forms(query))})


@api.get("/document/<id:document_id>")
def document(document_id: str) -> Response:
    """One document with its evidence, copies, blocks and mark."""
    archive = opened_archive()
    copies = archive.copies.copies_of(document_id)
    told = document_json(archive.document(document_id), archive.blocks(document_id), copies)
    return jsonify({**told, "mark": asdict(archive.people.marks.of([document_id])[document_id])})


@api.get("/status")
def status() -> Response:
    """What the archive and the index hold, and whether the index has it all."""
    archive, held = opened_archive(), opened_engine().status()
    told = {"documents": archive.counts()["documents"], "quarantined": archive.counts()["quarantined"]}
    return jsonify(
        {**told, "indexed": held.documents, "as_of": held.published, "behind": held.change != archive.change()}
    )


@api.get("/suggest")
def suggest() -> Response:
    """What the box may go on with after the text in `q`."""
    found = suggestions(opened_archive(), opened_engine(), request.args.get("q", "")[:MAX_LENGTH])
    return jsonify({"suggestions": [asdict(one) for one in found]})


@api.get("/marks")
def marks() -> Response:
    """Every mark."""
    return jsonify({"marks": [asdict(mark) for mark in opened_archive().people.marks.all()]})


@api.post("/marks")
def mark() -> Response:
    """Do to documents what the page's form does; their marks after it."""
    sent, archive = sent_json(), opened_archive()
    ids = _texts(sent, "ids")
    note, tags = _text(sent, "note"), ",".join(_texts(sent, "tags"))
    marking.perform(archive, _text(sent, "do"), ids, tags, note)
    return jsonify({"marks": [asdict(mark) for mark in archive.people.marks.of(ids).values()]})


@api.get("/searches")
def searches() -> Response:
    """Every saved search with what it finds and how much of that is new."""
    return jsonify({"searches": [asdict(one) for one in saving.listed(opened_archive(), opened_engine())]})


@api.post("/searches")
def change_searches() -> Response:
    """Do to a saved search what the page's form does; the searches after it."""
    sent = sent_json()
    said = (_text(sent, name) for name in ("do", "name", "new", "search"))
    saving.perform(opened_archive(), opened_engine(), *said)
    return searches()


@api.get("/openapi.json")
def description() -> Response:
    """The description of all this for programs that read one."""
    text = (Path(current_app.root_path) / "static/openapi.json").read_text("utf-8")
    return Response(text, mimetype="application/json")


def _text(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str) or value != value.encode("utf-8", "replace").decode():
        raise UsageError(f"{name} is no text; write it between quotes")
    return value


def _texts(sent: dict[str, Any], name: str) -> list[str]:
    values = sent.get(name, [])
    if not isinstance(values, list):
        raise UsageError(f'{name} is no list; write ["…"]')
    return [_text({name: value}, name) for value in values]
