"""The pages of a search, and of what could not be read."""

from itertools import groupby

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from archive.errors import UsageError
from archive.store import Archive
from index.engine import FACETS, Engine
from index.find import find
from webui.labels import resolved
from webui.narrowing import search_address
from webui.params import Params, to_query
from webui.reading import at_edge, pane
from webui.reasons import reason_of
from webui.refusing import refused_page
from webui.resources import in_turn, opened_archive, opened_engine
from webui.searching import search_page

pages = Blueprint("pages", __name__)

MOST_REFUSED = 200
"""How many files of one reason the quarantine page lists."""


@pages.get("/")
def search() -> ResponseReturnValue:
    """The search page; a page past the end leads to the last one."""
    with in_turn():
        return _searched(opened_archive(), opened_engine(), request.args.to_dict(flat=False))


def _searched(archive: Archive, engine: Engine, values: Params) -> ResponseReturnValue:
    try:
        query = resolved(archive, to_query(values, facets=FACETS))
        results = find(archive, engine, query)
    except UsageError as error:
        return refused_page(error), 400
    if query.page > max(1, results.pages):
        return redirect(search_address(query, max(1, results.pages)))
    if edge := at_edge(values, results):
        return redirect(edge)
    return search_page(archive, engine, query, results, pane(archive, values, results))


@pages.get("/quarantine")
def quarantine() -> str:
    """The files that could not be read, those with the same reason together."""
    refused = sorted(opened_archive().quarantine(), key=lambda seen: seen.reason)
    groups = [(reason_of(code), list(files)) for code, files in groupby(refused, key=lambda seen: seen.reason)]
    return render_template("quarantine.html", params={}, refused=refused, groups=groups, most=MOST_REFUSED)
