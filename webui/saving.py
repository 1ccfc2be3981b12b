"""Saved searches: the page that lists them with what is new, and the form that saves, renames and deletes them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from archive.errors import UsageError
from archive.searches import Saved
from archive.store import Archive
from index.engine import Engine
from index.query import Query
from webui.guard import refuse_forged
from webui.labels import day_of, relabelled, resolved
from webui.narrowing import address, search_address
from webui.params import known_params, to_query
from webui.resources import opened_archive, opened_engine
from webui.wording import weekday_words

saving = Blueprint("saving", __name__)

ACTS = ("save", "rename", "see", "delete")
"""What the form can do with a saved search."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A saved search as the page lists it: how much it finds, how much of that is new, since when, and the ways there.

    `fault` is why it can no longer be run, else "".
    """

    name: str
    address: str
    feed: str
    total: int = 0
    new: int = 0
    since: str = ""
    new_address: str = ""
    fault: str = ""


@saving.route("/searches", methods=["GET", "POST"])
def searches() -> ResponseReturnValue:
    """The saved searches; or, sent, what `do` says is done with one of them."""
    archive = opened_archive()
    if request.method == "POST":
        refuse_forged()
        form = request.form
        perform(
            archive,
            opened_engine(),
            form.get("do", ""),
            form.get("name", ""),
            form.get("new", ""),
            form.get("search", ""),
        )
        return redirect("/searches", 303)
    return render_template("searches.html", params={}, searches=listed(archive, opened_engine()))


def perform(archive: Archive, engine: Engine, act: str, name: str, new: str = "", search: str = "") -> None:
    """Do one of ACTS; `search` is the address of what is to be saved. Raises UsageError and NotFoundError."""
    saved = archive.people.searches
    match act:
        case "save":
            params = known_params(parse_qs(urlsplit(search).query))
            params.pop("page", None)
            to_query(params)
            saved.save(name, params, _seen(archive, engine))
        case "rename":
            saved.rename(name, new)
        case "see":
            saved.see(name, _seen(archive, engine))
        case "delete":
            saved.delete(name)
        case _:
            raise UsageError(f"{act[:20]!r} is nothing to do with a saved search; there are {', '.join(ACTS)}")


def _seen(archive: Archive, engine: Engine) -> str:
    """Until when whatever came in can be seen: until now, or until what is searched was last indexed."""
    status, now = engine.status(), datetime.now(UTC)
    if status.published and status.change != archive.change():
        # What came in within the second of publishing is indexed.
        now = min(now, datetime.fromisoformat(status.published) + timedelta(seconds=1))
    return now.isoformat(timespec="seconds")


def listed(archive: Archive, engine: Engine) -> list[Listed]:
    """Every saved search with what it finds now."""
    return [_listed(archive, engine, saved) for saved in archive.people.searches.all()]


def _listed(archive: Archive, engine: Engine, saved: Saved) -> Listed:
    ways = Listed(saved.name, address(saved.params), address(saved.params, "/feed"))
    try:
        query = resolved(archive, to_query(saved.params))
        news = new_only(archive, query, saved)
        total, new = engine.count([query, news])
    except UsageError as error:
        return replace(ways, fault=str(error))
    since = weekday_words(day_of(saved.seen))
    return replace(ways, total=total, new=new, since=since, new_address=search_address(news))


def new_only(archive: Archive, query: Query, saved: Saved) -> Query:
    """What a saved search finds that came in since its hits were seen."""
    return relabelled(archive, query, "arrived", [saved.seen])
