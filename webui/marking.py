"""The marks on the page: the form that sets them, the facet that asks for them, and how far a search was read."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from archive.errors import NotFoundError, UsageError
from archive.marks import Mark, State
from archive.store import Archive
from index.engine import Engine, Results
from index.query import Query
from webui.chips import Limit
from webui.export import export_address, format_named
from webui.guard import local_address, refuse_forged
from webui.labels import UNREAD, day_of, relabelled, values_labelled
from webui.narrowing import SHOWN, Facet, Way, facet_of, search_address
from webui.output import json_text
from webui.params import MAX_IDS, known_params
from webui.resources import opened_archive
from webui.wording import weekday_words

marking = Blueprint("marking", __name__)

NAMES = {UNREAD: "Unread", "read": "Read", "kept": "Kept", "noted": "With a note"}
"""What `mark` can ask for, in words."""

MOST_TAGS = 30
"""How many tags the facet counts: those that most documents have."""

ACTS = ("read", "unread", "keep", "drop", "tag", "note")
"""What the form can do to the documents chosen."""


NOTHING_TICKED = "No document is ticked; tick one or more, then choose what to do with them."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search was read, and what of it came in since anything was last read before today."""

    read: int
    total: int
    new: Way | None


@marking.post("/marks")
def mark() -> ResponseReturnValue:
    """Mark the document that `do` names, or else those that are ticked; then back to the page it came from."""
    refuse_forged()
    act, _, named = request.form.get("do", "").partition(" ")
    ids = [named] if named else request.form.getlist("id")
    back = local_address(request.form.get("next", "/"))
    if act == "export":
        return redirect(_export_of(ids, back), 303)
    tags, note = request.form.get("tags", ""), request.form.get("note", "")
    if act == "note" and len(ids) == 1:
        tags, note = _beside(opened_archive().people.marks.of(ids)[ids[0]], tags, note)
    perform(opened_archive(), act, ids, tags, note)
    return redirect(back, 303)


@marking.get("/marks.jsonl")
def export() -> Response:
    """Every mark there is, a JSON object a line."""
    lines = [json_text(asdict(mark)) + "\n" for mark in opened_archive().people.marks.all()]
    response = Response(lines, mimetype="application/jsonl")
    response.headers["Content-Disposition"] = 'attachment; filename="marks.jsonl"'
    return response


def perform(archive: Archive, act: str, ids: list[str], tags: str = "", note: str = "") -> None:
    """Do one of ACTS to documents; `note` gives one its note and its tags. Raises UsageError, NotFoundError."""
    marks = archive.people.marks
    _check(archive, act, ids)
    match act:
        case "read" | "unread":
            marks.read(ids, act == "read")
        case "keep" | "drop":
            marks.keep(ids, act == "keep")
        case "tag":
            marks.tag(ids, tags.split(","))
        case "note":
            marks.set_tags(ids[0], tags.split(","))
            marks.note(ids[0], note)


def mark_facet(archive: Archive, engine: Engine, query: Query, total: int) -> Facet | None:
    """The facet of read state and other marks of a search that finds `total`; each is counted as if none were asked."""
    chosen = values_labelled(query, "mark")
    states = [UNREAD, *(state for state in State if archive.people.marks.ids(state))]
    if states == [UNREAD] and not chosen:
        counts = [total]  # nothing is marked
    else:
        counts = engine.count([relabelled(archive, query, "mark", [state]) for state in states])
    ways = [
        Way(NAMES[state], _toggled(archive, query, chosen, state), count, state in chosen)
        for state, count in zip(states, counts, strict=True)
        if count or state in chosen
    ]
    return Facet("mark", "Read or kept", tuple(ways)) if ways else None


def tag_facet(archive: Archive, engine: Engine, query: Query) -> Facet | None:
    """The facet of tags; each count is of what the search would find with that tag too."""
    chosen, tags = values_labelled(query, "tag"), archive.people.marks.tags()
    names = sorted(tags, key=lambda name: (name not in chosen, -tags[name]))[:MOST_TAGS]
    asked = {name: (*(tag for tag in chosen if tag != name), name) for name in names}
    counts = engine.count([relabelled(archive, query, "tag", tags) for tags in asked.values()])
    found = [(name, count) for name, count in zip(names, counts, strict=True) if count or name in chosen]

    def way(name: str, count: int) -> Way:
        wanted = asked[name][:-1] if name in chosen else asked[name]
        return Way(name, search_address(relabelled(archive, query, "tag", wanted)), count, name in chosen)

    found.sort(key=lambda pair: (pair[0] not in chosen, -pair[1]))
    return facet_of("tag", "Tags", found, way, max(SHOWN, len(chosen))) if found else None


def label_limits(archive: Archive, query: Query) -> list[Limit]:
    """What the search is limited by of marks, tags, arrival, selection."""
    limits = []
    for name, value in query.labels:
        if name != "id":
            rest = [other for other in values_labelled(query, name) if other != value]
            field = f"facet-{name}" if name in ("mark", "tag") else ""
            limits.append(Limit(_words(name, value), relabelled(archive, query, name, rest), field=field))
    if selected := values_labelled(query, "id"):
        limits.append(Limit(f"{len(selected)} selected", relabelled(archive, query, "id", [])))
    return limits


def progress(archive: Archive, engine: Engine, query: Query, results: Results) -> Progress | None:
    """How far the search was read, as if no mark were asked for; None where nothing was ever read, or is found."""
    marks = archive.people.marks
    if not marks.ids(State.READ):
        return None
    today = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    last = marks.read_before(today.astimezone(UTC).isoformat(timespec="seconds"))
    anyhow = relabelled(archive, query, "mark", [])
    since = relabelled(archive, anyhow, "arrived", [last] if last else [])
    total, read, new = engine.count([anyhow, relabelled(archive, query, "mark", [State.READ]), since])
    if not total:
        return None
    is_new = bool(last) and not values_labelled(query, "arrived")
    way = Way(f"since {weekday_words(day_of(last))}", search_address(since), new) if is_new and new else None
    return Progress(read, total, way)


def _beside(stands: Mark, tags: str, note: str) -> tuple[str, str]:
    """Tags and note as sent, beside what another window changed since this form was made (`had` and `was` tell)."""
    had, was = _listed(request.form.get("had", ",".join(stands.tags))), _plain(request.form.get("was", stands.note))
    new = _listed(tags)
    kept = [tag for tag in new if tag not in had or tag in stands.tags]
    other = [tag for tag in stands.tags if tag not in had]
    if _plain(note) == was:
        note = stands.note
    elif stands.note not in (was, _plain(note)):
        note = f"{stands.note}\n\n{note}"
    return ",".join((*kept, *other)), note


def _listed(tags: str) -> list[str]:
    return [" ".join(tag.split()) for tag in tags.split(",")]


def _plain(note: str) -> str:
    return note.replace("\r\n", "\n").strip()


def _export_of(ids: list[str], search: str) -> str:
    """The address of the ticked rows of a search as a file."""
    if not ids:
        raise UsageError(NOTHING_TICKED)
    format_named(name := request.form.get("format", ""))
    return export_address({**known_params(parse_qs(urlsplit(search).query)), "id": ids}, name)


def _check(archive: Archive, act: str, ids: list[str]) -> None:
    if act not in ACTS:
        raise UsageError(f"{act[:20]!r} is nothing to do with a document; there are {', '.join(ACTS)}")
    if not ids:
        raise UsageError(NOTHING_TICKED)
    if len(ids) > MAX_IDS or (act == "note" and len(ids) > 1):
        raise UsageError(f"{len(ids):,} documents are too many at once; {1 if act == 'note' else MAX_IDS:,} can be")
    for id in ids:
        if not archive.has(id):
            raise NotFoundError(f"there is no document {id!r:.80}; it may have been removed")


def _toggled(archive: Archive, query: Query, chosen: tuple[str, ...], state: str) -> str:
    """The way to a state, or back from it: read and unread leave each other out."""
    apart = {UNREAD: "read", "read": UNREAD}.get(state)
    rest = [other for other in chosen if other not in (state, apart)]
    return search_address(relabelled(archive, query, "mark", rest if state in chosen else [*rest, state]))


def _words(name: str, value: str) -> str:
    match name:
        case "mark":
            return NAMES[value]
        case "tag":
            return f"Tag {value}"
    return f"New since {weekday_words(day_of(value))}"
