"""The desk in a real browser: documents marked by keys and by ticks, sentences linked to."""

from collections.abc import Callable
from typing import Any

from driving import keys, texts, wait_for, wait_until

Resize = Callable[..., None]


def test_documents_are_reviewed_by_keys_alone(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(f"{address}/?q=port")
    titles = texts(browser, ".hits h2")
    assert len(titles) > 3
    keys(browser, "jr")
    wait_for(browser, ".hits > li:first-child.is-read")
    keys(browser, "jx")
    wait_for(browser, ".hits > li:nth-child(2) [data-key=x][aria-pressed=true]")
    keys(browser, "o")
    wait_for(browser, ".text")
    assert texts(browser, "h1") == [titles[1]]
    keys(browser, "n")
    assert len(texts(browser, ".text mark.current")) == 1
    keys(browser, "j")
    wait_until(browser, lambda: texts(browser, "h1") == [titles[2]])
    keys(browser, "r")
    wait_for(browser, ".marks [data-key=r][aria-pressed=true]")
    keys(browser, "e")
    wait_for(browser, ".correct")
    keys(browser, "u")
    browser.get(f"{address}/?q=port&mark=read")
    assert set(texts(browser, ".hits h2")) == {titles[0], titles[2]}
    assert "You have read 2 of" in texts(browser, ".progress")[0]
    browser.get(f"{address}/?q=port")
    for number in (0, 1, 2):
        keys(browser, "j")
        if number != 1:
            keys(browser, "r")
    keys(browser, "kx")
    wait_until(browser, lambda: not texts(browser, "[aria-pressed=true]"))


def test_the_keys_are_told_and_do_nothing_in_a_field(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(f"{address}/?q=port")
    keys(browser, "?")
    assert "the next document" in wait_for(browser, "dialog.keys").text
    browser.find_element("css selector", "dialog.keys button").click()
    keys(browser, "/")
    keys(browser, "jr?")
    assert browser.find_element("name", "q").get_attribute("value") == "jr?"
    assert not texts(browser, ".hits .current")


def test_what_is_ticked_is_marked_together_without_losing_the_place(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(f"{address}/?q=port&sort=oldest")
    assert not browser.find_element("css selector", ".ticked").is_displayed()
    for box in browser.find_elements("css selector", ".tick input")[:2]:
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
        box.click()
    assert browser.find_element("css selector", ".ticked").is_displayed()
    browser.find_element("id", "tags").send_keys("quay\n")
    assert browser.current_url == f"{address}/?q=port&sort=oldest"
    assert texts(browser, ".hits .tag") == ["quay", "quay"]
    browser.find_element("css selector", ".hits .tag").click()
    assert texts(browser, "h1") == ["2 documents"]


def test_a_selected_sentence_has_a_link_that_shows_it(browser: Any, address: str, resize: Resize) -> None:
    resize(1100)
    browser.get(f"{address}/?q=port")
    browser.find_element("css selector", ".hits h2 a").click()
    script = """const mark = document.querySelector('.text mark').firstChild, range = document.createRange();
        range.setStart(mark, 1); range.setEnd(mark.parentElement.nextSibling, 5);
        const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range); return chosen.toString()"""
    selected = browser.execute_script(script)
    wait_for(browser, ".passage-link:not([hidden])").click()
    assert "".join(texts(browser, "mark.passage")).split() == selected.split()
    assert selected.strip() in texts(browser, ".quoted .citation")[0]
