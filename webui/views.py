"""The pages of a search, and of what could not be read."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from archive.errors import UsageError
from archive.store import Archive
from index.engine import FACETS, Engine, Results
from index.find import find
from index.query import Order, Query, QueryError
from webui.export import FORMATS, export_address
from webui.labels import resolved
from webui.marking import label_limits, mark_facet, progress, tag_facet
from webui.narrowing import (
    Facet,
    Way,
    address,
    counted_chips,
    facets_of,
    limits_of,
    page_numbers,
    search_address,
    undated_only,
)
from webui.params import Params, known_params, sound_params, to_params, to_query
from webui.reading import at_edge, pane
from webui.reasons import reason_of
from webui.resources import opened_archive, opened_engine
from webui.timeline import held_by, timeline
from webui.widening import explain

pages = Blueprint("pages", __name__)

MOST_REFUSED = 200
"""How many files of one reason the quarantine page lists."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a search: the query cut around the faulty part, why, and a search to try instead."""

    message: str
    before: str = ""
    faulty: str = ""
    after: str = ""
    suggestion: Way | None = None


@pages.get("/")
def search() -> ResponseReturnValue:
    """The search page; a page past the end leads to the last one."""
    archive, engine = opened_archive(), opened_engine()
    try:
        query = resolved(archive, to_query(request.args.to_dict(flat=False), facets=FACETS))
        results = find(archive, engine, query)
    except UsageError as error:
        return _refused(error), 400
    if query.page > max(1, results.pages):
        return redirect(search_address(query, max(1, results.pages)))
    values = request.args.to_dict(flat=False)
    if edge := at_edge(values, results):
        return redirect(edge)
    return render_template(
        "search.html", pane=pane(archive, values, results), **_search_page(archive, engine, query, results)
    )


@pages.get("/quarantine")
def quarantine() -> str:
    """The files that could not be read, those with the same reason together."""
    refused = sorted(opened_archive().quarantine(), key=lambda seen: seen.reason)
    groups = [(reason_of(code), list(files)) for code, files in groupby(refused, key=lambda seen: seen.reason)]
    return render_template("quarantine.html", params={}, refused=refused, groups=groups, most=MOST_REFUSED)


def _search_page(archive: Archive, engine: Engine, query: Query, results: Results) -> dict[str, Any]:
    alone = undated_only(query)
    orders = list(Order) if query.text.strip() else [Order.NEWEST, Order.OLDEST]
    return {
        "params": known_params(request.args.to_dict(flat=False)),
        "results": results,
        "status": engine.status(),
        "chips": counted_chips(engine, limits_of(query) + label_limits(archive, query), results.total),
        "facets": _facets_of_marks(archive, engine, query) + facets_of(engine, query, results),
        "marks": archive.people.marks.of(hit.id for hit in results.hits),
        "progress": progress(archive, engine, query, results),
        "timeline": timeline(query, results.facets, lambda: held_by(engine)),
        "undated": search_address(alone) if alone else "",
        "quarantined": archive.counts()["quarantined"],
        "explanation": None if results.total else explain(engine, query),
        "orders": [
            Way(order.value, search_address(replace(query, order=order)), 0, order == query.order) for order in orders
        ],
        "folding": _folding(query),
        "formats": FORMATS,
        "exports": [Way(kind.words, export_address(to_params(query), name)) for name, kind in FORMATS.items()],
        "numbers": [(number, search_address(query, number or 1)) for number in _numbers(results)],
        "previous": search_address(query, query.page - 1) if query.page > 1 else "",
        "next": search_address(query, query.page + 1) if query.page < results.pages else "",
    }


def _facets_of_marks(archive: Archive, engine: Engine, query: Query) -> tuple[Facet, ...]:
    found = (facet(archive, engine, query) for facet in (mark_facet, tag_facet))
    return tuple(facet for facet in found if facet)


def _folding(query: Query) -> Way:
    label = "Count each copy" if query.fold else "Count copies once"
    return Way(label, search_address(replace(query, fold=not query.fold)), 0, query.fold)


def _numbers(results: Results) -> list[int]:
    return page_numbers(results.query.page, results.pages) if results.pages > 1 else []


def _refused(error: UsageError) -> str:
    params = known_params(request.args.to_dict(flat=False))
    fault = Fault(str(error))
    if isinstance(error, QueryError):
        text = params.get("q", [""])[0]
        before, faulty, after = text[: error.start], text[error.start : error.end], text[error.end :]
        fault = Fault(error.message, before, faulty, after, _mended(params, before + error.suggestion + after, error))
    kept = sound_params(params)
    wrong = [name for name in params if name not in kept or (name == "q" and isinstance(error, QueryError))]
    # The query and the dates have fields on this page, where a wrong one can be put right.
    kept |= {name: params[name] for name in ("since", "until") if name in params}
    left_out = [name for name in wrong if name not in kept]
    return render_template("refused.html", params=kept, wrong=wrong, left_out=left_out, fault=fault)


def _mended(params: Params, text: str, error: QueryError) -> Way | None:
    if not error.suggestion:
        return None
    return Way(text, address({**params, "q": [text], "page": []}))
