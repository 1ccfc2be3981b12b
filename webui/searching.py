"""What is on the page of a search: what it found, and how that is narrowed, widened, ordered, exported and paged."""

from dataclasses import replace
from typing import Any

from flask import render_template, request

from archive.store import Archive
from index.engine import Engine, Results
from index.query import Order, Query
from webui.chips import counted, limits_of
from webui.comparing import spread_lines
from webui.export import FORMATS, export_address
from webui.inflecting import may_inflect
from webui.marking import label_limits, mark_facet, progress, tag_facet
from webui.narrowing import (
    Facet,
    Way,
    facets_of,
    page_numbers,
    search_address,
    undated_only,
)
from webui.params import known_params, to_params
from webui.reading import Pane
from webui.resources import counted_by, dates_held
from webui.timeline import timeline
from webui.widening import explain


def search_page(archive: Archive, engine: Engine, query: Query, results: Results, pane: Pane | None) -> str:
    """The page of what a search found, with the document that is open beside it."""
    return render_template(
        "search.html",
        params=known_params(request.args.to_dict(flat=False)),
        results=results,
        pane=pane,
        status=engine.status(),
        quarantined=archive.counts("quarantined")["quarantined"],
        copies=spread_lines(archive, results.hits),
        marks=archive.people.marks.of(hit.id for hit in results.hits),
        progress=progress(archive, engine, query, results),
        has_forms=bool(results.total) and may_inflect(query),
        explanation=None if results.total else explain(engine, query),
        chips=counted(engine, limits_of(query) + label_limits(archive, query), results.total),
        **_narrowing(archive, engine, query, results),
        **_shown_otherwise(query),
        **_paging(query, results),
    )


def _narrowing(archive: Archive, engine: Engine, query: Query, results: Results) -> dict[str, Any]:
    undated = undated_only(query)
    return {
        "facets": facets_of_marks(archive, engine, query, results.total) + facets_of(engine, query, results),
        "timeline": timeline(query, results.facets, lambda: dates_held(engine), counted_by(engine, query)),
        "undated": search_address(undated) if undated else "",
    }


def facets_of_marks(archive: Archive, engine: Engine, query: Query, total: int) -> tuple[Facet, ...]:
    """The facets of what people marked documents with, in a search that finds `total`."""
    found = (mark_facet(archive, engine, query, total), tag_facet(archive, engine, query))
    return tuple(facet for facet in found if facet)


def _shown_otherwise(query: Query) -> dict[str, Any]:
    """The same documents in another order, with copies folded or not, and as files."""
    orders = list(Order) if query.text.strip() else [Order.NEWEST, Order.OLDEST]
    folding = "Count each copy" if query.fold else "Count copies once"
    return {
        "orders": [
            Way(order.value, search_address(replace(query, order=order)), 0, order == query.order) for order in orders
        ],
        "folding": Way(folding, search_address(replace(query, fold=not query.fold)), 0, query.fold),
        "formats": FORMATS,
        "exports": [Way(kind.words, export_address(to_params(query), name)) for name, kind in FORMATS.items()],
    }


def _paging(query: Query, results: Results) -> dict[str, Any]:
    numbers = page_numbers(query.page, results.pages) if results.pages > 1 else []
    return {
        "numbers": [(number, search_address(query, number or 1)) for number in numbers],
        "previous": search_address(query, query.page - 1) if query.page > 1 else "",
        "next": search_address(query, query.page + 1) if query.page < results.pages else "",
    }
