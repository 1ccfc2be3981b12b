"""The desk in a real browser: documents marked by keys and by ticks, and pasted; sentences linked to."""

import pytest
from driving import ask, leaving, opened, texts
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def address(own_address: str) -> str:
    """Each test marks an archive of its own."""
    return own_address


def test_documents_are_reviewed_by_keys_alone(page: Page) -> None:
    page.goto("/?q=port")
    titles = texts(page.locator(".hits h2"))
    assert len(titles) > 3
    page.keyboard.type("jr")
    expect(page.locator(".hits > li:first-child.is-read")).to_be_visible()
    page.keyboard.type("jx")
    expect(page.locator(".hits > li:nth-child(2) [data-key=x][aria-pressed=true]")).to_be_visible()
    with leaving(page):
        page.keyboard.press("o")
    expect(page.locator("h1")).to_have_text([titles[1]])
    page.keyboard.press("n")
    expect(page.locator(".text mark.current")).to_have_count(1)
    with leaving(page):
        page.keyboard.press("j")
    expect(page.locator("h1")).to_have_text([titles[2]])
    page.keyboard.press("r")
    expect(page.locator(".marks [data-key=r][aria-pressed=true]")).to_be_visible()
    page.keyboard.press("e")
    expect(page.locator(".correct").first).to_be_visible()
    page.goto("/?q=port&mark=read")
    assert set(texts(page.locator(".hits h2"))) == {titles[0], titles[2]}
    expect(page.locator(".progress")).to_contain_text("You have read 2 of")
    page.goto("/?q=port")
    for keys in ("jr", "jx", "jr"):
        page.keyboard.type(keys)
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)


def test_u_leads_from_a_document_back_to_the_results(page: Page) -> None:
    page.goto("/?q=port")
    results = page.url
    page.keyboard.press("j")
    with leaving(page):
        page.keyboard.press("o")
    with leaving(page):
        page.keyboard.press("u")
    assert page.url == results


def test_the_keys_are_told_and_do_nothing_in_a_field(page: Page) -> None:
    page.goto("/?q=port")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_contain_text("the next document")
    page.locator("dialog.keys").get_by_role("button", name="Close").click()
    expect(page.locator("dialog.keys")).to_have_count(0)
    page.keyboard.type("/jr?")
    expect(page.locator("#q")).to_have_value("jr?")
    expect(page.locator(".hits .current")).to_have_count(0)


def test_what_is_ticked_is_marked_together_without_losing_the_place(page: Page) -> None:
    page.goto("/?q=port&sort=oldest")
    place = page.url
    expect(page.locator(".ticked")).to_be_hidden()
    for box in page.locator(".tick input").all()[:2]:
        box.check()
    expect(page.locator(".ticked")).to_be_visible()
    page.locator("#tags").fill("quay")
    with leaving(page):
        page.locator("#tags").press("Enter")
    assert page.url == place
    expect(page.locator(".hits .tag")).to_have_text(["quay", "quay"])
    page.locator(".hits .tag").first.click()
    expect(page.locator("h1")).to_have_text(["2 documents"])


def test_a_mark_is_set_though_its_answer_never_came(page: Page) -> None:
    """The form is sent then, as it is where no script runs."""
    page.goto("/?q=port")
    page.route("**/api/marks", lambda route: route.abort())
    with leaving(page):
        page.keyboard.type("jr")
    expect(page.locator(".hits > li:first-child.is-read")).to_be_visible()
    expect(page).to_have_url("/?q=port")


def test_without_scripts_a_document_is_found_marked_and_taken_along(browser: Browser, address: str) -> None:
    with opened(browser, address, java_script_enabled=False) as page:
        page.goto("/")
        page.locator("#q").fill("port")
        page.locator("#q").press("Enter")
        page.locator("#facet-source a").first.click()
        expect(page.locator(".chip")).to_have_count(2)
        page.locator(".hits").get_by_role("button", name="Read").first.click()
        expect(page.locator(".hits > li:first-child.is-read")).to_be_visible()
        title = texts(page.locator(".hits h2"))[0]
        page.locator(".menu summary").first.click()
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert title in download.value.path().read_text("utf-8")
        page.locator(".hits h2 a").first.click()
        expect(page.locator("h1")).to_have_text([title])
        expect(page.locator(".marks [data-key=r][aria-pressed=true]")).to_be_visible()


def test_a_report_is_pasted_found_and_kept_when_the_form_is_wrong(page: Page) -> None:
    """With the browser's own headers and cookie, on the page as it is: nothing but the keyboard."""
    page.goto("/")
    with leaving(page):
        page.get_by_role("link", name="Paste").press("Enter")
    text = "Zeppelins returned to the harbour on Sunday.\n\nNobody had expected them."
    page.locator("[name=text]").fill(text)
    date = page.locator("[name=date]")
    date.fill("yesterday")
    with leaving(page):
        date.press("Enter")
    expect(page.locator("#fault")).to_contain_text("2025-06-08")
    expect(page.locator("[name=text]")).to_have_value(text)
    date.fill("2025-06")
    with leaving(page):
        date.press("Enter")
    expect(page.locator(".text p").last).to_have_text("Nobody had expected them.")
    ask(page, "zeppelins")
    expect(page.locator("h1")).to_have_text(["1 document"])
    expect(page.locator(".hits .about")).to_contain_text("June 2025")


FROM_A_HIT_ON = """() => {
    const mark = document.querySelector('.text mark').firstChild
    getSelection().setBaseAndExtent(mark, 1, mark.parentElement.nextSibling, 5)
    return getSelection().toString()
}"""

PAST_THE_END = """() => {
    const last = [...document.querySelectorAll('.text p')].at(-1)
    getSelection().setBaseAndExtent(last.firstChild, 0, document.querySelector('.facts dt'), 0)
    return last.innerText
}"""


def open_first(page: Page) -> None:
    """Open the first document found, where the window has no room for it beside the list."""
    page.set_viewport_size({"width": 1100, "height": 800})
    page.goto("/?q=port")
    with leaving(page):
        page.locator(".hits h2 a").first.click()


def test_a_selected_sentence_has_a_link_that_shows_it(page: Page) -> None:
    open_first(page)
    selected = page.evaluate(FROM_A_HIT_ON)
    with leaving(page):
        page.get_by_role("link", name="Link to this passage").click()
    assert "".join(texts(page.locator("mark.passage"))).split() == selected.split()
    expect(page.locator(".quoted .citation")).to_contain_text(selected.strip())


def test_what_is_selected_past_the_end_of_the_text_has_a_link_too(page: Page) -> None:
    """As three clicks on the last paragraph select it: up to the beginning of what follows."""
    open_first(page)
    said = page.evaluate(PAST_THE_END)
    with leaving(page):
        page.get_by_role("link", name="Link to this passage").click()
    assert "".join(texts(page.locator("mark.passage"))).split() == said.split()


def test_the_box_goes_on_with_what_the_archive_holds(page: Page) -> None:
    """By keys alone: down to a completion, Enter takes it and a second Enter searches; Escape only closes the list."""
    page.goto("/")
    box, options = page.locator("#q"), page.get_by_role("option")
    box.fill("carg")
    expect(options.filter(has_text="cargo word")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    place = [" ".join(text.split()) for text in texts(options)].index("cargo word")
    for _ in range(place + 1):
        box.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_text(["cargo word"])
    expect(box).to_have_attribute("aria-activedescendant", f"completion-{place}")
    box.press("Enter")
    expect(box).to_have_value("cargo ")
    expect(options).to_have_count(0)
    box.fill("cargo por")
    expect(options.filter(has_text="port word")).to_be_visible()
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("cargo por")
    box.press_sequentially("t\n")
    expect(page.locator(".chip bdi")).to_have_text(["cargo", "port"])


def test_a_chip_shows_its_words_in_the_box_and_is_dropped(page: Page) -> None:
    page.goto("/?q=cargo+-%22old+port%22")
    page.locator(".chip:nth-child(2) .part").click()
    page.keyboard.type("ship")
    expect(page.locator("#q")).to_have_value("cargo ship")
    page.reload()
    page.locator(".chip:nth-child(2) .drop").click()
    expect(page.locator(".chip bdi")).to_have_text(["cargo"])


def test_the_forms_of_a_word_come_to_the_list_and_lead_to_each(page: Page) -> None:
    page.goto("/?q=port")
    expect(page.locator(".forms")).to_contain_text("ports")
    with leaving(page):
        page.locator(".forms a").first.click()
    assert page.locator("#q").input_value().startswith("=port")
