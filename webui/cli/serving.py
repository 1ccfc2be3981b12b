"""The command that serves the page: serve."""

import ipaddress
import platform
import socket

import click

from archive.errors import UsageError
from webui.cli.place import opened, root

THREADS = 8
MOST_BYTES_SENT = 64 << 20
"""What the server takes in at all, far above what the page's form does: that says more kindly what is too much."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine alone.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve_command(host: str, port: int) -> None:
    """Serve the page to a browser on this machine, until Ctrl-C.

    Example: backfile serve --port 8080
    """
    if not _is_loopback(host):
        raise UsageError(
            f"--host {host} can be reached from other machines, and the page has no password yet; "
            f"leave it out, and on the other machine open http://127.0.0.1:{port}/ after "
            f"`ssh -L {port}:127.0.0.1:{port} {platform.node() or 'THIS-MACHINE'}`"
        )
    import waitress

    from webui.app import LOOPBACK, create_app

    opened().close()
    name = f"[{host}]" if ":" in host else host
    app = create_app(root(), hosts=(*LOOPBACK, name))
    bounds = {"threads": THREADS, "max_request_body_size": MOST_BYTES_SENT}
    with _listening(host, port) as listening:
        server = waitress.create_server(app, sockets=[listening], ident=None, **bounds)
        click.echo(f"Serving on http://{name}:{port}/  (stop with Ctrl-C)")
        server.run()


def _listening(host: str, port: int) -> socket.socket:
    """A socket bound to where the page is to be served; waitress leaves its own ones open where it cannot bind."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        why = str(error.strerror).partition(" (")[0]  # Python adds the address, which we name ourselves
        raise UsageError(f"cannot serve on {host}:{port}: {why}; choose another --port") from error


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
