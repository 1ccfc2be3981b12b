"""The API gives what the page shows, as JSON."""

from collections.abc import Callable

from flask.testing import FlaskClient

from archive.report import Block, Document, Evidence, Kind, PartialDate, Place

MakeClient = Callable[..., FlaskClient]

REPORT = Document(
    title="A leaked memo",
    body="The memo is about China.\n\nIt has two paragraphs.",
    date=PartialDate("2025-06"),
    source="Clash Report",
    regions=("Asia-Pacific", "Arctic"),
    published_in="GB",
    dateline=Place("RU", "MOSCOW", 0.95),
    about=(Place("CN", "China", 0.9),),
    author="A. Writer",
    language="en",
    url="https://clash.example/memo",
    evidence=(Evidence("date", "2025-06", "byline", "June 2025", 0.9),),
)


def test_a_search_gives_total_facets_and_hits(client_of: MakeClient) -> None:
    client = client_of([REPORT, Document("Other", "Nothing of it.", language="de")])
    answer = client.get("/api/search?q=memo").get_json()
    id = answer["hits"][0]["id"]
    assert answer.pop("seconds") > 0
    assert answer.pop("as_of").startswith("20")
    assert answer["hits"][0].pop("score") > 0
    assert answer == {
        "query": {"q": ["memo"]},
        "total": 1,
        "page": 1,
        "pages": 1,
        "behind": False,
        "notes": [],
        "undated": 0,
        "facets": {
            "source": [{"value": "Clash Report", "count": 1}],
            "region": [{"value": "Arctic", "count": 1}, {"value": "Asia-Pacific", "count": 1}],
            "about": [{"value": "CN", "count": 1}],
            "from": [{"value": "GB", "count": 1}],
            "dateline": [{"value": "RU", "count": 1}],
            "language": [{"value": "en", "count": 1}],
            "kind": [{"value": "html", "count": 1}],
            "year": [{"value": "2025", "count": 1}],
            "month": [{"value": "2025-06", "count": 1}],
        },
        "hits": [
            {
                "id": id,
                "version": 1,
                "title": "A leaked memo",
                "date": "2025-06",
                "date_precision": "month",
                "source": "Clash Report",
                "regions": ["Asia-Pacific", "Arctic"],
                "author": "A. Writer",
                "language": "en",
                "url": "https://clash.example/memo",
                "words": 9,
                "folded": 0,
                "gone_since": "",
                "matched": 1,
                "excerpts": answer["hits"][0]["excerpts"],
            }
        ],
    }
    marked = [text for excerpt in answer["hits"][0]["excerpts"] for text, matched in excerpt if matched]
    assert marked == ["memo"]


def test_a_document_gives_its_evidence_and_blocks(client_of: MakeClient) -> None:
    blocks = (Block("The memo is about China.", Kind.BODY, True, "text"), Block("Menu", Kind.FURNITURE, False, "menu"))
    client = client_of([REPORT], blocks=blocks)
    id = client.get("/api/search").get_json()["hits"][0]["id"]
    answer = client.get(f"/api/document/{id}").get_json()
    assert (answer["id"], answer["body"], answer["date_precision"]) == (id, REPORT.body, "month")
    assert answer["evidence"] == [
        {
            "field": "date",
            "value": "2025-06",
            "method": "byline",
            "words": "June 2025",
            "confidence": 0.9,
            "stands": True,
        }
    ]
    assert answer["blocks"][1] == {"text": "Menu", "kind": "furniture", "kept": False, "rule": "menu"}


def test_an_error_tells_the_place_and_what_to_write(client: FlaskClient) -> None:
    response = client.get("/api/search?q=sauce:Reuters")
    assert response.status_code == 400
    assert response.get_json() == {
        "error": "there is no field sauce:, but there is source:",
        "start": 0,
        "end": 6,
        "suggestion": "source:",
    }
    response = client.get("/api/search?page=0")
    assert response.status_code == 400
    assert set(response.get_json()) == {"error"}


def test_pages_follow_one_another_without_gap_or_repeat(client: FlaskClient) -> None:
    total = client.get("/api/search").get_json()["total"]
    seen = []
    for page in range(1, -(-total // 3) + 1):
        answer = client.get(f"/api/search?limit=3&page={page}").get_json()
        assert (answer["total"], answer["pages"], answer["page"]) == (total, -(-total // 3), page)
        seen += [hit["id"] for hit in answer["hits"]]
    assert total > 10
    assert len(seen) == len(set(seen)) == total


def test_a_search_says_where_a_pattern_stood_for_too_many_words(client_of: MakeClient) -> None:
    client = client_of([Document("Many words", " ".join(f"ab{number}" for number in range(1_001)))])
    (note,) = client.get("/api/search?q=ab*").get_json()["notes"]
    assert note.startswith("ab* stands for 1,001 words; only the 1,000 ")
    assert note in client.get("/?q=ab*").text


def test_copies_are_told_of_and_folded_where_asked(client_of: MakeClient) -> None:
    body = "Nine ships left the port before noon. " + " ".join(f"word{number}" for number in range(90))
    client = client_of(
        [
            Document("Ships leave", body, PartialDate("2025-03-12"), "Harbour Post", id="a"),
            Document("Nine ships", f"{body} More.", PartialDate("2025-03-11"), "AFP", id="b"),
        ]
    )
    plain, folded = (client.get(f"/api/search?q=ships{fold}").get_json() for fold in ("", "&fold=copies"))
    assert (plain["total"], folded["total"], folded["hits"][0]["folded"]) == (2, 1, 1)
    assert folded["query"] == {"q": ["ships"], "fold": ["copies"]}
    answer = client.get("/api/document/a").get_json()
    assert (answer["cluster"], [copy["id"] for copy in answer["copies"]]) == ("b", ["b"])
    assert answer["copies"][0]["share"] > 0.95
    assert client.get("/api/search?q=ships&fold=all").status_code == 400
