"""The app for a WSGI server such as gunicorn: its archive and its names come from the environment."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

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


names = tuple(os.environ.get("BACKFILE_NAMES", "").split())
"""The names others call this server by, in BACKFILE_NAMES with blanks between."""

root = Path(os.environ["BACKFILE_ARCHIVE"])
refuse_without_password(root, names)
application = create_app(root, hosts=(*LOOPBACK, *names))
application.wsgi_app = behind_proxy(application.wsgi_app)  # type: ignore[method-assign, assignment]
