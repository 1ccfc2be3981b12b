"""A document beside the list in a real browser: opened, walked, marked and closed without losing the place."""

from driving import leaving, texts
from playwright.sync_api import Page, expect


def titles(page: Page) -> list[str]:
    """What a search for ports finds, on its first page."""
    page.goto("/?q=port")
    return texts(page.locator(".hits h2"))


def test_a_title_opens_beside_the_list_and_back_closes_it(page: Page) -> None:
    found = titles(page)
    start = page.url
    page.locator(".hits h2 a").nth(1).click()
    expect(page.locator(".pane .title")).to_have_text([found[1]])
    expect(page.locator(".hits > .is-open h2")).to_have_text([found[1]])
    assert "open=" in page.url
    page.reload()
    expect(page.locator(".pane .title")).to_have_text([found[1]])
    page.get_by_role("link", name="Evidence").click()
    expect(page.locator(".pane .correct").first).to_be_visible()
    assert "view=evidence" in page.url
    page.go_back()
    expect(page.locator(".pane")).to_have_count(0)
    assert page.url == start
    assert texts(page.locator(".hits h2")) == found


def test_the_keys_walk_what_is_open_over_the_end_of_the_page(page: Page) -> None:
    page.goto("/?q=port&limit=3")
    found = texts(page.locator(".hits h2"))
    page.keyboard.type("j\n")
    title = page.locator(".pane .title")
    expect(title).to_have_text([found[0]])
    for following in found[1:]:
        page.keyboard.press("j")
        expect(title).to_have_text([following])
    page.keyboard.press("n")
    expect(page.locator(".pane .text mark.current")).to_have_count(1)
    with leaving(page):
        page.keyboard.press("j")
    assert "page=2" in page.url
    expect(title).not_to_have_text(found[2])
    with leaving(page):
        page.keyboard.press("k")
    expect(title).to_have_text([found[2]])
    page.keyboard.press("u")
    expect(page.locator(".pane")).to_have_count(0)


def test_a_mark_in_the_pane_shows_in_the_list_too(page: Page) -> None:
    titles(page)
    page.keyboard.type("jj\n")
    expect(page.locator(".pane")).to_be_visible()
    page.keyboard.press("r")
    expect(page.locator(".hits > li:nth-child(2).is-read [data-key=r][aria-pressed=true]")).to_be_visible()
    expect(page.locator(".pane [data-key=r][aria-pressed=true]")).to_be_visible()
    page.keyboard.press("r")
    expect(page.locator(".is-read")).to_have_count(0)


def test_o_opens_the_page_of_what_is_open(page: Page) -> None:
    found = titles(page)
    page.keyboard.type("j\n")
    expect(page.locator(".pane")).to_be_visible()
    page.keyboard.press("o")
    expect(page.locator("h1")).to_have_text([found[0]])
    page.get_by_role("link", name="Beside the list").click()
    expect(page.locator(".pane .title")).to_have_text([found[0]])


def test_without_room_for_both_a_document_has_the_page(page: Page) -> None:
    found = titles(page)
    page.locator(".hits h2 a").first.click()
    expect(page.locator(".pane")).to_be_visible()
    page.set_viewport_size({"width": 800, "height": 800})
    expect(page.locator(".list")).to_be_hidden()
    expect(page.locator(".pane .title")).to_have_text([found[0]])
    with leaving(page):
        page.get_by_role("link", name="Close").click()
    expect(page.locator(".hits h2")).to_have_text(found)
    page.locator(".hits h2 a").first.click()
    expect(page.locator("h1")).to_have_text([found[0]])


def test_a_tick_of_the_scroll_map_leads_to_its_hit(page: Page) -> None:
    titles(page)
    page.keyboard.type("jj\n")
    page.locator(".pane .map rect").last.click()
    expect(page.locator(".pane mark:target")).to_be_in_viewport()
    page.keyboard.press("n")
    expect(page.locator(".pane .map a.current")).to_have_count(1)
