"""Eight tasks a researcher has, each from the first page to its end, as a person does them: by hand and eye."""

import csv
import io
from collections.abc import Callable
from typing import Any

from driving import click_on, keys, press_enter, shows, texts, wait_for, wait_until

Resize = Callable[..., None]

FETCH = "const done = arguments[1]; fetch(arguments[0]).then(answer => answer.text()).then(done)"


def total(browser: Any) -> int:
    """How many documents the page says were found."""
    return int(wait_for(browser, ".summary h1").text.split()[0].replace(",", ""))


def ask(browser: Any, address: str, query: str) -> None:
    """Open the first page, type a query and press Enter."""
    browser.get(address)
    press_enter(browser, browser.find_element("name", "q"), query)


def on_all_pages(browser: Any, selector: str) -> list[str]:
    """The texts that a selector names on this page of results and on those after it."""
    found = texts(browser, selector)
    while following := browser.find_elements("css selector", ".pages [rel=next]"):
        browser.get(following[0].get_attribute("href"))
        found += texts(browser, selector)
    return found


def test_find_and_cite(browser: Any, address: str, resize: Resize) -> None:
    """The citation of what was found is in the clipboard, and the same as on the page and in the file."""
    resize(1280)
    allowed = {"origin": address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", allowed)
    ask(browser, address, "night shifts Odesa")
    click_on(browser, ".hits h2 a")
    shown = wait_for(browser, ".pane #citation .citation").get_attribute("textContent")
    keys(browser, "c")
    shows(browser, ".told", lambda told: told == ["The citation is copied"])
    copied = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0], arguments[0])")
    assert copied == shown
    assert shown.startswith("Leila Haddow. “Odesa's grain elevators")
    link = browser.find_element("css selector", "#citation a").get_attribute("href")
    assert browser.execute_async_script(FETCH, link).strip() == shown


def test_narrow_by_the_timeline(browser: Any, address: str, resize: Resize) -> None:
    """A period of the timeline leads to as many documents as it says, and back leads out of it."""
    resize(1280)
    ask(browser, address, "port")
    found = total(browser)
    click_on(browser, ".timeline summary")
    row = wait_for(browser, ".timeline tbody tr")
    period = row.find_element("css selector", "a").text
    count = int(row.find_element("css selector", "td").text.replace(",", ""))
    row.find_element("css selector", "a").click()
    shows(browser, ".chip bdi", lambda chips: period in chips)
    assert total(browser) == count < found
    browser.back()
    wait_until(browser, lambda: total(browser) == found)


def test_exclude_a_source(browser: Any, address: str, resize: Resize) -> None:
    """By its minus a source is left out of all pages; its chip says how many documents that keeps out."""
    resize(1280)
    ask(browser, address, "port")
    found = total(browser)
    minus = wait_for(browser, ".minus[aria-label^='Leave out Harbour Post']")
    browser.execute_script("arguments[0].focus()", minus)
    minus.click()
    wait_until(browser, lambda: "-source" in browser.current_url)
    left = total(browser)
    sources = on_all_pages(browser, ".hits .source")
    assert left < found
    assert len(sources) == left
    assert "Harbour Post" not in sources
    browser.find_element("name", "q").clear()
    press_enter(browser, browser.find_element("name", "q"), 'port source:"Harbour Post"')
    assert total(browser) == found - left


def test_follow_copies_to_the_earliest(browser: Any, address: str, resize: Resize) -> None:
    """From a late copy to the first one, which says that it is the first, and what differs between the two."""
    resize(1280)
    ask(browser, address, "driving on bread")
    click_on(browser, ".hits h2 a")
    line = wait_for(browser, ".pane header .hint a")
    assert line.text == "also in 2 sources, first Meridian Wire, 10 April 2025"
    line.click()
    shows(browser, ".pane .copies .hint", lambda days: days and days[0].startswith("10 April 2025"))
    click_on(browser, ".pane .copies a")
    shows(browser, ".pane header .hint a", lambda lines: lines == ["also in 2 sources, this is the first"])
    browser.find_element("link text", "Copies and versions").click()
    browser.execute_script("arguments[0].click()", wait_for(browser, ".pane .copies a:last-child"))
    wait_for(browser, ".difference del")
    assert wait_for(browser, ".difference ins").text


def test_correct_a_date_and_find_it_under_the_new_one(browser: Any, address: str, resize: Resize) -> None:
    """The new date takes hold at once, its evidence is a person's word, and it can be taken back."""
    resize(1280)
    ask(browser, address, "renting out cold")
    (title,) = texts(browser, ".hits h2")
    click_on(browser, ".hits h2 a")
    wait_for(browser, ".pane")
    keys(browser, "e")
    field = wait_for(browser, "#correct-date")
    field.clear()
    press_enter(browser, field, "1987-03-02")
    shows(browser, "tbody tr:first-child", lambda rows: rows and "person" in rows[0] and "1987-03-02" in rows[0])
    browser.get(f"{address}/?since=1987-03&until=1987-03")
    assert texts(browser, ".hits h2") == [title]
    click_on(browser, ".hits h2 a")
    wait_for(browser, ".pane")
    keys(browser, "e")
    click_on(browser, "button[value=undo]")
    shows(browser, "tbody tr:first-child", lambda rows: rows and "1987" not in rows[0])
    browser.get(f"{address}/?since=1987-03&until=1987-03")
    assert not texts(browser, ".hits h2")


def test_review_twenty_documents_by_keys_alone(browser: Any, address: str, resize: Resize) -> None:
    """Each is opened, read and marked, every fifth is kept, over the end of a page, without the mouse."""
    resize(1280)
    browser.get(f"{address}/?sort=oldest")
    keys(browser, "j\n")
    seen = []
    for number in range(20):
        seen.append(wait_for(browser, ".pane .title").text)
        keys(browser, "rx" if number % 5 == 0 else "r")
        wait_for(browser, ".pane [data-key=r][aria-pressed=true]")
        if number % 5 == 0:
            wait_for(browser, ".pane [data-key=x][aria-pressed=true]")
        keys(browser, "j")
        shows(browser, ".pane .title", lambda now, last=seen[-1]: now and now != [last])
    assert len(set(seen)) == 20
    browser.get(f"{address}/?sort=oldest&mark=read")
    assert texts(browser, ".progress")[0].startswith("You have read 20 of")
    assert on_all_pages(browser, ".hits h2") == seen
    browser.get(f"{address}/?sort=oldest&mark=kept")
    assert texts(browser, ".hits h2") == seen[::5]
    for act in ("unread", "drop"):
        browser.get(f"{address}/?mark=read&limit=20" if act == "unread" else f"{address}/?mark=kept&limit=20")
        for box in browser.find_elements("css selector", ".tick input"):
            browser.execute_script("arguments[0].click()", box)
        click_on(browser, f".ticked [value={act}]")
        wait_until(browser, lambda: not texts(browser, ".hits h2"))


def test_export_and_compare_with_the_screen(browser: Any, address: str, resize: Resize) -> None:
    """The file has the rows of all pages in their order, and what is ticked alone where only that is asked for."""
    resize(1280)
    browser.get(f"{address}/?q=port&sort=oldest")
    first = texts(browser, ".hits h2")
    browser.find_element("link text", "Newest").click()
    wait_until(browser, lambda: "sort=newest" in browser.current_url)
    click_on(browser, ".menu summary")
    link = browser.find_element("partial link text", "CSV").get_attribute("href")
    rows = list(csv.DictReader(io.StringIO(browser.execute_async_script(FETCH, link).lstrip("\ufeff"))))
    on_screen = on_all_pages(browser, ".hits h2")
    assert [row["title"] for row in rows] == on_screen
    assert set(first) <= set(on_screen)
    assert len(rows) > len(first)


def test_recover_from_a_bad_query(browser: Any, address: str, resize: Resize) -> None:
    """What was typed is still there, its fault is underlined, and one click or a mended word finds something."""
    resize(1280)
    ask(browser, address, 'port "cargo')
    box = browser.find_element("name", "q")
    assert box.get_attribute("value") == 'port "cargo'
    assert texts(browser, ".faulty") == ['"cargo']
    box.clear()
    press_enter(browser, box, "port (cargo OR grain")
    assert texts(browser, ".faulty")
    click_on(browser, ".try")
    wait_for(browser, ".hits h2")
    assert browser.find_element("name", "q").get_attribute("value") == "port (cargo OR grain)"
    press_enter(browser, browser.find_element("name", "q"), " xylophone")
    shows(browser, ".empty h2", lambda said: said == ["Nothing found"])
    click_on(browser, ".empty li a")
    wait_for(browser, ".hits h2")
