"""What the page of a search leaves folded: each on its own page, whence a script brings it where it is opened."""

from flask import Blueprint, render_template, request

from archive.errors import NotFoundError
from index.engine import FACETS
from index.query import Query
from webui.labels import resolved
from webui.narrowing import facets_of
from webui.params import Params, known_params, to_query
from webui.resources import counted_by, dates_held, opened_archive, opened_engine
from webui.searching import facets_of_marks
from webui.timeline import timeline

unfolding = Blueprint("unfolding", __name__)


@unfolding.get("/values/<name>")
def values(name: str) -> str:
    """All values of one facet of a search; the parameters are the search page's."""
    params, query = _asked()
    archive, engine = opened_archive(), opened_engine()
    ranking = engine.search(query)
    for facet in (*facets_of_marks(archive, engine, query, ranking.total), *facets_of(engine, query, ranking)):
        if facet.name == name:
            return render_template("values.html", params=params, facet=facet)
    raise NotFoundError(f"this search has nothing to choose from by {name[:20]!r}")


@unfolding.get("/timeline")
def periods() -> str:
    """The numbers that the timeline of a search draws; the parameters are the search page's."""
    params, query = _asked()
    engine = opened_engine()
    drawn = timeline(query, engine.search(query).facets, lambda: dates_held(engine), counted_by(engine, query))
    return render_template("periods.html", params=params, timeline=drawn)


def _asked() -> tuple[Params, Query]:
    given = request.args.to_dict(flat=False)
    return known_params(given), resolved(opened_archive(), to_query(given, facets=FACETS))
