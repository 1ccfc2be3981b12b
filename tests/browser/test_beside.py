"""A document beside the list in a real browser: opened, walked, marked and closed without losing the place."""

from collections.abc import Callable
from typing import Any

from driving import keys, texts, wait_for, wait_until

Resize = Callable[..., None]


def titles(browser: Any, address: str) -> list[str]:
    """What a search for ports finds, on its first page."""
    browser.get(f"{address}/?q=port")
    return texts(browser, ".hits h2")


def test_a_title_opens_beside_the_list_and_back_closes_it(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    found = titles(browser, address)
    start = browser.current_url
    browser.find_elements("css selector", ".hits h2 a")[1].click()
    assert wait_for(browser, ".pane .title").text == found[1]
    assert texts(browser, ".hits > .is-open h2") == [found[1]]
    assert "open=" in browser.current_url
    browser.refresh()
    assert wait_for(browser, ".pane .title").text == found[1]
    browser.find_element("link text", "Evidence").click()
    wait_for(browser, ".pane .correct")
    assert "view=evidence" in browser.current_url
    browser.back()
    wait_until(browser, lambda: not texts(browser, ".pane"))
    assert browser.current_url == start
    assert texts(browser, ".hits h2") == found


def test_the_keys_walk_what_is_open_over_the_end_of_the_page(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(f"{address}/?q=port&limit=3")
    found = texts(browser, ".hits h2")
    keys(browser, "j\n")
    assert wait_for(browser, ".pane .title").text == found[0]
    for title in found[1:]:
        keys(browser, "j")
        wait_until(browser, lambda title=title: texts(browser, ".pane .title") == [title])
    keys(browser, "n")
    assert len(texts(browser, ".pane .text mark.current")) == 1
    keys(browser, "j")
    wait_until(browser, lambda: "page=2" in browser.current_url and texts(browser, ".pane .title"))
    keys(browser, "k")
    wait_until(browser, lambda: texts(browser, ".pane .title") == [found[2]])
    keys(browser, "u")
    wait_until(browser, lambda: not texts(browser, ".pane"))


def test_a_mark_in_the_pane_shows_in_the_list_too(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    titles(browser, address)
    keys(browser, "jj\n")
    wait_for(browser, ".pane")
    keys(browser, "r")
    wait_for(browser, ".hits > li:nth-child(2).is-read [data-key=r][aria-pressed=true]")
    wait_for(browser, ".pane [data-key=r][aria-pressed=true]")
    keys(browser, "r")
    wait_until(browser, lambda: not texts(browser, ".is-read"))


def test_o_opens_the_page_of_what_is_open(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    found = titles(browser, address)
    keys(browser, "j\n")
    wait_for(browser, ".pane")
    keys(browser, "o")
    wait_until(browser, lambda: texts(browser, "h1") == [found[0]])
    browser.find_element("link text", "Beside the list").click()
    assert wait_for(browser, ".pane .title").text == found[0]


def test_without_room_for_both_a_document_has_the_page(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    found = titles(browser, address)
    browser.find_element("css selector", ".hits h2 a").click()
    wait_for(browser, ".pane")
    resize(800)
    assert not browser.find_element("css selector", ".list").is_displayed()
    assert texts(browser, ".pane .title") == [found[0]]
    browser.find_element("link text", "Close").click()
    wait_until(browser, lambda: texts(browser, ".hits h2") == found)
    browser.find_element("css selector", ".hits h2 a").click()
    wait_until(browser, lambda: texts(browser, "h1") == [found[0]])


def test_a_tick_of_the_scroll_map_leads_to_its_hit(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    titles(browser, address)
    keys(browser, "jj\n")
    wait_for(browser, ".pane .map")
    browser.find_elements("css selector", ".pane .map rect")[-1].click()
    wait_until(browser, lambda: browser.find_elements("css selector", ".pane mark:target"))
    assert browser.find_element("css selector", ".pane mark:target").is_displayed()
    keys(browser, "n")
    wait_for(browser, ".pane .map a.current")
