"""The paste form: a report handed in on the page, as `backfile add -` takes it; the only page that writes."""

import hmac
from hashlib import sha256
from secrets import token_bytes, token_urlsafe

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from archive.errors import BackfileError, LockedError, RefusedError, UsageError
from archive.intake import take_in_bytes
from index.find import open_engine
from index.sync import sync
from webui.params import SAID, to_said
from webui.reasons import reason_of
from webui.resources import opened_archive

pasting = Blueprint("pasting", __name__)

MOST_BYTES = 2_000_000
MOST_BYTES_SENT = 4 * MOST_BYTES
"""What is read of a form: enough to hand a text that is somewhat too long back to who pasted it."""

COOKIE = "backfile-form"
SECRET = token_bytes(32)
"""Signs the forms of this process; those of an earlier one are stale."""

STALE = (
    "This form was opened before Backfile was started anew, or in another window. Press Keep again; nothing is lost."
)
AT_WORK = "Reports are being taken in at this moment. Nothing is lost: press Keep again in a minute."
TOO_LONG = "The text is over 2 MB. Save it as a file, and run `backfile add FILE` in a terminal."
TOO_MUCH = f"{TOO_LONG} What was typed is still in the form: go back."


class TooLongError(UsageError):
    """The pasted text is over MOST_BYTES."""

    http_status = 413


class StaleFormError(UsageError):
    """The form was not made by this process for this browser."""

    http_status = 403


@pasting.route("/paste", methods=["GET", "POST"])
def paste() -> ResponseReturnValue:
    """The form; or, sent, the document made of it. What was typed is kept wherever it cannot be taken."""
    if request.method != "POST":
        return _form("", 200)
    _refuse_other_sites()
    try:
        id = _keep(_checked_text(), to_said({name: _field(name) for name in SAID}))
    except RefusedError as error:
        return _form(f"It was not kept: {reason_of(error.reason).words} ({error.detail}).", error.http_status)
    except LockedError as error:
        return _form(AT_WORK, error.http_status)
    except BackfileError as error:
        return _form(str(error), error.http_status)
    return redirect(f"/document/{id}", 303)


def _refuse_other_sites() -> None:
    """What a browser says of where the form came from must be this very site. Raises Forbidden."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = (f"http://{request.host}", f"https://{request.host}")
    if site not in (None, "same-origin") or (origin is not None and origin not in ours):
        raise Forbidden("This form was sent from another site, so nothing was kept. Open the paste form here.")


def _checked_text() -> str:
    if not hmac.compare_digest(_token(request.cookies.get(COOKIE, "")), _field("token").encode()):
        raise StaleFormError(STALE)
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
    cookie = request.cookies.get(COOKIE) or token_urlsafe(16)
    given = {name: _field(name) for name in ("text", *SAID)}
    token = _token(cookie).decode()
    page = render_template("paste.html", params={}, given=given, token=token, message=message)
    response = make_response(page, status)
    response.set_cookie(COOKIE, cookie, path="/paste", httponly=True, samesite="Strict")
    # Under no-referrer a browser would not say which origin its form comes from.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _token(cookie: str) -> bytes:
    return hmac.new(SECRET, cookie.encode(), sha256).hexdigest().encode()


def _field(name: str) -> str:
    """A field as typed, its lines ended as everywhere but in forms."""
    return request.form.get(name, "").replace("\r\n", "\n")
