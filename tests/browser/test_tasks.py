"""Eight tasks a researcher has, each from the first page to its end, as a person does them: by hand and eye."""

import csv
import io
import json
import re

import pytest
from driving import ask, leaving
from playwright.sync_api import Download, Locator, Page, expect


@pytest.fixture
def address(own_address: str) -> str:
    """Each task has an archive of its own."""
    return own_address


def number(found: Locator) -> int:
    """The first number that people read there."""
    return int(re.findall(r"[\d,]+", found.inner_text())[0].replace(",", ""))


def total(page: Page) -> int:
    """How many documents the page says were found."""
    return number(page.locator(".summary h1"))


HIT = """hits => hits.map(hit => ({
    id: hit.querySelector(".tick input").value,
    title: hit.querySelector("h2").innerText,
    date: hit.querySelector("time")?.dateTime ?? "",
    source: hit.querySelector(".source")?.innerText ?? "",
}))"""


def on_all_pages(page: Page) -> list[dict[str, str]]:
    """What the list says of each document, on this page of results and on those after it."""
    found = page.locator(".hits > li").evaluate_all(HIT)
    following = page.locator(".pages [rel=next]")
    while following.count():
        with leaving(page):
            following.click()
        found += page.locator(".hits > li").evaluate_all(HIT)
    return list(found)


def written(download: Download) -> str:
    """What is in a file that was taken along."""
    return download.path().read_text("utf-8-sig")


TOLD = "words => document.querySelector('.told').textContent === words"
"""Asked in the page itself at every frame, as what is told goes away again."""


def test_find_and_cite(page: Page, address: str) -> None:
    """The citation of what was found is in the clipboard, and the same as on the page and in the files."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto("/")
    ask(page, "night shifts Odesa")
    page.locator(".hits h2 a").first.click()
    cited = page.locator(".pane #citation")
    shown = cited.locator(".citation").inner_text()
    assert shown.startswith("Leila Haddow. “Odesa's grain elevators")
    page.keyboard.press("c")
    page.wait_for_function(TOLD, arg="The citation is copied")
    assert page.evaluate("navigator.clipboard.readText()") == shown
    for name, begins in (("BibTeX", "@"), ("RIS", "TY  - ")):
        with page.expect_download() as download:
            cited.get_by_role("link", name=name).click()
        file = written(download.value)
        assert file.startswith(begins)
        assert "Odesa's grain elevators" in file
        assert "Haddow" in file
    with leaving(page):
        cited.get_by_role("link").first.click()
    expect(page.locator("body")).to_have_text(shown)


def test_narrow_by_the_timeline(page: Page) -> None:
    """A bar leads to as many documents as it says, all of its period; back leads out, and the table leads in too."""
    page.goto("/")
    ask(page, "port")
    found = total(page)
    bar = page.locator(".timeline svg a").first
    period, _, said = (bar.locator("title").text_content() or "").partition(": ")
    with leaving(page):
        bar.locator(".reach").click()
    results = page.url
    expect(page.locator(".chip bdi")).to_have_text(["port", period])
    assert total(page) == int(said.split()[0]) < found
    since, until = (page.locator(f"#{name}").input_value() for name in ("since", "until"))
    hits = on_all_pages(page)
    assert len(hits) == total(page)
    assert all(since[: len(hit["date"])] <= hit["date"] <= until + "~" for hit in hits)
    page.goto(results)
    page.go_back()
    assert total(page) == found
    page.locator(".timeline summary").click()
    row = page.locator(".timeline tbody tr").filter(has=page.get_by_role("link", name=period, exact=True))
    assert number(row.locator("td").first) == len(hits)
    with leaving(page):
        row.get_by_role("link").click()
    assert page.url == results


def test_exclude_a_source(page: Page) -> None:
    """By its minus a source is left out of all pages; its chip says how many documents that keeps out, and turns it."""
    page.goto("/")
    ask(page, "port")
    found = total(page)
    with leaving(page):
        page.get_by_role("link", name="Leave out Harbour Post").click()
    left = total(page)
    out = number(page.locator(".chip.not .count"))
    assert out == found - left > 0
    sources = [hit["source"] for hit in on_all_pages(page)]
    assert len(sources) == left
    assert "Harbour Post" not in sources
    with leaving(page):
        page.locator(".chip.not .turn").click()
    assert total(page) == out
    assert {hit["source"] for hit in on_all_pages(page)} == {"Harbour Post"}


def test_follow_copies_to_the_earliest(page: Page) -> None:
    """From a late copy to the first one, which says that it is the first, and what differs between the two."""
    page.goto("/")
    ask(page, "driving on bread")
    page.locator(".hits h2 a").first.click()
    line = page.locator(".pane header .hint a")
    expect(line).to_have_text("also in 2 sources, first Meridian Wire, 10 April 2025")
    line.click()
    copies = page.locator(".pane .copies li")
    expect(copies.first).to_contain_text("10 April 2025")
    copies.first.get_by_role("link").first.click()
    expect(line).to_have_text("also in 2 sources, this is the first")
    expect(page.locator(".pane .about")).to_contain_text("Meridian Wire 10 April 2025")
    page.get_by_role("link", name="Copies and versions").click()
    with leaving(page):
        copies.first.get_by_role("link", name="compare").click()
    expect(page.locator(".text.difference del").first).not_to_be_empty()
    expect(page.locator(".text.difference ins").first).not_to_be_empty()


def published(page: Page, since: str, until: str) -> list[str]:
    """The titles of what was published in these days, asked for in their fields."""
    page.goto("/")
    page.locator("#since").fill(since)
    page.locator("#until").fill(until)
    with leaving(page):
        page.locator("#until").press("Enter")
    return [hit["title"] for hit in on_all_pages(page)]


def test_correct_a_date_and_find_it_under_the_new_one(page: Page) -> None:
    """The new date takes hold at once, its evidence is a person's word, and it can be taken back."""
    page.goto("/")
    ask(page, "renting out cold")
    [hit] = on_all_pages(page)
    title, before = hit["title"], hit["date"]
    page.keyboard.type("j\n")
    expect(page.locator(".pane")).to_be_visible()
    page.keyboard.press("e")
    field = page.locator("#correct-date")
    field.fill("1987-03-02")
    with leaving(page):
        field.press("Enter")
    evidence = page.locator("tbody tr").first
    expect(evidence).to_contain_text("your word")
    expect(evidence).to_contain_text("1987-03-02")
    expect(page.locator(".pane .about time")).to_have_text("2 March 1987")
    assert published(page, "1987-03", "1987-03") == [title]
    page.keyboard.type("j\n")
    expect(page.locator(".pane .title")).to_have_text(title)
    page.keyboard.press("e")
    with leaving(page):
        page.get_by_role("button", name="Back to what was read").click()
    expect(evidence).not_to_contain_text("1987")
    assert published(page, "1987-03", "1987-03") == []
    assert title in published(page, before, before)


def test_review_twenty_documents_by_keys_alone(page: Page) -> None:
    """Each is opened, read and marked, every fifth is kept, over the end of a page, without the mouse."""
    page.goto("/?sort=oldest")
    found = [hit["title"] for hit in on_all_pages(page)]
    page.goto("/?sort=oldest")
    page.keyboard.type("j\n")
    for place, title in enumerate(found[:20]):
        expect(page.locator(".pane .title")).to_have_text(title)
        page.wait_for_load_state()
        keep = place % 5 == 0
        page.keyboard.type("rx" if keep else "r")
        expect(page.locator(".pane [data-key=r]")).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".pane [data-key=x]")).to_have_attribute("aria-pressed", "true" if keep else "false")
        page.keyboard.press("j")
    expect(page.locator(".pane .title")).to_have_text(found[20])
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.locator(".pane")).to_have_count(0)
    page.goto("/?sort=oldest&mark=read")
    expect(page.locator(".progress")).to_contain_text("You have read 20 of")
    assert [hit["title"] for hit in on_all_pages(page)] == found[:20]
    page.goto("/?sort=oldest&mark=kept")
    assert [hit["title"] for hit in on_all_pages(page)] == found[:20:5]


def test_export_and_compare_with_the_screen(page: Page) -> None:
    """The file has the rows of all pages in their order, and what is ticked alone where only that is asked for."""
    page.goto("/")
    ask(page, "port")
    with leaving(page):
        page.get_by_role("link", name="Newest").click()
    page.get_by_text("Export", exact=True).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(written(download.value))))
    first = page.locator(".hits > li").count()
    on_screen = on_all_pages(page)
    assert [{name: row[name] for name in on_screen[0]} for row in rows] == on_screen
    assert len(rows) > first
    boxes = page.locator(".tick input").all()[:2]
    for box in boxes:
        box.check()
    page.get_by_label("Export as").select_option("jsonl")
    with page.expect_download() as download:
        page.locator(".ticked").get_by_role("button", name="Export").click()
    ticked = [json.loads(line)["id"] for line in written(download.value).splitlines()]
    assert ticked == [box.input_value() for box in boxes]


def test_recover_from_a_bad_query(page: Page) -> None:
    """What was typed is still there, its fault is underlined, and one click or a mended word finds something."""
    page.goto("/")
    ask(page, 'port "cargo')
    box, faulty = page.locator("#q"), page.locator(".faulty")
    expect(box).to_have_value('port "cargo')
    expect(faulty).to_have_text(['"cargo'])
    expect(faulty).to_have_css("text-decoration-line", "underline")
    ask(page, "port (cargo OR grain")
    expect(faulty).to_have_count(1)
    with leaving(page):
        page.locator(".try").click()
    expect(page.locator(".hits h2").first).to_be_visible()
    expect(box).to_have_value("port (cargo OR grain)")
    ask(page, "port (cargo OR grain) xylophone")
    expect(page.locator(".empty h2")).to_have_text(["Nothing found"])
    expect(box).to_have_value("port (cargo OR grain) xylophone")
    page.locator(".empty li a").first.click()
    expect(page.locator(".hits h2").first).to_be_visible()
