"""What of the evidence stands in the document that is shown."""

import pytest

from archive.overlay import stands
from archive.report import Document, Evidence, Place

SHOWN = Document("", "", published_in="GB", dateline=Place("", "Atlantis", 0.5), about=(Place("UA", "Kyiv", 0.9),))


@pytest.mark.parametrize(
    ("field", "value", "stood"),
    [
        ("from", "GB", True),
        ("from", "US", False),
        ("dateline", "Atlantis", True),
        ("dateline", "GR", False),
        ("about", "UA", True),
        ("about", "RU", False),
        ("updated", "2025-06-08", True),
    ],
)
def test_evidence_for_a_place_stands_where_the_document_has_that_place(field: str, value: str, stood: bool) -> None:
    assert stands(SHOWN, Evidence(field, value, "text", value, 0.8)) is stood
