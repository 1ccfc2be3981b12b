"""The page of a search that was not understood: the query with its fault underlined, and everything typed kept."""

from dataclasses import dataclass

from flask import render_template, request

from archive.errors import UsageError
from index.query import QueryError
from webui.narrowing import Way, address
from webui.params import Params, known_params, sound_params


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a search: the query cut around the faulty part, why, and a search to try instead."""

    message: str
    before: str = ""
    faulty: str = ""
    after: str = ""
    suggestion: Way | None = None


def refused_page(error: UsageError) -> str:
    """The page that says what is wrong with the search that was asked for."""
    params = known_params(request.args.to_dict(flat=False))
    kept = sound_params(params)
    wrong = [name for name in params if name not in kept or (name == "q" and isinstance(error, QueryError))]
    # The query and the dates have fields on this page, where a wrong one can be put right.
    kept |= {name: params[name] for name in ("since", "until") if name in params}
    left_out = [name for name in wrong if name not in kept]
    return render_template("refused.html", params=kept, wrong=wrong, left_out=left_out, fault=_fault(error, params))


def _fault(error: UsageError, params: Params) -> Fault:
    if not isinstance(error, QueryError):
        return Fault(str(error))
    text = params.get("q", [""])[0]
    before, faulty, after = text[: error.start], text[error.start : error.end], text[error.end :]
    mended = before + error.suggestion + after
    instead = Way(mended, address({**params, "q": [mended], "page": []})) if error.suggestion else None
    return Fault(error.message, before, faulty, after, instead)
