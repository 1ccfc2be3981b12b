"""The web application: its routes, its error pages, and the headers every answer carries."""

from contextlib import closing
from pathlib import Path

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, MethodNotAllowed
from werkzeug.routing import BaseConverter

from archive.errors import BackfileError, UsageError
from index.find import open_engine
from index.query import QueryError
from webui import wording
from webui.api import api
from webui.correcting import correcting
from webui.entering import entering, is_in, refuse_outsiders
from webui.exporting import exporting
from webui.feeds import feeds
from webui.guard import form_token, keep_cookie, local_address
from webui.inert import web_address
from webui.inflecting import inflecting
from webui.marking import marking
from webui.narrowing import address, path_of
from webui.params import known_params, sound_params
from webui.pasting import MOST_BYTES_SENT, TOO_MUCH, pasting
from webui.reading import reading
from webui.resources import opened_archive, share
from webui.saving import saving
from webui.unfolding import unfolding
from webui.views import pages

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""The names this machine calls itself; a page elsewhere that points its own name here is refused."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Under no-referrer a browser would not say which origin a form comes from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "private, no-cache",
}
"""On every answer, errors and static files too, unless a view has set its own."""

READING = ("GET", "HEAD")
WRITING = {
    "/paste": (*READING, "POST"),
    "/marks": ("POST",),
    "/searches": (*READING, "POST"),
    "/correct": ("POST",),
    "/login": (*READING, "POST"),
    "/logout": ("POST",),
    "/api/marks": (*READING, "POST"),
    "/api/searches": (*READING, "POST"),
}
"""The methods an address answers to, where they are not READING."""

_HELP = {
    400: ("This cannot be answered", ""),
    403: ("Not from here", ""),
    404: ("Not here", "Nothing has this address. It may have been removed, or the link is cut short."),
    405: ("Only reading", "This address can be read, not written to."),
    429: ("Not now", ""),
    413: ("Too much at once", TOO_MUCH),
    500: ("Something went wrong", "This is a fault in Backfile. The terminal it runs in says more."),
    503: ("Not now", ""),
}


class _Id(BaseConverter):
    """A document's id: the rest of the path as it is, slashes too."""

    regex = ".+"
    part_isolating = False


def create_app(root: Path, hosts: tuple[str, ...] = LOOPBACK) -> Flask:
    """The app that serves the archive in `root` to these host names, on any port. Opens nothing yet."""
    app = Flask(__name__)
    app.config["BACKFILE_HOSTS"] = frozenset(host.lower() for host in hosts)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.merge_slashes = False
    app.url_map.converters["id"] = _Id
    share(app, root)
    app.extensions["backfile-proven"] = set()
    app.before_request(lambda: _refuse_strangers(app))
    app.before_request(refuse_outsiders)
    app.after_request(_protect)
    app.after_request(keep_cookie)
    app.register_error_handler(Exception, _error)
    app.register_blueprint(pages)
    app.register_blueprint(reading)
    app.register_blueprint(api)
    app.register_blueprint(pasting)
    app.register_blueprint(marking)
    app.register_blueprint(exporting)
    app.register_blueprint(saving)
    app.register_blueprint(feeds)
    app.register_blueprint(entering)
    app.register_blueprint(correcting)
    app.register_blueprint(inflecting)
    app.register_blueprint(unfolding)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES_SENT
    app.add_url_rule("/healthz", "healthz", _health)
    app.jinja_env.filters.update(
        {name: words for name, words in vars(wording).items() if name.endswith("_words") and name[0] != "_"}
    )
    app.jinja_env.globals.update(
        address=address, path_of=path_of, web_address=web_address, form_token=form_token, is_in=is_in
    )
    return app


def _health() -> Response:
    """Whether a search could be answered now: one line, with 503 where it could not."""
    status, line = 200, "ok"
    try:
        # An engine of its own: the shared one makes its callers wait for the search at work.
        with closing(open_engine(opened_archive())) as engine:
            engine.count([])
    except Exception as error:  # noqa: BLE001 - whatever keeps the archive from opening is what is asked for here
        status, line = 503, " ".join(str(error).split()) or type(error).__name__
    return Response(f"{line}\n", status, mimetype="text/plain")


def _refuse_strangers(app: Flask) -> None:
    methods = WRITING.get(request.path, READING)
    if request.method not in methods:
        raise MethodNotAllowed(methods)
    name = request.environ.get("HTTP_HOST", "").lower()
    host, colon, port = name.rpartition(":")
    if colon and port.isascii() and port.isdigit():
        name = host
    if name not in app.config["BACKFILE_HOSTS"]:
        known = ", ".join(sorted(app.config["BACKFILE_HOSTS"]))
        raise BadRequest(f"This page answers only to {known}. Open it under one of these names.")


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _error(error: Exception) -> ResponseReturnValue:
    """The answer to anything raised: a page, or under /api JSON, with the status of whose problem it is."""
    status, message = _status_and_message(error)
    if request.path.startswith("/api/"):
        fault: dict[str, str | int] = {"error": message}
        if isinstance(error, QueryError):
            fault |= {"start": error.start, "end": error.end, "suggestion": error.suggestion}
        answer = jsonify(fault)
    else:
        params = sound_params(known_params(request.args.to_dict(flat=False)))
        page = render_template(
            "error.html", heading=_heading(status), message=message, params=params, back=_back(error)
        )
        answer = Response(page)
    answer.status_code = status
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(error.valid_methods)
    return answer


def _back(error: Exception) -> str:
    """The page that the form stood on which was refused; "/" where it was no form, or none that was read."""
    if request.method != "POST" or not isinstance(error, UsageError):
        return "/"
    return local_address(request.form.get("next") or request.form.get("search", ""))


def _status_and_message(error: Exception) -> tuple[int, str]:
    if isinstance(error, BackfileError):
        return error.http_status, str(error)
    if isinstance(error, HTTPException):
        status = error.code or 500
        ours = isinstance(error, (BadRequest, Forbidden)) and error.description
        return status, ours or _HELP.get(status, ("", error.name))[1]
    # Without the query: what people search for is nobody's business but theirs.
    current_app.logger.error("fault at %s", request.path, exc_info=error)
    return 500, _HELP[500][1]


def _heading(status: int) -> str:
    return _HELP.get(status, ("This cannot be answered", ""))[0]
