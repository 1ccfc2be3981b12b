"""The pictures of the desk in README, made of the sample reports; `make pictures` takes them anew."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "browser")]

from driving import chromium, served, show_as  # noqa: E402 - after where it is
from making import bring_up_to_date, make_corpus_archive  # noqa: E402

PLACE = HERE / "pictures"
WIDTH, HEIGHT, SCALE = 1280, 760, 0.75
"""Of the window, and of what of it README shows: a picture takes less than 150 KB."""


def take(browser: Any, address: str) -> None:
    """Take each picture in turn."""
    show_as(browser, WIDTH, HEIGHT, "light", SCALE)
    browser.get(f"{address}/?q=port")
    browser.save_screenshot(str(PLACE / "search.png"))
    id = browser.find_elements("css selector", ".tick input")[1].get_attribute("value")
    show_as(browser, WIDTH, HEIGHT, "dark", SCALE)
    browser.get(f"{address}/?q=port&open={id}")
    browser.save_screenshot(str(PLACE / "document.png"))
    show_as(browser, WIDTH, HEIGHT, "light", SCALE)
    browser.get(f"{address}/document/{id}?view=evidence")
    browser.save_screenshot(str(PLACE / "evidence.png"))


if __name__ == "__main__":
    PLACE.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        with make_corpus_archive(Path(folder) / "archive") as archive:
            bring_up_to_date(archive)
        with served(Path(folder) / "archive") as address, chromium(Path(folder) / "profile") as browser:
            take(browser, address)
