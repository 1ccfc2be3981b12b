"""The page's server: a process for each core behind one socket, since the threads of one take turns at Python."""

import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from socket import socket
from threading import Thread

import waitress
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

MOST_PROCESSES = 4
THREADS = 8
"""Of each process: as many answers can be under way in it, slow readers of long exports among them."""

SECONDS_TO_END = 10
"""How long an answer under way is waited for when the server ends."""

SECONDS_SILENT = 15
"""How long a connection that says nothing keeps its place among the hundred of a process."""

MOST_BYTES_SENT = 64 << 20
"""What the server takes in at all, far above what the page's form does: that says more kindly what is too much."""

_BEHIND = {
    "trusted_proxy": "127.0.0.1",
    "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    "clear_untrusted_proxy_headers": True,
}
"""What is believed of a proxy on this machine: who asks, and whether by TLS."""


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: the archive in `root`, to these host names besides this machine's, and whether behind a proxy."""

    root: Path
    hosts: tuple[str, ...]
    is_behind: bool


def serve(served: Served, listening: socket) -> None:
    """Answer whoever connects, until a signal ends this process; one of its processes that dies is begun anew."""
    with _processes(min(MOST_PROCESSES, os.cpu_count() or 1), served, listening) as running:
        while True:
            wait([process.sentinel for process in running])
            time.sleep(1)  # one that cannot even begin is not begun all the time
            for number, process in enumerate(running):
                if not process.is_alive():
                    running[number] = _begun(served, listening)


def answer(served: Served, listening: socket) -> None:
    """Answer whoever connects, in this process alone, until it is told to end."""
    from webui.app import LOOPBACK, create_app

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that an answer waits a moment is nobody's concern
    server = waitress.create_server(
        create_app(served.root, hosts=(*LOOPBACK, *served.hosts)),
        sockets=[listening],
        ident=None,
        threads=THREADS,
        max_request_body_size=MOST_BYTES_SENT,
        channel_timeout=SECONDS_SILENT,
        cleanup_interval=5,
        **(_BEHIND if served.is_behind else {}),
    )
    server.channel_class = _Channel
    server.run()


class _Task(WSGITask):  # type: ignore[misc]
    """An answer that ends its connection: the next one goes to the process that is free to accept it."""

    def build_response_header(self) -> bytes:
        self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task


@contextmanager
def _processes(count: int, served: Served, listening: socket) -> Iterator[list[BaseProcess]]:
    running = [_begun(served, listening) for _ in range(count)]
    try:
        yield running
    finally:
        for process in running:
            process.terminate()
        until = time.monotonic() + SECONDS_TO_END
        for process in running:
            process.join(max(0.0, until - time.monotonic()))
            process.kill()


def _begun(served: Served, listening: socket) -> BaseProcess:
    process = multiprocessing.get_context("spawn").Process(target=_answer, args=(served, listening), daemon=True)
    process.start()
    return process


def _answer(served: Served, listening: socket) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    Thread(target=_end_with_parent, daemon=True).start()
    answer(served, listening)


def _end_with_parent() -> None:
    """A parent that is killed cannot end its processes itself."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
