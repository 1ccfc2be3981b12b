"""The desk in a real browser: documents marked by keys and by ticks, sentences linked to."""

from collections.abc import Callable
from typing import Any

from driving import click_on, keys, shows, texts, wait_for, wait_until

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


def test_what_is_selected_past_the_end_of_the_text_has_a_link_too(browser: Any, address: str, resize: Resize) -> None:
    """As three clicks on the last paragraph select it: up to the beginning of what follows."""
    resize(1100)
    browser.get(f"{address}/?q=port")
    browser.find_element("css selector", ".hits h2 a").click()
    wait_for(browser, ".facts dt")
    script = """const last = [...document.querySelectorAll('.text p')].at(-1), range = document.createRange();
        range.setStart(last.firstChild, 0); range.setEnd(document.querySelector('.facts dt'), 0);
        const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range); return last.innerText"""
    said = browser.execute_script(script)
    wait_for(browser, ".passage-link:not([hidden])").click()
    shows(browser, "mark.passage", lambda found: "".join(found).split() == said.split())


def options(browser: Any, state: str = "") -> list[str]:
    """The completions shown, or those in this state, each with its kind."""
    return [" ".join(text.split()) for text in texts(browser, f"[role=option]{state}")]


def test_the_box_goes_on_with_what_the_archive_holds(browser: Any, address: str, resize: Resize) -> None:
    """By keys alone: down to a completion, Enter takes it and a second Enter searches; Escape only closes the list."""
    resize(1280)
    browser.get(address)
    box = browser.find_element("id", "q")
    box.send_keys("carg")
    wait_until(browser, lambda: "cargo word" in options(browser))
    assert box.get_attribute("aria-expanded") == "true"
    place = options(browser).index("cargo word")
    box.send_keys("\ue015" * (place + 1))
    assert options(browser, "[aria-selected=true]") == ["cargo word"]
    assert box.get_attribute("aria-activedescendant") == f"completion-{place}"
    box.send_keys("\ue007")
    assert box.get_attribute("value") == "cargo "
    assert not options(browser)
    box.send_keys("por")
    wait_until(browser, lambda: "port word" in options(browser))
    box.send_keys("\ue00c")
    wait_until(browser, lambda: not options(browser))
    assert box.get_attribute("value") == "cargo por"
    box.send_keys("t\ue007")
    wait_until(browser, lambda: texts(browser, ".chip bdi") == ["cargo", "port"])


def test_a_chip_shows_its_words_in_the_box_and_is_dropped(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(f"{address}/?q=cargo+-%22old+port%22")
    browser.find_element("css selector", ".chip:nth-child(2) .part").click()
    keys(browser, "ship")
    assert browser.find_element("id", "q").get_attribute("value") == "cargo ship"
    browser.refresh()
    browser.find_element("css selector", ".chip:nth-child(2) .drop").click()
    wait_until(browser, lambda: texts(browser, ".chip bdi") == ["cargo"])


def test_the_forms_of_a_word_come_to_the_list_and_lead_to_each(browser: Any, address: str, resize: Resize) -> None:
    resize(1280)
    browser.get(f"{address}/?q=port")
    wait_until(browser, lambda: "ports" in texts(browser, ".forms")[0])
    click_on(browser, ".forms a")
    assert browser.find_element("name", "q").get_attribute("value").startswith("=port")
