"""Where a report was published is told by the page, the publisher or the address; what is uncertain is empty."""

import pytest

from archive.places.origin import origins
from archive.readers.page import Facts


def country(url: str = "", source: str = "", **facts: object) -> str:
    found = origins(Facts(**facts), url, source)  # type: ignore[arg-type]
    return found[0].value if found else ""


@pytest.mark.parametrize(
    ("url", "source", "code"),
    [
        ("https://www.elbblick-post.de/a", "", "DE"),
        ("https://news.harbour-post.co.uk/a", "", "GB"),
        ("https://podil-visnyk.com.ua/a", "", "UA"),
        ("https://harbour.io/a", "", ""),
        ("https://harbour.tv/a", "", ""),
        ("https://harbour-post.com/a", "", ""),
        ("https://harbour.example/a", "", ""),
        ("", "The New York Times", "US"),
        ("", "BBC News", "GB"),
        ("https://www.aljazeera.com/news/1", "", "QA"),
        ("https://edition.cnn.com/1", "Unknown Gazette", "US"),
        ("", "", ""),
    ],
)
def test_a_country_s_domain_or_a_known_source_tells_it(url: str, source: str, code: str) -> None:
    assert country(url, source) == code


def test_the_page_s_own_word_goes_before_its_address() -> None:
    publisher = {"@type": "Organization", "address": {"@type": "PostalAddress", "addressCountry": "Kenya"}}
    assert country("https://harbour.de/a", objects=({"@type": "NewsArticle", "publisher": publisher},)) == "KE"
    assert country("", metas={"geo.region": ("NO-21",)}) == "NO"
    assert country("", metas={"geo.country": ("nowhere",)}) == ""
