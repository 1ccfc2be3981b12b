"""Which countries a report is about, how sure that is, and which of several a name means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.places.placing import Placed, place
from archive.places.weighing import ENOUGH, SURE, weights
from archive.report import Place
from archive.settings import default_settings

SETTINGS = default_settings()


def placed(title: str, body: str = "", language: str = "en", hints: tuple[tuple[str, str], ...] = ()) -> Placed:
    return place(title, body, SETTINGS, language, hints)


def about(title: str, body: str = "", language: str = "en", hints: tuple[tuple[str, str], ...] = ()) -> set[str]:
    return {one.country for one in placed(title, body, language, hints).about}


@pytest.mark.parametrize(
    ("title", "body", "language", "country"),
    [
        ("Kenya closes a harbour", "", "en", "KE"),
        ("Bundesbank sees no need for a new rate", "The Bundesbank said so in Frankfurt.", "en", "DE"),
        ("Senate votes on water", "The White House said Congress would vote. The Pentagon agreed.", "en", "US"),
        ("SOVIET GRAIN HARVEST SMALLER", "", "en", "RU"),
        ("West German industry orders rise", "", "en", "DE"),
        ("A bridge in Texas", "Houston paid for it, and so did Texas.", "en", "US"),
        ("Выборы в Германии", "", "ru", "DE"),
        ("Сполучені Штати змінюють курс", "", "uk", "US"),
        ("中国与越南口岸试行跨境货运", "", "zh", "VN"),
        ("הבחירות בישראל", "", "he", "IL"),
        ("Les élections au Brésil", "", "fr", "BR"),
        ("東京で開かれた会議", "東京で会議が開かれた。", "ja", "JP"),
    ],
)
def test_a_country_is_known_by_its_names_its_seats_and_its_parts(
    title: str, body: str, language: str, country: str
) -> None:
    assert country in about(title, body, language)


@pytest.mark.parametrize(
    "title",
    [
        "Chad and Georgia plan their wedding",
        "Michael Jordan sells his team",
        "A turkey for every table",
        "Nothing here",
    ],
)
def test_a_person_s_or_a_common_name_is_no_country(title: str) -> None:
    assert about(title) == set()


def test_a_city_of_two_countries_lies_in_the_one_the_text_names() -> None:
    assert "GB" in about("Birmingham opens a canal", "Britain paid. Birmingham and the British crews cheered.")
    assert "VE" in about("Valencia counts its votes", "Venezuela voted. In Valencia the Venezuelan army counted.")


def test_a_city_before_a_comma_lies_in_what_follows() -> None:
    body = "The fair in Moscow, Idaho, drew crowds. Cambridge, Ontario, sent a band."
    found = about("A fair", f"{body}\n\nCambridge, Ontario, won. The band from Cambridge, Ontario, played again.")
    assert not found & {"RU", "GB"}


def test_the_surest_country_comes_first() -> None:
    body = "Kenya and the Kenyan crews dug.\n\nKenya paid. Someone from Uganda watched."
    found = placed("Kenya digs a canal", body).about
    assert found[0].country == "KE"
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)


def test_money_alone_is_no_sure_sign_of_a_country() -> None:
    [found] = placed("Smith 1st qtr net", "Smith Inc earned 5 mln dlrs or 12 cts a share.").about
    assert found.country == "US"
    assert ENOUGH <= found.confidence < SURE


def test_a_country_passed_by_is_not_what_a_report_is_about() -> None:
    filler = "The talks went on for hours and nobody would say what had been agreed. " * 6
    body = f"Berlin and Paris agreed.\n\nGermany and France signed.\n\n{filler}\n\nOne had once been to Kenya."
    assert about("Germany and France agree", body) == {"DE", "FR"}


def test_a_dateline_says_where_it_was_sent_from_and_little_of_what_it_is_about() -> None:
    found = placed("Chad votes", "LONDON, June 8 (Wire) - Chad voted on Sunday. The Chadian army in N'Djamena counted.")
    assert found.dateline == Place("GB", "LONDON", 0.95)
    assert found.about[0].country == "TD"


def test_a_tag_that_is_a_country_counts_and_a_list_of_countries_does_not() -> None:
    assert about("Nothing else", "says so", hints=(("tag", "Ukraine"),)) == {"UA"}
    every = tuple(("tag", name) for name in ("Ukraine", "Kenya", "Chile", "Japan"))
    assert about("Nothing else", "says so", hints=every) == set()


def test_each_country_comes_with_the_words_that_made_it() -> None:
    found = {one.value: one.words for one in placed("Kenya digs", "Nairobi paid.").evidence if one.field == "about"}
    assert found["KE"] == "Kenya, Nairobi"


def test_no_weight_is_a_country_s_own() -> None:
    assert not {name for name in weights() if len(name) == 2}


@given(st.text(max_size=200), st.text(max_size=400), st.sampled_from(["en", "ru", "ar", "zh", "xx", ""]))
def test_any_text_has_places_or_none(title: str, body: str, language: str) -> None:
    for one in placed(title, body, language).about:
        assert len(one.country) == 2
        assert ENOUGH <= one.confidence <= 1


def test_a_country_s_name_in_another_language_does_not_count() -> None:
    title, body = "Ferry service to the Island is cut", "Island residents said the ferry would stop in May."
    assert about(title, body) == set()
    assert "IS" in about("Island wählt ein neues Parlament", "", "de")
