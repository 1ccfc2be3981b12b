"""The JSON of the search page and the document page, for programs on this machine."""

from flask import Blueprint, Response, jsonify, request

from index.find import find
from webui.labels import resolved
from webui.output import JSON_FACETS, document_json, results_json
from webui.params import to_query
from webui.resources import opened_archive, opened_engine

api = Blueprint("api", __name__, url_prefix="/api")


@api.get("/search")
def search() -> Response:
    """A page of results; the parameters are the search page's."""
    archive = opened_archive()
    query = resolved(archive, to_query(request.args.to_dict(flat=False), facets=JSON_FACETS))
    return jsonify(results_json(find(archive, opened_engine(), query)))


@api.get("/document/<id:document_id>")
def document(document_id: str) -> Response:
    """One document with its evidence, copies and blocks."""
    archive = opened_archive()
    copies = archive.copies.copies_of(document_id)
    return jsonify(document_json(archive.document(document_id), archive.blocks(document_id), copies))
