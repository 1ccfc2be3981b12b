"""The desk in a real browser: documents reviewed by keys, values left out and corrected, sentences linked to."""

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


def test_a_source_is_left_out_by_its_minus(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(f"{address}/?q=port")
    found = int(texts(browser, "h1")[0].split()[0])
    minus = browser.find_element("css selector", ".minus[aria-label^='Leave out']")
    name = minus.get_attribute("aria-label").removeprefix("Leave out ")
    browser.get(minus.get_attribute("href"))
    assert int(texts(browser, "h1")[0].split()[0]) < found
    assert name not in texts(browser, ".hits .source")


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


def test_a_date_is_corrected_and_found_under_the_new_one(browser: Any, address: str, resize: Resize) -> None:
    resize(1100)
    browser.get(f"{address}/?q=port")
    browser.find_element("css selector", ".hits h2 a").click()
    title = texts(browser, "h1")
    browser.find_element("link text", "Evidence").click()
    field = browser.find_element("id", "correct-date")
    field.clear()
    field.send_keys("1987-03-02\n")
    browser.get(f"{address}/?since=1987-03&until=1987-03")
    assert texts(browser, ".hits h2") == title
    browser.find_element("css selector", ".hits h2 a").click()
    browser.find_element("link text", "Evidence").click()
    browser.find_element("xpath", "//button[.='Back to what was read']").click()
    browser.get(f"{address}/?since=1987-03&until=1987-03")
    assert texts(browser, "h1") == ["0 documents"]


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
