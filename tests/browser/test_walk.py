"""A person's way through the page, in a real browser: search, narrow, open, compare with the original, go back."""

from collections.abc import Callable
from typing import Any

import pytest
from driving import press_enter, texts, wait_for, wait_until

from webui import originals, reading

Resize = Callable[..., None]


def click(browser: Any, selector: str) -> None:
    """Click on the first element a selector names."""
    browser.find_element("css selector", selector).click()


def search(browser: Any, address: str, query: str) -> None:
    """Type a query on the first page and press Enter."""
    browser.get(address)
    press_enter(browser, browser.find_element("name", "q"), query)


def test_a_walk_from_search_to_original_and_back(browser: Any, address: str, resize: Resize) -> None:
    resize(1100)
    search(browser, address, "cargo port")
    assert browser.find_element("tag name", "h1").text.endswith(("document", "documents"))
    assert {word.lower() for word in texts(browser, ".hits mark")} & {"cargo", "port"}

    click(browser, ".filters section a")
    chosen = texts(browser, ".filters .chosen bdi")
    assert len(chosen) == 1
    assert len(texts(browser, ".chip bdi")) == 3
    results = browser.current_url
    title = texts(browser, ".hits h2")[0]

    click(browser, ".hits h2 a")
    assert texts(browser, "h1") == [title]
    assert texts(browser, ".text mark")

    browser.find_element("link text", "Original").click()
    browser.switch_to.frame(browser.find_element("tag name", "iframe"))
    assert len(browser.find_element("tag name", "body").text) > 200
    browser.switch_to.default_content()

    for view in ("What was removed", "Evidence", "Text"):
        browser.find_element("link text", view).click()
        assert texts(browser, "h1") == [title]

    browser.find_element("link text", "Back to the results").click()
    assert browser.current_url == results


def test_days_are_asked_for_in_words_and_mended_in_their_field(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(address)
    browser.find_element("name", "since").send_keys("8 June 2025")
    press_enter(browser, browser.find_element("name", "until"), "soonish")
    assert "soonish" in texts(browser, "#fault")[0]
    wrong = browser.find_element("css selector", "[aria-invalid]")
    assert wrong.get_attribute("name") == "until"
    wrong.clear()
    press_enter(browser, wrong, "this year")
    assert any(chip.startswith("8 June 2025 to 31 December") for chip in texts(browser, ".chip bdi"))
    assert browser.find_element("name", "until").get_attribute("value") == "this year"


def test_what_has_no_date_is_chosen_and_let_go(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(address)
    every = texts(browser, "h1")
    click(browser, ".timeline figcaption span a")
    assert set(texts(browser, ".hits .about > :first-child, .hits .source + span")) >= {"no date"}
    assert not texts(browser, ".hits time")
    click(browser, ".filters .chosen")
    assert texts(browser, "h1") == every


def test_filters_fold_away_on_a_narrow_page(browser: Any, address: str, resize: Resize) -> None:
    resize(360)
    browser.get(address)
    filters = browser.find_element("css selector", ".filters")
    assert not filters.is_displayed()
    click(browser, ".switch summary")
    assert filters.is_displayed()
    resize(1280)
    assert filters.is_displayed()
    assert not browser.find_element("css selector", ".switch").is_displayed()


def test_the_values_of_a_facet_that_are_folded_come_to_where_it_is_opened(
    browser: Any, address: str, resize: Resize
) -> None:
    resize(1280)
    browser.get(address)
    click(browser, "#facet-source .more summary")
    more = int(texts(browser, "#facet-source .more summary")[0].split()[0])
    wait_until(browser, lambda: len(texts(browser, "#facet-source .more bdi")) == more)
    assert len(set(texts(browser, "#facet-source bdi"))) == 8 + more
    rare = texts(browser, "#facet-source .more bdi")[-1]
    click(browser, "#facet-source .more li:last-child a")
    assert rare in texts(browser, ".chip bdi")


def test_a_folded_value_is_found_by_typing(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(address)
    browser.find_element("css selector", "#facet-about .find input").send_keys("brazil")
    wait_until(browser, lambda: texts(browser, "#facet-about li:not([hidden]) bdi") == ["Brazil"])


def test_a_bar_of_the_timeline_narrows_the_range(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(address)
    click(browser, ".timeline svg a .reach")
    narrowed = texts(browser, ".chip bdi")
    assert len(narrowed) == 1
    browser.back()
    click(browser, ".timeline summary")
    wait_until(browser, lambda: narrowed[0] in texts(browser, ".timeline tbody a"))


def test_a_stretch_of_the_timeline_is_chosen_by_arrows_and_by_dragging(
    browser: Any, address: str, resize: Resize
) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    resize(1280)
    browser.get(address)
    begins = browser.find_element("css selector", ".timeline").get_attribute("data-begins").split()
    chart = wait_for(browser, ".chart [role=slider]")
    chart.send_keys(Keys.HOME, Keys.ARROW_RIGHT, Keys.SHIFT + Keys.ARROW_RIGHT + Keys.SHIFT)
    assert chart.get_attribute("aria-valuenow") == "2"
    assert chart.get_attribute("aria-valuetext").startswith(begins[1])
    chart.send_keys(Keys.ENTER)
    wait_until(browser, lambda: "since=" in browser.current_url)
    assert f"since={begins[1]}" in browser.current_url
    assert begins[2] <= browser.current_url.rpartition("until=")[2] < begins[3]

    browser.get(address)
    chart = wait_for(browser, ".chart [role=slider]")
    width = chart.size["width"]
    drag = ActionChains(browser).move_to_element_with_offset(chart, -width // 2 + 2, 5).click_and_hold()
    drag.move_by_offset(width // 3, 0).move_by_offset(width // 3, 0).release().perform()
    wait_until(browser, lambda: "since=" in browser.current_url)
    assert f"since={begins[0]}" in browser.current_url
    until = browser.current_url.rpartition("until=")[2]
    assert begins[len(begins) // 2] < until < begins[-1]


def test_a_report_is_pasted_found_and_kept_when_the_form_is_wrong(browser: Any, address: str, resize: Resize) -> None:
    """With the browser's own headers and cookie, on the page as it is: nothing but the keyboard."""
    resize(1280)
    browser.get(address)
    press_enter(browser, browser.find_element("link text", "Paste"), "")
    text = "Zeppelins returned to the harbour on Sunday.\n\nNobody had expected them."
    browser.find_element("name", "text").send_keys(text)
    press_enter(browser, browser.find_element("name", "date"), "yesterday")
    assert "2025-06-08" in texts(browser, "#fault")[0]
    assert browser.find_element("name", "text").get_attribute("value") == text
    date = browser.find_element("name", "date")
    date.clear()
    press_enter(browser, date, "2025-06")
    assert texts(browser, ".text p")[-1] == "Nobody had expected them."
    search(browser, address, "zeppelins")
    assert texts(browser, "h1") == ["1 document"]
    assert "June 2025" in texts(browser, ".hits .about")[0]


def test_the_state_line_leads_to_the_files_that_could_not_be_read(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(address)
    click(browser, ".state a")
    assert texts(browser, "h1")[0].endswith("files could not be read")
    assert any(path.endswith("picture-named-html.html") for path in texts(browser, ".path"))
    browser.find_element("link text", "All documents").click()
    assert texts(browser, ".hits h2")


PAGES = [
    "/", "/?q=port&lang=en&since=2020", "/?q=xylophone+port", "/?q=xylophone+port&region=Arctic", '/?q=port "',
    "/nowhere", "/paste", "/quarantine", "{}", "{}?view=original", "{}?view=removed", "{}?view=evidence",
    "{}?view=copies", "{}?passage=3-60", "{}/compare/loud", "/searches", "/?q=port&open=loud",
    "/?q=port&open=loud&view=evidence", "/?q=port&open=nowhere", "/values/about?q=port", "/timeline?q=port",
]  # fmt: skip


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920, 2560])
def test_no_page_is_wider_than_its_window(browser: Any, address: str, resize: Resize, width: int) -> None:
    resize(width)
    browser.get(address + "/?q=port")
    document = browser.find_element("css selector", ".hits h2 a").get_attribute("href").split("?")[0]
    for page in PAGES:
        browser.get(page.format(document) if "{}" in page else address + page)
        script = "return document.documentElement.scrollWidth"
        assert browser.execute_script(script) <= width, page


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
def test_text_stands_out_from_its_ground(browser: Any, address: str, resize: Resize, scheme: str) -> None:
    """At least the 4.5 to 1 that WCAG asks of text, for each kind of text and what it stands on."""
    resize(1280, scheme)
    for page, selectors in (("/?q=port&lang=en", TEXTS), ("/paste", FORM), ("/quarantine", LIST)):
        browser.get(address + page)
        for selector in selectors:
            ratio = browser.execute_script(CONTRAST, selector)
            assert ratio >= 4.5, (page, selector, ratio)


CONTRAST = """
const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => [r, g, b].map(v => linear(v / 255))
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const numbers = colour => colour.match(/[0-9.]+/g).map(Number);
const element = document.querySelector(arguments[0]);
let ground = element;
while (ground && numbers(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
const pair = [getComputedStyle(element).color, getComputedStyle(ground || document.body).backgroundColor];
const [a, b] = pair.map(numbers).map(light).sort((x, y) => y - x);
return (a + 0.05) / (b + 0.05);
"""


def test_the_first_key_press_leads_past_the_head(browser: Any, address: str) -> None:
    browser.get(address + "/?q=port")
    browser.find_element("tag name", "body").send_keys("\ue004")
    focused = browser.switch_to.active_element
    assert focused.text == "Skip to the content"
    assert focused.is_displayed()


def test_an_original_asks_nobody_for_anything(browser: Any, address: str, trap: tuple[str, list[str]]) -> None:
    """Framed or alone, a page that tries to load, run and lead away does nothing of it."""
    browser.get(f"{address}/document/loud?view=original")
    browser.switch_to.frame(browser.find_element("tag name", "iframe"))
    assert "A loud page." in browser.find_element("tag name", "body").text
    click(browser, "#away")
    browser.switch_to.default_content()
    browser.get(f"{address}/original/loud")
    assert browser.title != "ran"
    assert "A loud page." in browser.find_element("tag name", "body").text
    browser.get(f"{address}/healthz")
    assert trap[1] == []


def test_the_policy_alone_keeps_an_original_quiet(
    browser: Any, address: str, trap: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Served as it was stored, without being made inert first, the page still asks nobody for anything."""
    monkeypatch.setattr(originals, "inert_page", lambda page: page)
    browser.get(f"{address}/document/loud?view=original")
    browser.switch_to.frame(browser.find_element("tag name", "iframe"))
    assert "A loud page." in browser.find_element("tag name", "body").text
    browser.switch_to.default_content()
    browser.get(f"{address}/healthz")
    assert trap[1] == []


def test_without_any_guard_the_loud_page_is_heard(
    browser: Any, address: str, trap: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the two tests before this one rely on."""
    monkeypatch.setattr(originals, "inert_page", lambda page: page)
    monkeypatch.setattr(reading, "ORIGINAL_POLICY", "frame-ancestors 'self'")
    browser.get(f"{address}/original/loud")
    browser.get(f"{address}/healthz")
    assert trap[1] != []
    trap[1].clear()
