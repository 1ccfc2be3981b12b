"""How the browser's tests serve, look, type and wait: for what is to be there, never for a time."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

from webui.app import create_app
from webui.resources import close_engine

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip

PATIENCE = 60
"""Seconds until what does not come is a fault: many, for machines that have much else to do."""


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
def chromium(profile: Path) -> Iterator[Any]:
    """Debian's Chromium without a window, with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver"))) as opened:
        opened.set_page_load_timeout(PATIENCE)
        opened.set_script_timeout(2 * PATIENCE)
        yield opened


def show_as(browser: Any, width: int, height: int, scheme: str = "light", scale: float = 1) -> None:
    """Make the page so many pixels wide and high, light or dark."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def texts(browser: Any, selector: str) -> list[str]:
    """The texts of the elements that a selector names."""
    return [element.text for element in browser.find_elements("css selector", selector)]


def keys(browser: Any, typed: str) -> None:
    """Type on the page, in no field."""
    ActionChains(browser).send_keys(typed).perform()


def wait_until(browser: Any, holds: Callable[[], Any]) -> Any:
    """Wait until something holds of the page, also while another one is on its way; what it came to."""
    waiting = WebDriverWait(browser, PATIENCE, ignored_exceptions=[StaleElementReferenceException])
    return waiting.until(lambda _: holds())


def wait_for(browser: Any, selector: str) -> Any:
    """The first element a selector names, once it is there."""
    return wait_until(browser, lambda: browser.find_elements("css selector", selector))[0]


def shows(browser: Any, selector: str, is_right: Callable[[list[str]], Any]) -> None:
    """Wait until the texts of what a selector names are right."""
    wait_until(browser, lambda: is_right(texts(browser, selector)))


def click_on(browser: Any, selector: str) -> None:
    """Click on the first element that a selector names, once it is there, brought into view."""
    element = wait_for(browser, selector)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def press_enter(browser: Any, field: Any, text: str) -> None:
    """Type into a field and press Enter, and wait for the page that answers."""
    page = browser.find_element("tag name", "html")
    field.send_keys(text + "\n")
    WebDriverWait(browser, PATIENCE).until(staleness_of(page))
