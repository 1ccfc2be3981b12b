"""The forms in which matches hold a search's words: a page that the search page fetches once it stands."""

from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request

from index.engine import Forms
from index.inflected import has_forms
from index.query import Query, QueryError, Term, parse, positive_terms
from webui.labels import resolved
from webui.narrowing import Way, search_address
from webui.params import known_params, to_query
from webui.resources import opened_archive, opened_engine

inflecting = Blueprint("inflecting", __name__)

AT_ONCE = 8
"""How many forms are shown of all words together; the others are folded away."""


@dataclass(frozen=True, slots=True)
class Inflected:
    """A word of a search with the ways to its forms: those shown at once, and the others."""

    word: str
    first: tuple[Way, ...]
    others: tuple[Way, ...]


@inflecting.get("/forms")
def forms() -> str:
    """Each word of a search that matches hold in several forms, with these; the parameters are the search page's."""
    values = request.args.to_dict(flat=False)
    query = resolved(opened_archive(), to_query(values))
    words = inflected(query, opened_engine().forms(query))
    return render_template("forms.html", params=known_params(values), words=words, query=query)


def may_inflect(query: Query) -> bool:
    """Whether some word of a query may stand in several forms."""
    return any(map(has_forms, positive_terms(query.tree)))


def inflected(query: Query, forms: Forms) -> tuple[Inflected, ...]:
    """The words that are held in more than one form."""
    several = [(leaf, counts) for leaf, counts in forms if len(counts) > 1]
    most = max(2, AT_ONCE // (len(several) or 1))
    found = []
    for leaf, counts in several:
        ways = [Way(form, _exactly(query, leaf, form), count) for form, count in counts]
        found.append(Inflected(query.text[leaf.start : leaf.end], tuple(ways[:most]), tuple(ways[most:])))
    return tuple(found)


def _exactly(query: Query, leaf: Term, form: str) -> str:
    """The address of the search for one form in a word's place; "" where it has no room."""
    before, typed, after = query.text[: leaf.start], query.text[leaf.start : leaf.end], query.text[leaf.end :]
    field = f"{leaf.field}:" if leaf.field and typed.lower().startswith(f"{leaf.field}:") else ""
    text = f"{before}{field}={form}{after}"
    try:
        return search_address(replace(query, text=text, tree=parse(text).tree))
    except QueryError:
        return ""
