"""How the browser's tests look, type and wait: for what is to be there, never for a time."""

from collections.abc import Callable
from typing import Any

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE = 20
"""Seconds until what does not come is a fault: many, for machines that have much else to do."""


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
