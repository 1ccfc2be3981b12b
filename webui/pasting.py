"""The paste form: a report handed in on the page, as `backfile add -` takes it."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from archive.errors import BackfileError, LockedError, RefusedError, UsageError
from archive.intake import take_in_bytes
from index.find import open_engine
from index.sync import sync
from webui.guard import refuse_forged
from webui.params import SAID, to_said
from webui.reasons import reason_of
from webui.resources import opened_archive

pasting = Blueprint("pasting", __name__)

MOST_BYTES = 2_000_000
MOST_BYTES_SENT = 4 * MOST_BYTES
"""What is read of a form: enough to hand a text that is somewhat too long back to who pasted it."""

AT_WORK = "Reports are being taken in at this moment. Nothing is lost: press Keep again in a minute."
TOO_LONG = "The text is over 2 MB. Save it as a file, and run `backfile add FILE` in a terminal."
TOO_MUCH = f"{TOO_LONG} What was typed is still in the form: go back."


class TooLongError(UsageError):
    """The pasted text is over MOST_BYTES."""

    http_status = 413


@pasting.route("/paste", methods=["GET", "POST"])
def paste() -> ResponseReturnValue:
    """The form; or, sent, the document made of it. What was typed is kept wherever it cannot be taken."""
    if request.method != "POST":
        return _form("", 200)
    try:
        id = _keep(_checked_text(), to_said({name: _field(name) for name in SAID}))
    except RefusedError as error:
        return _form(f"It was not kept: {reason_of(error.reason).words} ({error.detail}).", error.http_status)
    except LockedError as error:
        return _form(AT_WORK, error.http_status)
    except BackfileError as error:
        return _form(str(error), error.http_status)
    return redirect(f"/document/{id}", 303)


def _checked_text() -> str:
    refuse_forged()
    text = _field("text")
    if len(text.encode()) > MOST_BYTES:
        raise TooLongError(TOO_LONG)
    if not text.strip():
        raise UsageError("There is no text yet: paste the report into the large field.")
    return text


def _keep(text: str, said: dict[str, str]) -> str:
    """Take the report in and make it searchable; the document's id."""
    archive = opened_archive()
    with archive.lock():
        id = take_in_bytes(archive, text.encode(), url=said.get("url", ""), said=said).id
        engine = open_engine(archive)  # not the one that other threads search with
        try:
            sync(archive, engine)
        finally:
            engine.close()
    return id


def _form(message: str, status: int) -> Response:
    given = {name: _field(name) for name in ("text", *SAID)}
    return make_response(render_template("paste.html", params={}, given=given, message=message), status)


def _field(name: str) -> str:
    """A field as typed, its lines ended as everywhere but in forms."""
    return request.form.get(name, "").replace("\r\n", "\n")
