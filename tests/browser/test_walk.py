"""A person's way through the page, in a real browser: search, narrow, open, compare with the original, go back."""

import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from driving import ask, leaving, opened, texts
from playwright.sync_api import Browser, Page, expect

from webui import originals, reading


def resize(page: Page, width: int) -> None:
    """Make the page so many pixels wide."""
    page.set_viewport_size({"width": width, "height": 800})


def test_a_walk_from_search_to_original_and_back(page: Page) -> None:
    resize(page, 1100)
    page.goto("/")
    ask(page, "cargo port")
    assert page.locator("h1").inner_text().endswith(("document", "documents"))
    assert {word.lower() for word in texts(page.locator(".hits mark"))} & {"cargo", "port"}

    with leaving(page):
        page.locator(".filters section a").first.click()
    expect(page.locator(".filters .chosen bdi")).to_have_count(1)
    expect(page.locator(".chip bdi")).to_have_count(3)
    results = page.url
    title = texts(page.locator(".hits h2"))[0]

    page.locator(".hits h2 a").first.click()
    expect(page.locator("h1")).to_have_text([title])
    expect(page.locator(".text mark").first).to_be_visible()

    page.get_by_role("link", name="Original", exact=True).click()
    original = page.frame_locator("iframe").locator("body")
    expect(original).to_be_visible()
    assert len(original.inner_text()) > 200

    for view in ("What was removed", "Evidence", "Text"):
        page.get_by_role("link", name=view, exact=True).click()
        expect(page.locator(".views [aria-current=page]")).to_have_text(view)
        expect(page.locator("h1")).to_have_text([title])

    page.get_by_role("link", name="Back to the results").click()
    expect(page).to_have_url(results)


def test_days_are_asked_for_in_words_and_mended_in_their_field(page: Page) -> None:
    page.goto("/")
    page.locator("#since").fill("8 June 2025")
    page.locator("#until").fill("soonish")
    with leaving(page):
        page.locator("#until").press("Enter")
    expect(page.locator("#fault")).to_contain_text("soonish")
    wrong = page.locator("[aria-invalid]")
    expect(wrong).to_have_attribute("name", "until")
    wrong.fill("this year")
    with leaving(page):
        wrong.press("Enter")
    assert any(chip.startswith("8 June 2025 to 31 December") for chip in texts(page.locator(".chip bdi")))
    expect(page.locator("#until")).to_have_value("this year")


def test_what_has_no_date_is_chosen_and_let_go(page: Page) -> None:
    page.goto("/")
    every = texts(page.locator("h1"))
    with leaving(page):
        page.locator(".timeline figcaption span a").click()
    assert set(texts(page.locator(".hits .about > :first-child, .hits .source + span"))) >= {"no date"}
    expect(page.locator(".hits time")).to_have_count(0)
    page.locator(".filters .chosen").click()
    expect(page.locator("h1")).to_have_text(every)


def test_filters_fold_away_on_a_narrow_page(page: Page) -> None:
    resize(page, 360)
    page.goto("/")
    filters = page.locator(".filters")
    expect(filters).to_be_hidden()
    page.locator(".switch summary").click()
    expect(filters).to_be_visible()
    resize(page, 1280)
    expect(filters).to_be_visible()
    expect(page.locator(".switch")).to_be_hidden()


def test_the_values_of_a_facet_that_are_folded_come_to_where_it_is_opened(page: Page) -> None:
    page.goto("/")
    facet = page.locator("#facet-source")
    folded = facet.locator(".more summary")
    more = int(folded.inner_text().split()[0])
    folded.click()
    expect(facet.locator(".more bdi")).to_have_count(more)
    assert len(set(texts(facet.locator("bdi")))) == 8 + more
    rare = texts(facet.locator(".more bdi"))[-1]
    with leaving(page):
        facet.locator(".more li").last.locator("a").first.click()
    assert rare in texts(page.locator(".chip bdi"))


def test_a_folded_value_is_found_by_typing(page: Page) -> None:
    page.goto("/")
    page.locator("#facet-about .find input").press_sequentially("brazil")
    expect(page.locator("#facet-about li:not([hidden]) bdi")).to_have_text(["Brazil"])


def test_a_bar_of_the_timeline_narrows_the_range(page: Page) -> None:
    page.goto("/")
    with leaving(page):
        page.locator(".timeline svg a .reach").first.click()
    [narrowed] = texts(page.locator(".chip bdi"))
    page.go_back()
    page.locator(".timeline summary").click()
    expect(page.locator(".timeline tbody").get_by_role("link", name=narrowed, exact=True)).to_be_visible()


def days(page: Page) -> tuple[str, str]:
    """The first and the last day that are asked for."""
    asked = parse_qs(urlsplit(page.url).query)
    return asked["since"][0], asked["until"][0]


def test_a_stretch_of_the_timeline_is_chosen_by_arrows(page: Page) -> None:
    page.goto("/")
    begins = (page.locator(".timeline").get_attribute("data-begins") or "").split()
    chart = page.get_by_role("slider")
    for key in ("Home", "ArrowRight", "Shift+ArrowRight"):
        chart.press(key)
    expect(chart).to_have_attribute("aria-valuenow", "2")
    expect(chart).to_have_attribute("aria-valuetext", re.compile(f"^{begins[1]} to "))
    with leaving(page):
        chart.press("Enter")
    since, until = days(page)
    assert since == begins[1]
    assert begins[2] <= until < begins[3]


def test_a_stretch_of_the_timeline_is_chosen_by_dragging(page: Page) -> None:
    page.goto("/")
    begins = (page.locator(".timeline").get_attribute("data-begins") or "").split()
    box = page.locator(".chart svg").bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 2 + box["width"] * 2 / 3, box["y"] + 5, steps=4)
    with leaving(page):
        page.mouse.up()
    since, until = days(page)
    assert since == begins[0]
    assert begins[len(begins) // 2] < until < begins[-1]


def test_the_state_line_leads_to_the_files_that_could_not_be_read(page: Page) -> None:
    page.goto("/")
    with leaving(page):
        page.locator(".state a").click()
    assert page.locator("h1").inner_text().endswith("files could not be read")
    assert any(path.endswith("picture-named-html.html") for path in texts(page.locator(".path")))
    page.get_by_role("link", name="All documents").click()
    expect(page.locator(".hits h2").first).to_be_visible()


PAGES = [
    "/", "/?q=port&lang=en&since=2020", "/?q=xylophone+port", "/?q=xylophone+port&region=Arctic", '/?q=port "',
    "/nowhere", "/paste", "/quarantine", "{}", "{}?view=original", "{}?view=removed", "{}?view=evidence",
    "{}?view=copies", "{}?passage=3-60", "{}/compare/loud", "/searches", "/?q=port&open=loud",
    "/?q=port&open=loud&view=evidence", "/?q=port&open=nowhere", "/values/about?q=port", "/timeline?q=port",
]  # fmt: skip


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920, 2560])
def test_no_page_is_wider_than_its_window(page: Page, width: int) -> None:
    resize(page, width)
    page.goto("/?q=port")
    document = (page.locator(".hits h2 a").first.get_attribute("href") or "").split("?")[0]
    for address in PAGES:
        page.goto(address.format(document))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


FORM = ["h1", "header .hint", ".paste label", ".paste input", ".paste textarea", ".send button", ".send .hint", ".add"]
LIST = ["h1", ".reason h2", ".reason p", ".path", ".refused-files .hint"]
TEXTS = [
    ".state a",
    ".ends",
    ".timeline summary",
    "figcaption",
    "h1",
    ".state",
    ".hits h2 a",
    ".about",
    ".excerpt",
    "mark",
    ".filters li a",
    ".chosen .count",
    ".box button",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: Page, scheme: Literal["light", "dark"]) -> None:
    """At least the 4.5 to 1 that WCAG asks of text, for each kind of text and what it stands on."""
    page.emulate_media(color_scheme=scheme)
    for address, selectors in (("/?q=port&lang=en", TEXTS), ("/paste", FORM), ("/quarantine", LIST)):
        page.goto(address)
        for selector in selectors:
            ratio = page.locator(selector).first.evaluate(CONTRAST)
            assert ratio >= 4.5, (address, selector, ratio)


CONTRAST = """element => {
    const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
    const light = ([r, g, b]) => [r, g, b].map(v => linear(v / 255))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
    const numbers = colour => colour.match(/[0-9.]+/g).map(Number)
    let ground = element
    while (ground && numbers(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement
    const pair = [getComputedStyle(element).color, getComputedStyle(ground || document.body).backgroundColor]
    const [a, b] = pair.map(numbers).map(light).sort((x, y) => y - x)
    return (a + 0.05) / (b + 0.05)
}"""


def test_paper_has_the_document_in_black_on_white_and_nothing_to_press(page: Page) -> None:
    page.goto("/?q=port")
    document = page.locator(".hits h2 a").first.get_attribute("href") or ""
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(document)
    for seen in (".title", ".about", ".text", "#citation"):
        expect(page.locator(seen).first).to_be_visible()
    expect(page.locator("button, input, nav").filter(visible=True)).to_have_count(0)
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator(".text")).to_have_css("color", "rgb(0, 0, 0)")


def test_the_first_key_press_leads_past_the_head(page: Page) -> None:
    page.goto("/?q=port")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()


def shows_the_loud_page_framed(page: Page) -> None:
    """Open the loud page's document at its original, and see it there."""
    page.goto("/document/loud?view=original")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("A loud page.")


def test_an_original_asks_nobody_for_anything(page: Page, trap: tuple[str, list[str]]) -> None:
    """Framed or alone, a page that tries to load, run and lead away does nothing of it."""
    shows_the_loud_page_framed(page)
    page.frame_locator("iframe").locator("#away").click()
    page.goto("/original/loud")
    expect(page).not_to_have_title("ran")
    expect(page.locator("body")).to_contain_text("A loud page.")
    page.goto("/healthz")
    assert trap[1] == []


def test_the_policy_alone_keeps_an_original_quiet(
    page: Page, trap: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Served as it was stored, without being made inert first, the page still asks nobody for anything."""
    monkeypatch.setattr(originals, "inert_page", lambda page: page)
    shows_the_loud_page_framed(page)
    page.goto("/healthz")
    assert trap[1] == []


def test_without_any_guard_the_loud_page_is_heard(
    browser: Browser, address: str, trap: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the two tests before this one rely on."""
    monkeypatch.setattr(originals, "inert_page", lambda page: page)
    monkeypatch.setattr(reading, "ORIGINAL_POLICY", "frame-ancestors 'self'")
    place, asked = trap
    with opened(browser, address) as page, page.expect_response(f"{place}/**"):
        page.goto("/original/loud", wait_until="commit")
    assert asked != []
    asked.clear()
