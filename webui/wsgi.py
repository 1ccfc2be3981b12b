"""The app for a WSGI server such as gunicorn: its archive and its names come from the environment."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from archive.errors import BackfileError
from webui.app import LOOPBACK, create_app
from webui.entering import refuse_without_password

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def behind_proxy(app: "WSGIApplication") -> "WSGIApplication":
    """The app, believing a proxy on this machine, and nobody else, who asks and whether by TLS."""
    believing = ProxyFix(app, x_for=1, x_proto=1)

    def asked(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        is_near = environ.get("REMOTE_ADDR", "") in ("", "127.0.0.1", "::1")  # a socket file has no address
        return (believing if is_near else app)(environ, start_response)

    return asked


def application() -> Flask:
    """The app on the archive in BACKFILE_ARCHIVE, which others call by the names in BACKFILE_NAMES, blanks between.

    Raises SystemExit, with what is wrong: a server's log is read by people.
    """
    root = os.environ.get("BACKFILE_ARCHIVE")
    if not root:
        sys.exit("BACKFILE_ARCHIVE is not set: give it the folder of the archive to serve")
    names = os.environ.get("BACKFILE_NAMES", "").split()
    try:
        refuse_without_password(Path(root), names)
    except BackfileError as error:
        sys.exit(f"backfile: {error}")
    app = create_app(Path(root), hosts=(*LOOPBACK, *names))
    app.wsgi_app = behind_proxy(app.wsgi_app)  # type: ignore[method-assign, assignment]
    return app
