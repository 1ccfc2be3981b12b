"""Everybody can use every page in every state: axe finds nothing, and nothing moves under the reader's eyes."""

from typing import Literal

import pytest
from driving import opened, texts
from playwright.sync_api import Browser, Page, expect

AXE = """() => {
    const folded = new CSSStyleSheet()
    folded.replaceSync("details:not([open]) > :not(summary) { display: none }")
    document.adoptedStyleSheets = [folded]
    return axe.run(document, {iframes: false}).then(found => found.violations.flatMap(
        fault => fault.nodes.map(node => `${fault.impact}: ${fault.help}: ${node.html.slice(0, 200)}`)))
}"""
"""This axe takes what is folded away for shown, and for what lies over the text there."""

SHIFTS = """() => new Promise(done => {
    const found = []
    new PerformanceObserver(list => list.getEntries().filter(shift => shift.value > 0.001).forEach(
        shift => found.push([shift.value, ...shift.sources.map(source => source.node?.outerHTML?.slice(0, 120))])
    )).observe({type: "layout-shift", buffered: true})
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(found))))
})"""
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

Scheme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def states(browser: Browser, address: str) -> list[str]:
    """The addresses of STATES."""
    with opened(browser, address) as page:
        page.goto("/?q=port")
        id = page.locator(".tick input").first.input_value()
    return [state.replace("ID", id) for state in STATES]


def show_as(page: Page, width: int, scheme: Scheme = "light") -> None:
    """Make the page so many pixels wide, light or dark."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it is."""
    axe = pytest.importorskip("axe_core_python.base", reason="needs axe-core-python: pip install '.[test]'")
    page.evaluate(axe.AXE_SCRIPT)
    return list(page.evaluate(AXE))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_axe_finds_nothing_in_any_state(page: Page, states: list[str], width: int, scheme: Scheme) -> None:
    show_as(page, width, scheme)
    for state in states:
        page.goto(state)
        assert faults(page) == [], state


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens(page: Page, states: list[str], scheme: Scheme) -> None:
    """The menus, the keys, what is ticked, and the form for a note."""
    show_as(page, 1280, scheme)
    page.goto("/?q=port")
    menus = page.locator(".found details:not([open]) > summary").element_handles()
    assert menus
    for menu in menus:
        menu.click()
        assert faults(page) == [], menu.inner_text()
        menu.click()
    page.locator(".tick input").first.check()
    assert faults(page) == []
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_be_visible()
    assert faults(page) == []
    page.goto(next(state for state in states if "/document/" in state))
    page.locator(".note summary").click()
    assert faults(page) == []


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_nothing_moves_while_a_page_comes_up(page: Page, states: list[str], width: int) -> None:
    show_as(page, width)
    for state in states:
        page.goto(state)
        assert page.evaluate(SHIFTS) == [], state


def test_a_shift_would_be_seen(page: Page) -> None:
    """What the tests before and after this one rely on."""
    page.goto("/?q=port")
    page.evaluate("() => { document.querySelector('.list').style.marginTop = '100px' }")
    assert page.evaluate(SHIFTS) != []


def test_nothing_moves_while_documents_are_walked(page: Page, states: list[str]) -> None:
    """But for what the key itself brings about, which the browser does not count."""
    page.goto(states[3])
    title = page.locator(".pane .title")
    for _ in range(3):
        [before] = texts(title)
        page.keyboard.press("j")
        expect(title).not_to_have_text(before)
        assert page.evaluate(SHIFTS) == []
