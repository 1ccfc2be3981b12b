"""Title, source, author, language and address come from where the page says them, with every evidence kept."""

import pytest

from archive import metadata
from archive.authors import authors_of, signed, without_sources
from archive.readers import read
from archive.readers.page import Facts
from archive.report import Evidence


def facts(head: str = "", body: str = "<p>Some words of a story.</p>") -> Facts:
    return read(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "a.html").facts


def values(found: list[Evidence]) -> list[str]:
    return [one.value for one in found]


JSON = (
    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Harbour closed",'
    ' "author": [{"@id": "#a"},'
    ' {"name": "Ben Other"}], "publisher": {"name": "The Quay"}},'
    ' {"@id": "#a", "@type": "Person", "name": "Anna Example"}]}</script>'
)


def test_json_ld_tells_title_source_and_authors_through_links() -> None:
    page = facts(JSON)
    assert values(metadata.titles(page))[0] == "Harbour closed"
    assert values(metadata.sources(page, ""))[0] == "The Quay"
    assert values(authors_of(page))[0] == "Anna Example, Ben Other"


def test_open_graph_tells_title_source_and_address() -> None:
    page = facts(
        '<meta property="og:title" content="Harbour &amp; port"><meta property="og:site_name" content="The Quay">'
        '<meta property="og:url" content="https://quay.example/1">'
    )
    assert values(metadata.titles(page))[0] == "Harbour & port"
    assert values(metadata.sources(page, ""))[0] == "The Quay"
    assert values(metadata.addresses(page, ""))[0] == "https://quay.example/1"


@pytest.mark.parametrize(
    "title",
    ["Harbour closed again | The Quay", "The Quay - Harbour closed again", "Harbour closed again — World — The Quay"],
)
def test_the_sites_name_is_taken_off_the_title_and_becomes_the_source(title: str) -> None:
    lines = ["The Quay", "Harbour closed again"]
    page = facts(f"<title>{title}</title>")
    assert values(metadata.titles(page, lines))[0] == "Harbour closed again"
    assert values(metadata.sources(page, "", lines))[0] == "The Quay"


def test_a_dash_in_a_title_is_no_sites_name() -> None:
    page = facts("<title>Harbour closed - ships wait</title>", "<h1>Harbour closed - ships wait</h1>")
    assert values(metadata.titles(page))[0] == "Harbour closed - ships wait"


def test_a_lone_heading_that_shares_no_word_with_the_titles_is_not_the_title() -> None:
    page = facts("<title>Harbour closed again</title>", "<h1>Webcams</h1>")
    assert values(metadata.titles(page))[0] == "Harbour closed again"


def test_all_evidence_is_kept_best_first() -> None:
    found = metadata.titles(facts(JSON + "<title>Harbour closed</title>", "<h1>Harbour closed</h1>"))
    assert {one.method for one in found} == {"JSON-LD", "h1", "title"}


def test_the_domain_is_the_last_resort_for_a_source() -> None:
    assert values(metadata.sources(facts(), "https://www.quay.example/1")) == ["quay.example"]


@pytest.mark.parametrize("author", ["https://facebook.com/quay", "admin", "@quay", "By"])
def test_addresses_and_roles_are_no_authors(author: str) -> None:
    assert authors_of(facts(f'<meta name="author" content="{author}">')) == []


def test_a_signature_gives_its_name_without_the_place() -> None:
    assert values(signed(["Home", "By Anna Example, Kyiv | 8 June 2025"])) == ["Anna Example"]
    assert signed(["By the end of the year it was over"]) == []


@pytest.mark.parametrize(
    "line", ["Von Anna Example, Kiew", "Por Anna Example", "מאת: Anna Example", "文：Anna Example"]
)
def test_a_signature_is_read_in_other_languages(line: str) -> None:
    assert values(signed([line])) == ["Anna Example"]


def test_a_logo_on_the_page_is_not_taken_for_the_title() -> None:
    page = facts('<title>Harbour closed for a day | The Quay</title><meta property="og:site_name" content="The Quay">')
    assert values(metadata.titles(page, ["The Quay", "Weather"]))[0] == "Harbour closed for a day"


def test_a_word_above_the_headline_in_its_tag_is_no_part_of_it() -> None:
    page = facts("<title>Harbour closed for a day</title>", "<h1><i>North Sea</i> Harbour closed for a day</h1>")
    assert {one.value for one in metadata.titles(page)} == {"Harbour closed for a day"}


def test_the_address_of_a_saved_page_is_read_from_its_comment() -> None:
    page = read(b"<!-- saved from url=(0024)https://quay.example/1 --><html><p>Words.</p></html>", "a.html")
    assert values(metadata.addresses(page.facts, "")) == ["https://quay.example/1"]


RUSSIAN = "Президент заявил во вторник, что правительство продолжит работу над проектом закона о портах и гаванях. " * 4


def test_detection_wins_where_the_script_shows_that_the_page_is_wrong() -> None:
    page = read(f"<html lang=en><body><p>{RUSSIAN}</p></body></html>".encode(), "a.html")
    assert values(metadata.languages(page.facts, RUSSIAN)) == ["ru", "en"]


def test_the_page_wins_over_a_text_too_short_to_be_sure_of() -> None:
    page = read(b"<html lang=de-AT><body><p>OK</p></body></html>", "a.html")
    assert values(metadata.languages(page.facts, "The harbour was closed on Tuesday."))[0] == "de"


def test_a_language_that_is_hardly_more_than_a_guess_is_left_unknown() -> None:
    assert values(metadata.languages(Facts(), "Main document")) == []


def test_the_page_wins_over_a_language_near_to_its_own() -> None:
    text = "Regjeringen sa tirsdag at havnen skal være stengt til slutten av uken. " * 5
    assert values(metadata.languages(Facts(language="da"), text))[0] == "da"


def test_a_page_that_says_nothing_is_detected() -> None:
    assert values(metadata.languages(Facts(), RUSSIAN)) == ["ru"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Harbour closed. Ships wait.", "Harbour closed. Ships wait"),
        ("The harbour of Odesa was closed. Ships wait outside.", "The harbour of Odesa was closed"),
        (
            "Mr. Example of the U.S. Navy spoke on Tuesday. Others did not.",
            "Mr. Example of the U.S. Navy spoke on Tuesday",
        ),
        ("Is the harbour closed for good? Nobody knows.", "Is the harbour closed for good?"),
        (
            "The harbour was closed for the third day on Tuesday, " + "and ships waited outside it " * 8 + ".",
            "The harbour was closed for the third day on Tuesday",
        ),
        (
            "中国与越南之间的铁路货运本周二开始试行新的单证办法。第二句。",
            "中国与越南之间的铁路货运本周二开始试行新的单证办法",
        ),
    ],
)
def test_a_text_without_a_title_gets_its_first_sentence_or_its_main_clause(text: str, title: str) -> None:
    assert metadata.opening(text) == title


def test_a_long_sentence_without_clauses_is_cut_between_words() -> None:
    title = metadata.opening("word " * 100)
    assert title.endswith("word…")
    assert len(title) <= 151


@pytest.mark.parametrize("name", ["Author Isaiah Shelton", "By Isaiah Shelton", "Written by: Isaiah Shelton"])
def test_words_that_lead_to_an_author_are_no_part_of_the_name(name: str) -> None:
    assert values(authors_of(facts(f'<meta name="author" content="{name}">'))) == ["Isaiah Shelton"]


def test_the_source_behind_an_author_is_no_part_of_the_name() -> None:
    page = facts(
        '<meta name="author" content="Brian Truitt USA TODAY"><meta property="og:site_name" content="USA Today">'
    )
    found = without_sources(authors_of(page), metadata.sources(page, ""))
    assert values(found) == ["Brian Truitt"]


FRENCH = "Le gouvernement a annoncé mardi que le port resterait fermé jusqu'à la fin de la semaine. " * 4


def test_words_that_are_surely_another_language_win_over_what_the_page_says() -> None:
    page = read(f"<html lang=en><body><p>{FRENCH}</p></body></html>".encode(), "a.html").facts
    assert values(metadata.languages(page, FRENCH))[0] == "fr"


def test_the_headline_people_see_wins_over_what_is_told_to_machines() -> None:
    page = facts('<meta property="og:title" content="Harbour trends to watch">', "<h1>Ten harbour trends for 2026</h1>")
    assert values(metadata.titles(page))[0] == "Harbour trends to watch"
    page = facts('<meta property="og:title" content="Harbour trends to watch">', "<h1>Ten harbour trends to watch</h1>")
    assert values(metadata.titles(page))[0] == "Ten harbour trends to watch"


def test_a_short_heading_that_holds_little_of_the_title_is_a_sections_name() -> None:
    title = "Harbour trends: what every master needs to know"
    page = facts(f'<meta property="og:title" content="{title}">', "<h1>Harbour trends</h1>")
    assert values(metadata.titles(page))[0] == title


def test_json_ld_is_read_in_what_old_pages_wrap_scripts_in() -> None:
    for before, after in (
        ("<![CDATA[", "]]>"),
        ("//<![CDATA[\n", "\n//]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
        ("<!--", "-->"),
    ):
        page = facts(JSON.replace('json">', f'json">\n{before}').replace("</script>", f"{after}\n</script>"))
        assert values(metadata.titles(page))[0] == "Harbour closed"


def test_a_slogan_behind_a_sites_address_is_no_part_of_its_name() -> None:
    page = facts('<meta property="og:site_name" content="Quay.cz - All of the harbour">')
    assert values(metadata.sources(page, ""))[0] == "Quay.cz"


def test_the_publisher_of_the_article_is_told_before_the_site_it_stands_on() -> None:
    page = facts(JSON + '<meta property="og:site_name" content="Platform">')
    assert values(metadata.sources(page, ""))[:2] == ["The Quay", "Platform"]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            '<meta property="og:title" content="Harbour closed again - The Quay at Dawn">',
            "<h1>The Quay at Dawn</h1><h1>Harbour closed again</h1>",
            "Harbour closed again",
        ),
        ("<title>Harbour closed</title>", "<h1>Harbour closed Posted on July 1, 2024 by anna</h1>", "Harbour closed"),
        ("<title>Harbour closed</title>", "<h1>Harbour closed by ships</h1>", "Harbour closed by ships"),
        ("<title>Harbour planning</title>", "<h1>Harbour plan<b>n</b>ing</h1>", "Harbour planning"),
        ("<title>Harbour closed</title>", "<h1>Harbour closed ¶</h1>", "Harbour closed"),
        ("<title>Harbour shut again | Boats | The Quay at Dawn</title>", "<p>Words</p>", "Harbour shut again"),
        ("<title>Harbour | quay.example</title>", "<p>Words</p>", "Harbour"),
        (
            '<meta property="og:title" content="Harbour news for 2025">',
            "<h1>What the harbour can tell us about ships that never came</h1>",
            "What the harbour can tell us about ships that never came",
        ),
        (
            '<meta property="og:title" content="Harbour news for 2025">',
            "<h1>Harbour tips</h1>",
            "Harbour news for 2025",
        ),
    ],
)
def test_the_heading_is_the_title_without_what_stands_in_it_beside(head: str, body: str, title: str) -> None:
    assert values(metadata.titles(facts(head, body)))[0] == title


def test_the_headline_of_a_page_is_no_site_because_the_sites_line_is_longer() -> None:
    page = facts("<title>Quay gardens | Example University Gardening</title>", "<h1>Quay gardens</h1>")
    assert values(metadata.titles(page, ["Example University Gardening"]))[0] == "Quay gardens"
