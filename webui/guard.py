"""The one guard of every form that writes: sent from this very site, with the token this page was given."""

import hmac
import json
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from flask import Response, g, request
from werkzeug.exceptions import Forbidden

from archive.errors import UsageError
from webui.resources import opened_archive

COOKIE = "backfile-form"

STALE = "This form was opened in another window, or long ago. Press the button again; nothing is lost."


class StaleFormError(UsageError):
    """The form was not made by this archive's page for this browser."""

    http_status = 403


def refuse_other_sites() -> None:
    """What a browser says of where a form came from must be this very site. Raises Forbidden."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = (f"http://{request.host}", f"https://{request.host}")
    if site not in (None, "same-origin") or (origin is not None and origin not in ours):
        raise Forbidden("This form was sent from another site, so nothing was kept. Open the form here.")


def refuse_forged() -> None:
    """The form that was sent must be one of ours. Raises Forbidden and StaleFormError."""
    refuse_other_sites()
    if not hmac.compare_digest(_signed(request.cookies.get(COOKIE, "")), request.form.get("token", "").encode()):
        raise StaleFormError(STALE)


def sent_json() -> dict[str, Any]:
    """The JSON object a program sent. A page elsewhere cannot send that type unasked. Raises Forbidden, UsageError."""
    refuse_other_sites()
    if request.mimetype != "application/json":
        raise UsageError("what is sent here must be JSON: Content-Type: application/json")
    try:
        sent = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise UsageError("what was sent is no JSON") from error
    if not isinstance(sent, dict):
        raise UsageError('what was sent is no JSON object; send one like {"do": "read", "ids": ["k7m2qz4p"]}')
    return sent


def form_token() -> str:
    """The token for the forms of this answer; with the browser's cookie it is good for as long as that lasts."""
    if "form_token" not in g:
        g.form_cookie = request.cookies.get(COOKIE) or token_urlsafe(16)
        g.form_token = _signed(g.form_cookie).decode()
    token: str = g.form_token
    return token


def keep_cookie(response: Response) -> Response:
    """Give the browser the cookie that the answer's forms are made for, where it has none yet."""
    if "form_cookie" in g and request.cookies.get(COOKIE) != g.form_cookie:
        response.set_cookie(COOKIE, g.form_cookie, path="/", httponly=True, samesite="Strict", secure=request.is_secure)
    return response


def local_address(address: str) -> str:
    """The address to lead back to, if it is one of this site's own; else the first page."""
    sound = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if sound else "/"


def _signed(cookie: str) -> bytes:
    return hmac.new(opened_archive().people.secret(), cookie.encode(), sha256).hexdigest().encode()
