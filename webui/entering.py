"""Who may come in where a password is set: the login page, its session, and how often one may try."""

import hmac
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import Lock
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from archive.errors import BackfileError, UsageError
from archive.store import Archive
from webui.guard import local_address, refuse_forged
from webui.resources import opened_archive

entering = Blueprint("entering", __name__)

COOKIE = "backfile-session"
SESSION_SECONDS = 14 * 86_400

OPEN = ("/login", "/healthz", "/static/")
"""What is answered to everybody: beginnings of paths."""

FOR_PROGRAMS = ("/api/", "/feed", "/export", "/marks.jsonl")
"""What programs ask for, which give the password by HTTP Basic and are not led to a page."""

_LOOKING = Lock()
"""A password is looked at after the one before it, so that tries cannot outrun their count."""


@entering.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """The login page; or, sent, the way in."""
    back = local_address(request.values.get("next", "/"))
    if not opened_archive().people.passwords.hash():
        return redirect(back, 303)
    if request.method != "POST":
        return render_template("login.html", params={}, next=back, message="")
    try:
        refuse_forged()
        if _is_right(request.form.get("password", "")):
            return _let_in(back)
    except BackfileError as error:
        page = render_template("login.html", params={}, next=back, message=str(error))
        return make_response(page, error.http_status)
    return make_response(render_template("login.html", params={}, next=back, message="That is not the password."), 403)


@entering.post("/logout")
def logout() -> ResponseReturnValue:
    """Out again, in this browser; its cookie is good for nothing any more, wherever else it is kept."""
    refuse_forged()
    if _is_session(cookie := request.cookies.get(COOKIE, "")):
        session = cookie.rpartition(".")[0]
        opened_archive().people.passwords.end(session, _until(session))
    response = redirect("/login", 303)
    response.delete_cookie(COOKIE)
    return response


def refuse_outsiders() -> ResponseReturnValue | None:
    """What is answered to who may not come in; None for who may. Raises TooManyTriesError."""
    is_open = request.url_rule is None or request.path.startswith(OPEN)
    if is_open or not opened_archive().people.passwords.hash():
        return None
    if _is_session(request.cookies.get(COOKIE, "")) or _has_given_password():
        return None
    if request.path.startswith(FOR_PROGRAMS):
        response = Response("Give the password by HTTP Basic, with any name.\n", 401, mimetype="text/plain")
        # Asked by a page that is still open, as for each letter in the box, a browser would put a window over it.
        if request.headers.get("Sec-Fetch-Dest") != "empty":
            response.headers["WWW-Authenticate"] = 'Basic realm="Backfile", charset="UTF-8"'
        return response
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect("/login?" + urlencode({"next": back}, errors="replace"), 303)


def refuse_without_password(root: Path, names: Sequence[str]) -> None:
    """A server that others may reach under these names must have a password. Raises UsageError."""
    with Archive.open(root) as archive:
        if names and not archive.people.passwords.hash():
            raise UsageError(
                f"{names[0]} can be reached from other machines, and no password is set: `backfile passwd`"
            )


def is_in() -> bool:
    """Whether this browser is logged in, so that it can log out."""
    return COOKIE in request.cookies


def _has_given_password() -> bool:
    given = request.authorization
    if not (given and given.type == "basic" and given.password):
        return False
    proven: set[str] = current_app.extensions["backfile-proven"]
    signed = _signed(f"given {given.password}")
    if signed not in proven and _is_right(given.password):
        proven.add(signed)
    return signed in proven


def _is_right(password: str) -> bool:
    people, address = opened_archive().people, request.remote_addr or ""
    with _LOOKING:
        people.tries.check(address)
        right = people.passwords.fits(password)
        if right:
            people.tries.forgive(address)
        else:
            people.tries.wrong(address)
    return right


def _let_in(back: str) -> ResponseReturnValue:
    session = f"{int(time.time()) + SESSION_SECONDS}-{token_hex(8)}"
    response = redirect(back, 303)
    kept = f"{session}.{_signed(session)}"
    secure = request.is_secure
    response.set_cookie(COOKIE, kept, SESSION_SECONDS, path="/", httponly=True, samesite="Lax", secure=secure)
    return response


def _is_session(cookie: str) -> bool:
    session, _, signature = cookie.rpartition(".")
    sound = hmac.compare_digest(signature.encode(), _signed(session).encode())
    return sound and time.time() < _until(session) and not opened_archive().people.passwords.has_ended(session)


def _until(session: str) -> int:
    """When a session of ours is over, in seconds since 1970."""
    return int(session.partition("-")[0])


def _signed(text: str) -> str:
    """A signature: with another password, or in another archive, it is another."""
    people = opened_archive().people
    return hmac.new(people.secret() + people.passwords.hash(), text.encode(), sha256).hexdigest()
