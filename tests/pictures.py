"""The pictures of the desk in README, made of the sample reports; `make pictures` takes them anew."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "browser")]

from driving import chromium, opened, served  # noqa: E402 - after where it is
from making import bring_up_to_date, make_corpus_archive  # noqa: E402

PLACE = HERE / "pictures"
WIDTH, HEIGHT, SCALE = 1280, 760, 0.75
"""Of the window, and of what of it README shows: a picture takes less than 150 KB."""


def take(page: Page) -> None:
    """Take each picture in turn."""
    page.goto("/?q=port")
    page.screenshot(path=PLACE / "search.png")
    id = page.locator(".tick input").nth(1).input_value()
    page.emulate_media(color_scheme="dark")
    page.goto(f"/?q=port&open={id}")
    page.screenshot(path=PLACE / "document.png")
    page.emulate_media(color_scheme="light")
    page.goto(f"/document/{id}?view=evidence")
    page.screenshot(path=PLACE / "evidence.png")


if __name__ == "__main__":
    PLACE.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        with make_corpus_archive(Path(folder) / "archive") as archive:
            bring_up_to_date(archive)
        window = {"viewport": {"width": WIDTH, "height": HEIGHT}, "device_scale_factor": SCALE}
        with (
            served(Path(folder) / "archive") as address,
            chromium() as browser,
            opened(browser, address, **window) as page,
        ):
            take(page)
