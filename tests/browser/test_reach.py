"""Everybody can use every page in every state: axe finds nothing, and nothing moves under the reader's eyes."""

from collections.abc import Callable
from typing import Any

import pytest
from driving import click_on, keys, shows, wait_for

Resize = Callable[..., None]

AXE = """
const done = arguments[0], folded = new CSSStyleSheet();
folded.replaceSync("details:not([open]) > :not(summary) { display: none }");
document.adoptedStyleSheets = [folded];
axe.run(document, {iframes: false}).then(found => done(found.violations.flatMap(
  fault => fault.nodes.map(node => `${fault.impact}: ${fault.help}: ${node.html.slice(0, 200)}`))));
"""
"""This axe takes what is folded away for shown, and for what lies over the text there."""

SHIFTS = """
const done = arguments[0], found = [];
new PerformanceObserver(list => list.getEntries().filter(shift => shift.value > 0.001).forEach(
  shift => found.push([shift.value, ...shift.sources.map(source => source.node?.outerHTML?.slice(0, 120))])
)).observe({type: "layout-shift", buffered: true});
requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(found))));
"""
"""Less than a thousandth is a word that stood in its place before the rest of its line had come."""

STATES = [
    "/", "/?q=port", "/?q=port&since=2020&fold=copies&page=2", "/?q=port&open=ID", "/?q=port&open=ID&view=original",
    "/?q=port&open=ID&view=evidence", "/?q=port&open=nowhere", "/?q=xylophone+port", '/?q=port "', "/?since=soonish",
    "/nowhere", "/paste", "/quarantine", "/searches", "/forms?q=port", "/values/about?q=port", "/timeline?q=port",
    "/document/ID?q=port",
    "/document/ID?view=original", "/document/ID?view=removed", "/document/ID?view=evidence",
    "/document/ID?view=copies", "/document/loud", "/document/ID?version=1&passage=3-60", "/document/ID/compare/loud",
]  # fmt: skip
"""Every page in every state; ID stands for a document that has all there is to show."""


@pytest.fixture(scope="session")
def states(browser: Any, address: str) -> list[str]:
    """The addresses of STATES."""
    browser.get(f"{address}/?q=port")
    id = browser.find_element("css selector", ".tick input").get_attribute("value")
    return [address + state.replace("ID", id) for state in STATES]


def faults(browser: Any) -> list[str]:
    """What axe finds on the page as it is."""
    axe = pytest.importorskip("axe_core_python.base", reason="needs axe-core-python: pip install '.[test]'")
    browser.execute_script(axe.AXE_SCRIPT)
    return list(browser.execute_async_script(AXE))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_axe_finds_nothing_in_any_state(
    browser: Any, states: list[str], resize: Resize, width: int, scheme: str
) -> None:
    resize(width, scheme)
    for state in states:
        browser.get(state)
        assert faults(browser) == [], state


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens(browser: Any, states: list[str], resize: Resize, scheme: str) -> None:
    """The menus, the keys, what is ticked, and the form for a note."""
    resize(1280, scheme)
    browser.get(states[1])
    for menu in browser.find_elements("css selector", ".found details:not([open]) > summary"):
        menu.click()
        assert faults(browser) == [], menu.text
        menu.click()
    click_on(browser, ".tick input")
    assert faults(browser) == []
    keys(browser, "?")
    wait_for(browser, "dialog.keys")
    assert faults(browser) == []
    browser.get(next(state for state in states if "/document/" in state))
    click_on(browser, ".note summary")
    assert faults(browser) == []


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_nothing_moves_while_a_page_comes_up(browser: Any, states: list[str], resize: Resize, width: int) -> None:
    resize(width)
    for state in states:
        browser.get(state)
        assert browser.execute_async_script(SHIFTS) == [], state


def test_nothing_moves_while_documents_are_walked(browser: Any, states: list[str], resize: Resize) -> None:
    """But for what the key itself brings about, which the browser does not count."""
    resize(1280)
    browser.get(states[3])
    for _ in range(3):
        title = wait_for(browser, ".pane .title").text
        keys(browser, "j")
        shows(browser, ".pane .title", lambda texts, title=title: texts and texts != [title])
        assert browser.execute_async_script(SHIFTS) == []
