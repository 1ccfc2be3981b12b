"""The commands that serve the page, and set its password: serve, passwd."""

import ipaddress
import platform
import socket
import sys

import click

from archive.errors import UsageError
from webui.cli.place import as_json, opened, root, tell


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--name", "names", multiple=True, help="A name others call it by, as behind nginx; can be given again.")
def serve_command(host: str, port: int, names: tuple[str, ...]) -> None:
    """Serve the page to a browser until Ctrl-C: on this machine, or with a password to others too.

    Example: backfile serve --port 8080
    """
    name = f"[{host}]" if ":" in host else host
    _refuse_open_door(host, port, names)
    from webui.processes import Served, serve

    opened().close()
    served = Served(root(), (name, *names), is_behind=bool(names))
    with _listening(host, port) as listening:
        click.echo(f"Serving on http://{name}:{port}/  (stop with Ctrl-C)")
        serve(served, listening)


@click.command("passwd")
@click.option("--off", is_flag=True, help="Ask for no password any more.")
@as_json
def passwd_command(off: bool, as_json: bool) -> None:
    """Set the password that the page asks for, typed twice, or as one line of standard input.

    Whoever came in with an earlier password is out.

    Example: backfile passwd
    """
    with opened() as archive:
        if off:
            archive.people.passwords.clear()
        else:
            archive.people.passwords.set(_typed())
    tell({"password": not off}, "The page asks for no password." if off else "The page asks for it now.", as_json)


def _typed() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    return typed


def _refuse_open_door(host: str, port: int, names: tuple[str, ...]) -> None:
    """Others may reach the page with a password only, and under a name that is known. Raises UsageError."""
    if _is_loopback(host) and not names:
        return
    with opened() as archive:
        if not archive.people.passwords.hash():
            raise UsageError(
                f"--host {host} can be reached from other machines, and no password is set; run `backfile passwd`, or "
                f"leave it out, and on the other machine open http://127.0.0.1:{port}/ after "
                f"`ssh -L {port}:127.0.0.1:{port} {platform.node() or 'THIS-MACHINE'}`"
            )
    if host in ("0.0.0.0", "::") and not names:  # noqa: S104 - it is what is asked for
        raise UsageError(f"--host {host} is every address; add the name that others type, like --name desk.example")


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
