"""The pages: what a person sees of a search, a document and its original, and where each link leads."""

import json
import re
import sqlite3
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from making import bring_up_to_date, keep_document

from archive.report import Block, Document, Evidence, Kind, PartialDate, Place
from archive.rows import arrival
from archive.store import Archive
from webui.app import create_app
from webui.resources import close_engine

MakeClient = Callable[..., FlaskClient]


def page_of(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    """The page at an address."""
    response = client.get(address)
    assert response.status_code == status, response.text
    return BeautifulSoup(response.text, "html.parser")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    """The only element a selector names."""
    found = page.select(selector)
    assert len(found) == 1, (selector, found)
    return found[0]


def words(element: Tag) -> str:
    """An element's text with its white space made single."""
    return " ".join(element.get_text().split())


def asked(link: Tag) -> dict[str, list[str]]:
    """The parameters in a link."""
    return parse_qs(urlsplit(str(link["href"])).query)


def memos(number: int) -> list[Document]:
    """So many documents, one a month from January 2024 on, from two sources in turn."""
    return [
        Document(
            title=f"Memo {n}",
            body=f"A memo about number{n}.",
            date=PartialDate(f"{2024 + n // 12}-{n % 12 + 1:02}-08"),
            source=("Clash Report", "Reuters")[n % 2],
            regions=("Arctic",) if n % 3 else ("Europe", "Arctic"),
            language="en" if n % 4 else "de",
        )
        for n in range(number)
    ]


def test_the_search_page_says_how_many_when_and_how_complete(client_of: MakeClient) -> None:
    page = page_of(client_of(memos(12)), "/?q=memo")
    assert words(one(page, "h1")) == "12 documents"
    state = words(one(page, ".state"))
    assert re.match(r"12 documents, complete, \d\d:\d\d (today|yesterday) · found in \d+ ms$", state)
    assert one(page, "#q")["value"] == "memo"


def test_an_index_behind_its_archive_says_so(client_of: MakeClient, tmp_path: Path) -> None:
    client = client_of(memos(2))
    with sqlite3.connect(tmp_path / "archive" / "archive.db") as database:
        database.execute("UPDATE archive SET change = change + 1")
    database.close()
    state = one(page_of(client, "/?q=memo"), ".state")
    assert "behind" in state["class"]
    assert "not complete" in words(state)
    assert "backfile index" in words(state)
    assert "may be incomplete" in words(one(page_of(client, "/?q=nothing"), ".empty"))


def test_a_hit_shows_where_it_is_from_and_the_words_around(client_of: MakeClient) -> None:
    report = Document(
        title="The memo",
        body="One. " * 50 + "A memo, leaked. " + "Two. " * 50,
        date=PartialDate("2025-06"),
        source="Clash Report",
        regions=("Arctic", "Europe"),
        language="uk",
    )
    page = page_of(client_of([report]), "/?q=memo")
    assert words(one(page, ".hits .about")) == "Clash Report June 2025 Arctic, Europe Ukrainian 103 words"
    assert words(one(page, ".hits .marks .hint")) == "1 hit"
    assert one(page, ".hits article")["lang"] == "uk"
    assert [mark.text for mark in page.select(".hits h2 mark")] == ["memo"]
    assert "A memo, leaked." in words(one(page, ".excerpt"))
    assert asked(one(page, ".hits h2 a")) == {"q": ["memo"]}


def test_a_hit_says_how_many_of_its_matches_are_shown(client_of: MakeClient) -> None:
    page = page_of(client_of([Document("T", "\n\n".join(["A memo of today." + " Other words." * 40] * 5))]), "/?q=memo")
    assert words(one(page, ".hits .marks .hint")) == "2 of 5 hits"
    assert len(page.select(".excerpt mark")) == 2


@pytest.mark.parametrize(("date", "shown"), [("2025-06-08", "8 June 2025"), ("2025-06", "June 2025"), ("2025", "2025")])
def test_a_date_is_shown_at_its_precision(client_of: MakeClient, date: str, shown: str) -> None:
    client = client_of([Document("T", "memo", PartialDate(date))])
    assert words(one(page_of(client, "/?q=memo"), ".hits time")) == shown


def test_an_undated_document_says_so_and_is_counted(client_of: MakeClient) -> None:
    page = page_of(client_of([Document("T", "memo"), *memos(1)]), "/?q=memo")
    assert "no date" in [words(span) for span in page.select(".unknown")]
    assert facet(page, "Year")["without a date"] == ("1", False)


@pytest.mark.parametrize("text", ["", "memo", "memo OR note", "(memo OR note)", "-note", " memo AND memo "])
def test_undated_documents_are_found_alone_and_let_go_again(client_of: MakeClient, text: str) -> None:
    client = client_of([Document("T", "memo"), *memos(3), Document("U", "memo and note", PartialDate("2024"))])
    before = page_of(client, "/?" + urlencode({"q": text, "source": "", "since": "2024-02"}))
    page = follow(client, before, ".filters a:not(.minus)", "without a date")
    assert words(one(page, "h1")) == "1 document"
    assert words(one(page, ".hits .unknown")) == "no date"
    assert facet(page, "Year")["without a date"] == ("1", True)
    assert facet(page, "Year")["2024"] == facet(before, "Year")["2024"]
    back = follow(client, page, ".filters a:not(.minus)", "without a date")
    assert facet(back, "Year")["without a date"] == ("1", False)
    dated = follow(client, page, ".filters a:not(.minus)", "2024")
    assert words(one(dated, "h1")) == f"{facet(before, 'Year')['2024'][0]} documents"
    assert page_of(client, str(one(back, ".timeline figcaption span a")["href"])).h1 == page.h1


def test_an_undated_part_of_the_query_is_not_taken_for_the_whole(client_of: MakeClient) -> None:
    client = client_of([Document("T", "note"), Document("U", "memo"), *memos(2)])
    page = page_of(client, "/?q=memo+OR+note+-has:date")
    assert facet(page, "Year")["without a date"] == ("2", False)
    long = page_of(client, "/?" + urlencode({"q": "memo OR " * 50 + "x" * 590}))
    assert "without a date" not in facet(long, "Year")
    assert not one(long, "figcaption").select("span a")


def facet(page: BeautifulSoup, heading: str) -> dict[str, tuple[str, bool]]:
    """A facet's values, each with its count and whether it is chosen."""
    section = next(s for s in page.select(".filters section") if words(one(s, "h2")) == heading)
    return {
        words(one(link, "bdi")): (str(one(link, ".count").contents[0]), "chosen" in link.get("class", []))
        for link in section.select("a:not(.minus)")
    }


def follow(client: FlaskClient, page: BeautifulSoup, selector: str, label: str) -> BeautifulSoup:
    """The page that the link of this label leads to."""
    link = next(link for link in page.select(selector) if words(one(link, "bdi")) == label)
    return page_of(client, str(link["href"]))


def test_facets_add_values_and_let_them_go(client_of: MakeClient) -> None:
    client = client_of(memos(12))
    page = page_of(client, "/?q=memo")
    assert facet(page, "Source") == {"Clash Report": ("6", False), "Reuters": ("6", False)}
    assert facet(page, "Region") == {"Arctic": ("12", False), "Europe": ("4", False)}
    assert facet(page, "Language") == {"English": ("9", False), "German": ("3", False)}
    page = follow(client, page, ".filters a:not(.minus)", "Reuters")
    assert words(one(page, "h1")) == "6 documents"
    assert facet(page, "Source") == {"Reuters": ("6", True), "Clash Report": ("6", False)}
    page = follow(client, page, ".filters a:not(.minus)", "Clash Report")
    assert words(one(page, "h1")) == "12 documents"
    page = follow(client, page, ".filters a:not(.minus)", "Reuters")
    assert words(one(page, "h1")) == "6 documents"
    assert asked(one(page, ".filters .chosen")) == {"q": ["memo"]}


def test_each_facet_is_counted_without_its_own_filter(client_of: MakeClient) -> None:
    """Against each count taken one by one: choosing that value alone in place of the facet's own filter."""
    client = client_of(memos(24))
    filters = {"source": "Reuters", "region": "Europe", "lang": "en"}
    page = page_of(client, "/?" + urlencode({"q": "memo", **filters, "since": "2024", "until": "2024"}))
    for heading, name in (("Source", "source"), ("Region", "region"), ("Language", "lang")):
        values = {"English": "en", "German": "de"}
        for label, (count, chosen) in facet(page, heading).items():
            value = values.get(label, label)
            other = {"q": "memo", **filters, "since": "2024", "until": "2024", name: value}
            total = client.get("/api/search?" + urlencode(other)).get_json()["total"]
            assert (count, chosen) == (str(total), value == filters[name]), (heading, label)
    for year, (count, _) in facet(page, "Year").items():
        other = {"q": "memo", **filters, "since": year, "until": year}
        assert count == str(client.get("/api/search?" + urlencode(other)).get_json()["total"])


def test_a_year_opens_its_months(client_of: MakeClient) -> None:
    client = client_of(memos(14))
    page = page_of(client, "/")
    assert facet(page, "Year") == {"2025": ("2", False), "2024": ("12", False)}
    page = follow(client, page, ".filters a:not(.minus)", "2025")
    assert facet(page, "Year") == {"2025": ("2", True), "2024": ("12", False)}
    page = follow(client, page, ".filters a:not(.minus)", "January 2025")
    assert words(one(page, "h1")) == "1 document"
    assert facet(page, "Month") == {"February 2025": ("1", False), "January 2025": ("1", True)}
    page = follow(client, page, ".filters a:not(.minus)", "January 2025")
    assert words(one(page, "h1")) == "14 documents"


def test_a_filter_that_is_nowhere_can_still_be_let_go(client_of: MakeClient) -> None:
    page = page_of(client_of(memos(3)), "/?source=Nobody")
    assert facet(page, "Source")["Nobody"] == ("0", True)


def test_chips_take_away_one_thing_each(client_of: MakeClient) -> None:
    client = client_of(memos(12))
    page = page_of(client, "/?q=memo&source=Reuters&region=Arctic&lang=en&since=2024-02&until=2024&sort=oldest&page=1")
    chips = {words(one(chip, "bdi")): asked(one(chip, ".drop")) for chip in page.select(".chip")}
    everything = {
        "q": ["memo"], "source": ["Reuters"], "region": ["Arctic"], "lang": ["en"], "since": ["2024-02"],
        "until": ["2024"], "sort": ["oldest"],
    }  # fmt: skip
    gone = {
        "memo": {"q"}, "Reuters": {"source"}, "Arctic": {"region"}, "English": {"lang"},
        "February 2024 to December 2024": {"since", "until"},
    }  # fmt: skip
    assert chips == {
        label: {name: values for name, values in everything.items() if name not in names}
        for label, names in gone.items()
    }


def test_a_new_search_keeps_the_filters(client_of: MakeClient) -> None:
    page = page_of(client_of(memos(3)), "/?q=memo&source=Reuters&lang=en&lang=de&since=2024&sort=oldest&page=1")
    form = one(page, "form#search")
    sent = [(i["name"], i["value"]) for i in [*form.select("input"), *page.select("input[form=search]")]]
    assert sorted(pair for pair in sent if pair[1]) == [
        ("lang", "de"), ("lang", "en"), ("q", "memo"), ("since", "2024"), ("sort", "oldest"), ("source", "Reuters"),
    ]  # fmt: skip
    assert len({name for name, _ in sent if name != "lang"}) == len([name for name, _ in sent if name != "lang"])


def test_the_date_range_finds_what_overlaps(client_of: MakeClient) -> None:
    client = client_of([*memos(12), Document("Year", "memo", PartialDate("2024"))])
    assert words(one(page_of(client, "/?q=memo&since=2024-03&until=2024-04"), "h1")) == "3 documents"


def test_orders_are_links(client_of: MakeClient) -> None:
    client = client_of(memos(3))
    page = page_of(client, "/?q=memo")
    orders = {words(link): asked(link).get("sort") for link in page.select(".orders a")}
    assert orders == {"Relevance": None, "Newest": ["newest"], "Oldest": ["oldest"]}
    assert words(one(page, ".orders [aria-current]")) == "Relevance"
    titles = [words(title) for title in page_of(client, "/?q=memo&sort=oldest").select(".hits h2")]
    assert titles == ["Memo 0", "Memo 1", "Memo 2"]


def test_pages_are_walked_from_first_to_last(client_of: MakeClient) -> None:
    client = client_of(memos(25))
    page = page_of(client, "/?q=memo")
    seen = [words(title) for title in page.select(".hits h2")]
    while page.select("[rel=next]"):
        page = page_of(client, str(one(page, "[rel=next]")["href"]))
        seen += [words(title) for title in page.select(".hits h2")]
    assert sorted(seen) == sorted(f"Memo {n}" for n in range(25))
    assert words(one(page, ".pages strong")) == "3"
    assert one(page, ".hits")["start"] == "21"
    assert asked(one(page, "[rel=prev]")) == {"q": ["memo"], "page": ["2"]}


def test_a_page_past_the_end_leads_to_the_last(client_of: MakeClient) -> None:
    client = client_of(memos(25))
    response = client.get("/?q=memo&source=Reuters&page=1000000")
    assert response.status_code == 302
    assert response.location == "/?q=memo&source=Reuters&page=2"
    assert client.get("/?q=nothing&page=7").location == "/?q=nothing"


def test_an_empty_archive_says_how_to_fill_it(client_of: MakeClient) -> None:
    page = page_of(client_of([]), "/")
    assert words(one(page, "h1")) == "This archive is empty"
    assert words(one(page, "pre")) == "backfile add FOLDER"


def test_nothing_found_offers_what_finds_something(client_of: MakeClient) -> None:
    client = client_of(memos(12))
    page = page_of(client, "/?q=number3+number4&lang=de&source=Reuters")
    assert words(one(page, "h1")) == "0 documents"
    assert "All 12 documents were searched" in words(one(page, ".empty"))
    ways = {words(one(link, "bdi")): (words(one(link, ".count")), asked(link)) for link in page.select(".empty li a")}
    assert ways == {
        "number3": ("1 document", {"q": ["number3"]}),
        "number4": ("1 document", {"q": ["number4"]}),
    }
    page = page_of(client, "/?q=number4&source=Reuters")
    alone, wider = page.select(".empty li a")
    assert words(one(alone, "bdi")) == "number4"
    assert words(one(wider, "bdi")) == "not only Reuters"
    assert words(one(page_of(client, str(wider["href"])), "h1")) == "1 document"


@pytest.mark.parametrize(
    "query", ["'NOT x9 y9", "title:(x9 y9) z9", '"x9 y9" z9*', "(x9 OR y9) z9 -w9", "x9 date:1999"]
)
def test_nothing_found_is_no_fault_whatever_was_asked(client_of: MakeClient, query: str) -> None:
    assert words(one(page_of(client_of(memos(1)), f"/?q={query}"), "h1")) == "0 documents"


def test_a_query_not_understood_is_kept_and_shown_with_its_fault(client: FlaskClient) -> None:
    page = page_of(client, "/?q=fsb+sauce:Reuters&lang=en&page=3&since=2025", 400)
    assert one(page, "#q")["value"] == "fsb sauce:Reuters"
    assert [span.text for span in one(page, ".query").select("span")] == ["fsb ", "sauce:", "Reuters"]
    assert words(one(page, "#fault")) == "There is no field sauce:, but there is source:."
    instead = one(page, ".try")
    assert words(instead) == "fsb source:Reuters"
    assert asked(instead) == {"q": ["fsb source:Reuters"], "lang": ["en"], "since": ["2025"]}


def test_a_wrong_value_is_kept_and_told(client: FlaskClient) -> None:
    page = page_of(client, "/?q=china&since=soon", 400)
    assert one(page, "#q")["value"] == "china"
    assert one(page, "input[name=since]")["value"] == "soon"
    assert "2025-06-08" in words(one(page, "#fault"))


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/", "All documents"), ("/?page=2", "All documents, page 2"), ("/?q=port", "port"),
        ("/?q=port&lang=en&since=2025", "port, English, since 1 January 2025"), ("/?q=xylophone", "xylophone"),
        ("/?q=port+%22", "Not understood"), ("/?since=soon", "Not understood"), ("/nowhere", "Not here"),
        ("/quarantine", "Files that could not be read"), ("/paste", "Paste a report"),
        ("{}", "{title}"), ("{}?view=original", "Original: {title}"),
        ("{}?view=removed", "What was removed: {title}"), ("{}?view=evidence", "Evidence: {title}"),
    ],
)  # fmt: skip
def test_each_page_says_what_it_is_to_eyes_and_ears(client: FlaskClient, address: str, title: str) -> None:
    """A title of its own, one main part with one main heading in it, a label on each field, and nothing to run."""
    hit = client.get("/api/search?q=port").get_json()["hits"][0]
    page = BeautifulSoup(client.get(address.format(f"/document/{hit['id']}")).text, "html.parser")
    assert words(one(page, "head title")) == f"{title.format(title=hit['title'])} · Backfile"
    assert one(page, "h1") in one(page, "main").descendants
    fields = page.select("input:not([type=hidden]), textarea")
    assert fields
    for field in fields:
        assert field.find_parent("label") or page.select(f"label[for={field['id']}]"), field
    for described in page.select("[aria-describedby]"):
        for id in described.get_attribute_list("aria-describedby"):
            assert one(page, f"#{id}")
    assert all(words(link) or link.get("aria-label") for link in page.select("a, button"))
    assert not page.select("script:not([src^='/static/']), [onclick], [style]")


def test_only_the_field_that_is_wrong_is_marked(client: FlaskClient) -> None:
    for asked_for, wrong in (("q=port+%22", ["q"]), ("q=port&until=soon", ["until"]), ("q=port&sort=foo", [])):
        page = page_of(client, f"/?{asked_for}", 400)
        assert [field["name"] for field in page.select("[aria-invalid]")] == wrong


MEMO = Document(
    title="The memo",
    body="First, the memo.\n\nSecond, China.",
    date=PartialDate("2025-06-08", "2025-06-08T10:30:00+02:00"),
    source="Clash Report",
    regions=("Arctic", "Europe"),
    published_in="GB",
    dateline=Place("RU", "MOSCOW", 0.95),
    about=(Place("CN", "China", 0.9), Place("RU", "Moscow", 0.6)),
    author="A. Writer",
    language="en",
    url="https://clash.example/memo",
    evidence=(Evidence("date", "2025-06-08", "JSON-LD", '"datePublished": "2025-06-08"', 0.95),),
)
BLOCKS = (
    Block("First, the memo.", Kind.BODY, True, "long text"),
    Block("Home", Kind.FURNITURE, False, "section list"),
    Block("World", Kind.FURNITURE, False, "section list"),
    Block("Accept all", Kind.FURNITURE, False, "cookie notice"),
)


def open_memo(client: FlaskClient, query: str = "/?q=memo&source=Clash+Report", view: str = "") -> BeautifulSoup:
    """The memo, opened from a search."""
    address = str(one(page_of(client, query), ".hits h2 a")["href"])
    return page_of(client, address + (f"&view={view}" if view else ""))


def test_a_document_is_shown_with_its_matches_and_leads_back(client_of: MakeClient) -> None:
    client = client_of([MEMO])
    page = open_memo(client)
    assert words(one(page, "h1")) == "The memo"
    assert [words(p) for p in page.select(".text p")] == ["First, the memo.", "Second, China."]
    assert [mark.text for mark in page.select("mark")] == ["memo", "memo"]
    assert one(page, ".back a")["href"] == "/?q=memo&source=Clash+Report"
    views = [words(way) for way in page.select(".views a")]
    assert views == ["Text", "Original", "What was removed", "Evidence", "Copies and versions"]


def test_what_is_known_of_a_document_is_shown_with_its_method(client_of: MakeClient) -> None:
    page = open_memo(client_of([MEMO]))
    facts = {words(one(row, "dt")): words(one(row, "dd")) for row in page.select(".facts dl > div")}
    assert facts.pop("Id")
    assert facts.pop("Cite").startswith("A. Writer. “The memo.” Clash Report, 8 June 2025. ")
    assert facts == {
        "Date": "8 June 2025, 10:30 UTC+02:00 from data in the page",
        "Source": "Clash Report",
        "Published in": "United Kingdom",
        "Dateline": "MOSCOW",
        "About": "China, Russia",
        "Regions": "Arctic, Europe",
        "Author": "A. Writer",
        "Language": "English",
        "Length": "5 words",
        "Published at": "https://clash.example/memo",
    }
    link = one(page, ".facts a[rel]")
    assert (link["href"], link["rel"]) == ("https://clash.example/memo", ["noreferrer", "noopener", "external"])


def test_a_document_s_evidence_is_a_table(client_of: MakeClient) -> None:
    page = open_memo(client_of([MEMO], data=b"<p>memo</p>"), view="evidence")
    assert [words(cell) for cell in page.select("tbody tr > *")] == [
        "Date", "2025-06-08", "data in the page", '"datePublished": "2025-06-08"', "95%",
    ]  # fmt: skip
    file = words(one(page, ".file"))
    assert "reports/0.html" in file
    assert "html, utf-8" in file
    assert "11 bytes" in file


def test_what_was_removed_is_open_to_inspection(client_of: MakeClient) -> None:
    page = open_memo(client_of([MEMO], blocks=BLOCKS), view="removed")
    rules = [words(rule) for rule in page.select(".removed .rule")]
    assert rules == ["furniture section list, 2 pieces", "furniture cookie notice"]
    assert [words(text) for text in page.select(".removed blockquote p")] == ["Home", "World", "Accept all"]
    assert "3 of 4 pieces" in words(one(page, ".side-main"))


def test_the_original_is_framed_without_any_right(client_of: MakeClient) -> None:
    client = client_of([MEMO], data=b"<title>t</title><script>alert(1)</script><p onclick=x>saved</p>")
    frame = one(open_memo(client, view="original"), "iframe")
    assert 'sandbox=""' in str(frame)
    response = client.get(str(frame["src"]))
    assert response.mimetype == "text/html"
    assert response.text == "<!doctype html>\n<p>saved</p>"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none';")


def test_an_original_keeps_its_letters(client: FlaskClient) -> None:
    """The corpus has the same kind of page in windows-1251, GB 18030 and UTF-8."""
    shown = {}
    for lang, letter in (("ru", "и"), ("zh", "的"), ("ar", "ا")):
        for hit in client.get(f"/api/search?lang={lang}").get_json()["hits"]:
            response = client.get(f"/original/{hit['id']}")
            shown[hit["id"]] = letter in response.text
            assert "charset=utf-8" in response.headers["Content-Type"].lower()
    assert len(shown) >= 4
    assert all(shown.values())


def test_text_is_served_as_text(client: FlaskClient) -> None:
    hit = client.get("/api/search?source=Clash+Report&q=Mali").get_json()["hits"][0]
    response = client.get(f"/original/{hit['id']}")
    assert response.mimetype == "text/plain"
    assert response.text.startswith("October 14, 2025")


def test_a_view_that_is_none_is_told(client_of: MakeClient) -> None:
    client = client_of([MEMO])
    id = client.get("/api/search").get_json()["hits"][0]["id"]
    assert "text, original, removed, evidence" in words(one(page_of(client, f"/document/{id}?view=x", 404), "main"))


def test_an_open_document_s_box_keeps_the_whole_search(client_of: MakeClient) -> None:
    page = open_memo(client_of([MEMO]), "/?q=memo&since=2025&region=Arctic")
    sent = {i["name"]: i["value"] for i in one(page, "form#search").select("input")}
    assert sent == {"q": "memo", "since": "2025", "region": "Arctic"}


@pytest.mark.parametrize(
    "address", ["/", "/?q=memo", "/?q=nothing", "/?q=%22", "/nowhere", "/paste", "/quarantine", "{document}"]
)
def test_every_page_can_be_used_without_eyes(client_of: MakeClient, address: str) -> None:
    """One main part, one first heading, no heading level skipped, a label for every field, a way past the head."""
    client = client_of([MEMO])
    id = client.get("/api/search").get_json()["hits"][0]["id"]
    page = BeautifulSoup(client.get(address.replace("{document}", f"/document/{id}")).text, "html.parser")
    assert one(page, "html")["lang"] == "en"
    one(page, "main#main")
    one(page, "[role=search]")
    assert one(page, "a.skip")["href"] == "#main"
    levels = [int(heading.name[1]) for heading in one(page, "main").select("h1, h2, h3")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    labels = {label.get("for") for label in page.select("label")}
    for field in page.select("input:not([type=hidden]), textarea"):
        assert field.get("id") in labels or field.find_parent("label"), field
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_the_timeline_s_bars_and_table_say_the_same_and_lead_to_it(client_of: MakeClient) -> None:
    client = client_of([*memos(26), Document("T", "memo"), Document("T", "memo", PartialDate("2024"))])
    page = page_of(client, "/?q=memo&source=Reuters")
    bars = {words(one(bar, "title")): bar["href"] for bar in page.select(".timeline svg a")}
    table = page_of(client, str(one(page, ".timeline details a")["href"]))
    rows = [(one(row, "a"), *map(words, row.select("td"))) for row in table.select("tbody tr")]
    assert len(rows) == 13
    assert bars == {f"{words(link)}: {count} document of {held} then": link["href"] for link, count, held in rows}
    assert one(page, "svg")["viewbox"] == "0 0 25 100"
    assert not page.select("[style], script:not([src^='/static/'])")
    found = page_of(client, str(rows[0][0]["href"]))
    assert words(one(found, "h1")) == "1 document"
    assert asked(rows[0][0]) == {"q": ["memo"], "source": ["Reuters"], "since": ["2026-02"], "until": ["2026-02"]}


def test_what_has_no_place_on_the_timeline_is_counted_beside_it(client_of: MakeClient) -> None:
    client = client_of([*memos(12), Document("T", "memo"), Document("T", "memo", PartialDate("2024"))])
    caption = words(one(page_of(client, "/?q=memo"), "figcaption"))
    assert "1 document dated less closely" in caption
    assert "1 document without a date" in caption


def test_the_state_line_leads_to_what_could_not_be_read(client_of: MakeClient, tmp_path: Path) -> None:
    client = client_of(memos(2))
    assert not one(page_of(client, "/"), ".state").select("a")
    with Archive.open(tmp_path / "archive") as archive, archive.transaction():
        archive.refuse(arrival(b"reports/a.html", b""), "empty", "there is nothing in the file")
        archive.refuse(arrival(b"reports/\xff.html", b"x"), "crashed", "the process that cleaned it died")
    link = one(one(page_of(client, "/"), ".state"), "a")
    assert words(link) == "2 files could not be read"
    page = page_of(client, str(link["href"]))
    assert words(one(page, "h1")) == "2 files could not be read"
    assert [words(path) for path in page.select(".path")] == ["reports/\\xff.html", "reports/a.html"]
    assert "Save it again" in words(one(page, "main"))
    assert "tried 1 time" in words(one(page, "main"))


IDS = ["p7/../x", "a b?c#d%e", "https://x/y?z", "/a//b/", "100%2F", "é;漢&q=1", "a+b", "a\\b"]


@pytest.mark.parametrize("id", IDS)
def test_any_id_opens_from_the_page_and_the_api(tmp_path: Path, id: str) -> None:
    """Every link on the way is followed as it is written."""
    with Archive.create(tmp_path / "archive") as archive:
        keep_document(archive, id, "A memo.", title="Memo")
        bring_up_to_date(archive)
    app = create_app(tmp_path / "archive")
    client = app.test_client()
    page = page_of(client, str(one(page_of(client, "/?q=memo"), ".hits h2 a")["href"]))
    assert words(one(page, "h1")) == "Memo"
    for way in page.select(".views a"):
        assert words(one(page_of(client, str(way["href"])), "h1")) == "Memo"
    original = page_of(client, str(page.select(".views a")[1]["href"]))
    assert id in json.loads(client.get(str(one(original, "iframe")["src"])).text)
    assert client.get(f"/api/document/{quote(id, safe='')}").get_json()["id"] == id
    close_engine(app)


@pytest.mark.parametrize("wrong", ["sort=foo", "limit=0", "lang=" + "x" * 300])
def test_a_refused_search_does_not_refuse_the_next(client: FlaskClient, wrong: str) -> None:
    page = page_of(client, f"/?q=port&region=Arctic&{wrong}", 400)
    sent = {i["name"]: i["value"] for i in page.select("form#search input") if i["value"]}
    assert sent == {"q": "port", "region": "Arctic"}
    assert f"leaves out what is wrong: {wrong.partition('=')[0]}" in words(one(page, ".refused"))
    page_of(client, f"/?{urlencode(sent)}")


def test_the_minus_of_a_name_leaves_out_no_other_that_it_stands_in(client_of: MakeClient) -> None:
    places = ("Virginia", "West Virginia", 'The "Free" State')
    client = client_of([Document(f"On {place}", "memo", regions=(place,)) for place in places])
    ways = {str(way["aria-label"]): str(way["href"]) for way in page_of(client, "/?q=memo").select("a.minus")}
    for place in places:
        left = page_of(client, ways[f"Leave out {place}"]).select(".hits h2")
        assert sorted(map(words, left)) == sorted(f"On {other}" for other in places if other != place)


def test_a_message_keeps_the_letters_a_person_wrote(client: FlaskClient) -> None:
    assert words(one(page_of(client, "/?q=a&since=soon", 400), "#fault")).startswith("since, the first day: 'soon'")
    assert "Foo" not in words(one(page_of(client, "/?q=foo:bar", 400), "main"))
    assert words(one(page_of(client, "/document/x?since=soon", 400), "main h1 + p")).startswith(
        "since, the first day: 'soon'"
    )


def test_months_tell_what_their_counts_leave_out(client_of: MakeClient) -> None:
    client = client_of([*memos(2), Document("Y", "memo", PartialDate("2024")), Document("Z", "memo")])
    page = page_of(client, "/?q=memo&since=2024-01&until=2024-01")
    assert facet(page, "Month") == {"February 2024": ("1", False), "January 2024": ("1", True)}
    assert words(one(page, "h1")) == "2 documents"
    hints = [words(hint) for hint in page.select(".filters section .hint")]
    assert "and in each month 1 document known only to the year" in hints


def test_values_that_differ_in_case_are_one_choice(client_of: MakeClient) -> None:
    spelled = ("CLASH REPORT", "Clash Report", "Clash Report", "clash report")
    client = client_of([Document(f"T{n}", f"memo {n}", source=source) for n, source in enumerate(spelled)])
    page = page_of(client, "/?q=memo")
    assert facet(page, "Source") == {"Clash Report": ("4", False)}
    page = follow(client, page, ".filters a:not(.minus)", "Clash Report")
    assert words(one(page, "h1")) == "4 documents"
