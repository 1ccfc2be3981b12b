"""How the browser's tests serve and drive: waiting for what is to be there, never for a time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from webui.app import create_app
from webui.resources import close_engine

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip

PATIENCE = 60_000
"""Milliseconds until what does not come is a fault: many, for machines that have much else to do."""

expect.set_options(timeout=PATIENCE)


@contextmanager
def served(root: Path) -> Iterator[str]:
    """An archive, served as `backfile serve` does: its address."""
    from waitress.server import create_server

    app = create_app(root)
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)  # in its own thread, which otherwise sleeps on
    thread.join()
    close_engine(app)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window, but with the scroll bars that people have."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "chromium",
            args=FLAGS,
            ignore_default_args=["--hide-scrollbars"],
        )


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """An empty page for addresses that begin with this one, of somebody who was never here before."""
    with browser.new_context(base_url=address, **{"viewport": {"width": 1280, "height": 800}, **options}) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@contextmanager
def leaving(page: Page) -> Iterator[None]:
    """What is done within leads to another page, which is there in the end, with its scripts."""
    with page.expect_event("load"):
        yield


def ask(page: Page, query: str) -> None:
    """Write a query into the box and press Enter."""
    box = page.locator("#q")
    box.fill(query)
    with leaving(page):
        box.press("Enter")


def texts(found: Locator) -> list[str]:
    """What people read in each element, as it is now."""
    return [text.strip() for text in found.all_inner_texts()]
