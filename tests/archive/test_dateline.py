"""A dateline is a place, perhaps a day and an agency, before the first sentence; a sentence's own dash is none."""

import pytest

from archive.places.dateline import dateline
from archive.settings import default_settings

SETTINGS = default_settings()


@pytest.mark.parametrize(
    ("body", "language", "place", "country"),
    [
        ("KYIV, June 8 (Wire) - The army said", "en", "KYIV", "UA"),
        ("WASHINGTON (Wire) — Congress voted", "en", "WASHINGTON", "US"),
        ("BRUSSELS, Belgium – The ministers met", "en", "BRUSSELS, Belgium", "BE"),
        ("LOS ANGELES, Feb 26 - A bank said", "en", "LOS ANGELES", "US"),
        ("TEXARKANA, Ark., March 3 - A mill closed", "en", "TEXARKANA, Ark.", "US"),
        ("PARIS, Texas — A fair opened", "en", "PARIS, Texas", "US"),
        ("RIO DE JANEIRO, March 2 - Brazil", "en", "RIO DE JANEIRO", "BR"),
        ("Odesa, Ukraine (June 5) — Ships left", "en", "Odesa, Ukraine", "UA"),
        ("NOWHEREVILLE, June 8 - A mill closed", "en", "NOWHEREVILLE", ""),
        ("SÈTE, le 23 août 2025 – Les jouteurs", "fr", "SÈTE", ""),
        ("Paris, le 3 mai – Les élus", "fr", "Paris", "FR"),
        ("MADRID.- El gobierno", "es", "MADRID", "ES"),
        ("МОСКВА, 8 июня. /Агентство/. Суда вышли", "ru", "МОСКВА", "RU"),
        ("КИЇВ, 8 червня (Агентство) – Президент", "uk", "КИЇВ", "UA"),
        ("مسقط – بدأت محطة جديدة", "ar", "مسقط", "OM"),
        ("某某社北京6月8日电 记者报道", "zh", "北京", "CN"),
        ("ODESA, June 14 -Ships left", "en", "ODESA", "UA"),
        ("Москва. 8 июня. AGENTSTVO.RU - Врачи сообщили", "ru", "Москва", "RU"),
    ],
)
def test_the_place_is_kept_as_written_with_its_country(body: str, language: str, place: str, country: str) -> None:
    found = dateline(body, SETTINGS, language)
    assert found is not None
    assert (found.place, found.country) == (place, country)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "The man said – he did not know.",
        "Moscow and Kyiv - two capitals at war.",
        "Kenya: a harbour closes",
        "First. Then KYIV, June 8 - The army",
        "2025-06-08 - The army",
    ],
)
def test_a_sentence_with_a_dash_is_no_dateline(body: str) -> None:
    assert dateline(body, SETTINGS, "en") is None


def test_the_text_goes_on_behind_it_and_a_headline_may_stand_before() -> None:
    body = "GRAIN SHIPS LEAVE\n\nODESA, June 8 - Ships left."
    found = dateline(body, SETTINGS, "en")
    assert found is not None
    assert body[found.end :] == "Ships left."
