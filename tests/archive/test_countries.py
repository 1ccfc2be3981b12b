"""A country is found by its code or by what any of the archive's common languages calls it."""

import pytest

from archive.places.countries import country_code, country_name, nearest
from archive.places.names import data, gazetteer


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UA", "UA"),
        ("ua", "UA"),
        ("UKRAINE", "UA"),
        ("Украина", "UA"),
        ("Deutschland", "DE"),
        ("usa", "US"),
        ("U.S.", "US"),
        ("UK", "GB"),
        ("DEU", "DE"),
        ("Burma", "MM"),
        ("Côte d’Ivoire", "CI"),
        ("美国", "US"),
        ("Ukrain", ""),
        ("Kyiv", ""),
        ("", ""),
        ("XX", ""),
    ],
)
def test_codes_and_names_in_any_case_mean_a_country(text: str, code: str) -> None:
    assert country_code(text) == code


def test_what_is_no_country_has_one_near_it() -> None:
    assert [nearest(text) for text in ("Ukrain", "Kyiv", "Korea", "qqqq")] == ["Ukraine", "Ukraine", "North Korea", ""]


def test_a_country_is_called_by_its_english_name() -> None:
    assert (country_name("UA"), country_name("ZZ"), country_name("")) == ("Ukraine", "ZZ", "")


def test_every_table_speaks_of_countries_there_are() -> None:
    for table, entries in data().items():
        if table not in ("names", "domains"):
            assert {code for code in entries if country_name(code) == code} == set(), table
    codes = {code for places in gazetteer().values() for _, sense in places for code in sense.codes}
    assert {code for code in codes if country_name(code) == code} == set()
