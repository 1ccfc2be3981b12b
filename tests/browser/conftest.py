"""A real browser on the real page: Debian's Chromium and its driver, headless, with a profile of its own."""

import shutil
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from driving import chromium, served, show_as
from making import bring_up_to_date, make_corpus_archive

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
def address(tmp_path_factory: pytest.TempPathFactory, trap: tuple[str, list[str]]) -> Iterator[str]:
    """Where the corpus, and one loud page, are served as `backfile serve` does."""
    root = tmp_path_factory.mktemp("browser") / "archive"
    with make_corpus_archive(root) as archive:
        loud = arrival(b"loud.html", LOUD.format(trap=trap[0]).encode())
        with archive.transaction():
            archive.keep(loud, Cleaned(Document("Loud", "A loud page.", id="loud"), (), "html", "utf-8"), "loud")
        bring_up_to_date(archive)
    with served(root) as address:
        yield address


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Chromium, driven. Skips where it, its driver or selenium is missing."""
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        pytest.skip("needs chromium and chromedriver on the PATH; Debian: apt install chromium chromium-driver")
    request.getfixturevalue("address")  # so that the browser leaves before the server does
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def resize(browser: Any) -> Iterator[Any]:
    """Make the page so many pixels wide, until the test is over."""

    def to(width: int, scheme: str = "light") -> None:
        show_as(browser, width, 800, scheme)

    yield to
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
