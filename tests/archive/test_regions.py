"""A document's regions are those it is about, not those it mentions in passing."""

import pytest

from archive.places.placing import place
from archive.settings import Region, Settings, default_settings

SETTINGS = default_settings()
FILLER = "The talks went on for hours and nobody would say what had been agreed. " * 6


def found(title: str, body: str = "", language: str = "en", hints: tuple[tuple[str, str], ...] = ()) -> list[str]:
    return list(place(title, body, SETTINGS, language, hints).regions)


@pytest.mark.parametrize(
    ("title", "language", "region"),
    [
        ("Kenya closes a harbour", "en", "Africa"),
        ("Bolivian farmers wait for rain", "en", "Americas"),
        ("Ice thins along the Northern Sea Route", "en", "Arctic"),
        ("Japanese and Thai ministers meet", "en", "Asia-Pacific"),
        ("Bundestag votes on Tuesday", "en", "Europe"),
        ("Iran’s parliament votes", "en", "Middle East"),
        ("Three years after the invasion of Ukraine", "en", "Russia-Ukraine War"),
        ("Россия и Китай провели переговоры", "ru", "Asia-Pacific"),
        ("Выборы в Германии", "ru", "Europe"),
        ("Сполучені Штати змінюють курс", "uk", "Americas"),
        ("中国与越南口岸试行跨境货运", "zh", "Asia-Pacific"),
        ("اجتماع في القاهرة بين مصر والسودان", "ar", "Africa"),
        ("Frankreich und die Ukraine unterzeichnen", "de", "Europe"),
        ("Les élections au Brésil", "fr", "Americas"),
        ("הבחירות בישראל", "he", "Middle East"),
        ("توافق ایران و عمان", "fa", "Middle East"),
        ("東京で開かれた会議", "ja", "Asia-Pacific"),
        ("ISTANBUL opens a ferry line", "en", "Middle East"),
        ("ASEAN ministers meet", "en", "Asia-Pacific"),
    ],
)
def test_a_place_in_the_title_counts(title: str, language: str, region: str) -> None:
    assert region in found(title, language=language)


@pytest.mark.parametrize(
    "title",
    [
        "The New York Times hires an editor",
        "Washington Post wins a prize",
        "Michael Jordan sells his team",
        "Chad and Georgia plan their wedding",
        "A turkey for every table",
        "Chinese New Year parade draws crowds",
        "Atlanta, Georgia gets a park",
        "Paris Agreement turns ten",
    ],
)
def test_a_name_that_only_holds_a_place_does_not_count(title: str) -> None:
    assert found(title) == []


def test_a_doubtful_name_counts_in_company() -> None:
    assert "Europe" in found(
        "Protests in Georgia", "Crowds filled Tbilisi on Sunday. Georgia’s parliament votes tomorrow."
    )


def test_one_passing_mention_does_not_count() -> None:
    body = f"Berlin and Paris agreed.\n\nGermany and France signed.\n\n{FILLER}\n\nOne had once been to Kenya."
    assert found("Germany and France agree", body) == ["Europe"]


def test_the_lead_and_one_more_mention_count() -> None:
    assert "Africa" in found(
        "A harbour opens", f"Ships came to Kenya.\n\nMore will follow.\n\n{FILLER}\n\nKenya paid for it."
    )


def test_a_brief_text_is_about_the_place_its_lead_names() -> None:
    assert found("Cocoa prices rise", "Harvests in Ghana were small. Traders expect more in May.") == ["Africa"]
    assert found("Cocoa prices rise", f"Harvests in Ghana were small.\n\n{FILLER * 4}") == []


def test_a_headline_in_capitals_names_places_too() -> None:
    assert found("GHANA HARVEST SMALL, TRADERS SAY") == ["Africa"]


def test_both_sides_of_a_war_make_its_region() -> None:
    body = "Russia has attacked the power grid of Ukraine for thirty nights.\n\nThe crews go out at two."
    assert "Russia-Ukraine War" in found("Linemen carry two of everything", body)
    assert "Russia-Ukraine War" not in found("Russia votes", "Russia votes on Sunday.\n\nMoscow is calm.")


@pytest.mark.parametrize("words", ["Asia-Pasific", "ASIA PACIFIC", "asia"])
def test_a_breadcrumb_or_tag_that_names_a_region_counts(words: str) -> None:
    assert found("Nothing else", "says so", hints=(("breadcrumb", words),)) == ["Asia-Pacific"]


def test_tags_that_name_every_region_are_a_list_of_sections() -> None:
    every = tuple(("tag", region.name) for region in SETTINGS.regions)
    assert found("Nothing else", "says so", hints=every) == []


def test_every_region_comes_with_the_words_that_made_it() -> None:
    placed = place("Kenya closes a harbour", "", SETTINGS, "en")
    [evidence] = [one for one in placed.evidence if one.field == "regions"]
    assert (placed.regions, evidence.value, evidence.words) == (("Africa",), "Africa", "Kenya")
    assert 0 < evidence.confidence < 1


def test_regions_are_the_archives_own() -> None:
    own = Settings((), (Region("Ports", ("Harbours",), ("NL",), ("container terminal",)),), ("en",), "index")
    assert place("Rotterdam’s container terminal", "", own, "en").regions == ("Ports",)
    assert place("Dutch strike ends", "", own, "en").regions == ("Ports",)
    assert place("Kenya closes a harbour", "", own, "en").regions == ()


def test_every_country_of_the_defaults_has_a_two_letter_code() -> None:
    assert all(len(code) == 2 and code.isupper() for region in SETTINGS.regions for code in region.countries)
