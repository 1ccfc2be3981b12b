"""A real browser on the real page: Debian's Chromium without a window, one for all tests, a profile for each."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from driving import chromium, opened, served
from making import bring_up_to_date, make_corpus_archive
from playwright.sync_api import Browser, Page

from archive.report import Cleaned, Document
from archive.rows import arrival

LOUD = """<html><head><base href="{trap}"><link rel="stylesheet" href="{trap}/a.css"><link rel="preload" as="image"
href="{trap}/b.png"><link rel="preconnect" href="{trap}"><meta http-equiv="refresh" content="0;url={trap}/c">
<script src="{trap}/d.js"></script><style>@import "{trap}/e.css"; body {{ background: url({trap}/f.png) }}
@font-face {{ font-family: x; src: url({trap}/g.woff) }} p {{ font-family: x }}</style></head>
<body onload="fetch('{trap}/h')"><p>A loud page.</p><img src="{trap}/i.png" srcset="{trap}/j.png 2x">
<iframe src="{trap}/k"></iframe><object data="{trap}/l"></object><embed src="{trap}/m">
<video
src="{trap}/n" autoplay></video><svg><image href="{trap}/o.png"/><use href="{trap}/p.svg#a"/></svg>
<p style="background: url({trap}/q.png)">x</p>
<a href="{trap}/r" id="away">away</a><script>document.title = "ran"; location = "{trap}/s"</script></body></html>"""
"""A page that tries to load from everywhere it can."""


@pytest.fixture(scope="session")
def trap() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody should ask anything: its address, and what it was asked."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        timeout = 2  # for connections a browser opens ahead and never uses

        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory, trap: tuple[str, list[str]]) -> Path:
    """An archive of the corpus and one loud page, only to be copied."""
    root = tmp_path_factory.mktemp("browser") / "archive"
    with make_corpus_archive(root) as archive:
        loud = arrival(b"loud.html", LOUD.format(trap=trap[0]).encode())
        with archive.transaction():
            archive.keep(loud, Cleaned(Document("Loud", "A loud page.", id="loud"), (), "html", "utf-8"), "loud")
        bring_up_to_date(archive)
    return root


@pytest.fixture(scope="session")
def address(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the corpus is served as `backfile serve` does, for tests that leave no mark in it."""
    with served(shutil.copytree(corpus, tmp_path_factory.mktemp("served") / "archive")) as address:
        yield address


@pytest.fixture
def own_address(corpus: Path, tmp_path: Path) -> Iterator[str]:
    """Where the corpus is served for one test alone, which may do in it what it likes."""
    with served(shutil.copytree(corpus, tmp_path / "archive")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, driven. Skips where it is missing."""
    if not shutil.which("chromium"):
        pytest.skip("needs chromium on the PATH; Debian: apt install chromium")
    with chromium() as launched:
        yield launched


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page 1280 pixels wide, of somebody who was never here before; what goes wrong in its scripts fails the test."""
    faults: list[str] = []
    with opened(browser, address) as page:
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        yield page
    assert faults == []
