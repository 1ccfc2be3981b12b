"""The description of the API is true: every route is in it, and whatever it allows to ask is answered as it says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from making import ROOT, Put, bring_up_to_date

from archive.store import Archive
from webui.app import WRITING, create_app
from webui.resources import close_engine

DESCRIBED: dict[str, Any] = json.loads((ROOT / "webui/static/openapi.json").read_text("utf-8"))
OPERATIONS = [(path, method) for path, methods in DESCRIBED["paths"].items() for method in methods]


@pytest.fixture
def client(archive: Archive, put: Put) -> Iterator[FlaskClient]:
    put("a", "Grain left the port.", title="Grain", date="2025-06-08", source="Harbour Post")
    put("b", "Wheat.", title="Wheat")
    bring_up_to_date(archive)
    app = create_app(archive.root)
    yield app.test_client()
    close_engine(app)


def test_every_route_of_the_api_is_described_and_no_other(app: Flask) -> None:
    routes = {
        (rule.rule.replace("<id:document_id>", "{id}"), method.lower())
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if rule.rule.startswith("/api/") and method in ("GET", "POST")
    }
    assert routes == set(OPERATIONS)
    assert {path for path, method in OPERATIONS if method == "post"} == {path for path in WRITING if "/api/" in path}


def test_the_description_is_served(client: FlaskClient) -> None:
    response = client.get("/api/openapi.json")
    assert response.get_json() == DESCRIBED
    response.close()


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_asked_is_answered_as_described(client: FlaskClient, path: str, method: str) -> None:
    """No fault of ours, and no answer that is not in the description; what a value means may still be refused."""
    schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis: pip install '.[test]'")
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    described = schemathesis.openapi.from_wsgi("/api/openapi.json", client.application)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(described[path][method.upper()].as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    ask()


def test_a_program_marks_and_saves_as_the_page_does(client: FlaskClient) -> None:
    marked = client.post("/api/marks", json={"do": "note", "ids": ["a"], "note": "Ask", "tags": ["x", "y"]}).get_json()
    assert [(mark["note"], mark["tags"]) for mark in marked["marks"]] == [("Ask", ["x", "y"])]
    assert client.get("/api/document/a").get_json()["mark"]["note"] == "Ask"
    (saved,) = client.post("/api/searches", json={"do": "save", "name": "G", "search": "/?q=grain"}).get_json()[
        "searches"
    ]
    assert (saved["name"], saved["total"]) == ("G", 1)


@pytest.mark.parametrize("path", [path for path, method in OPERATIONS if method == "post"])
@pytest.mark.parametrize(
    "sent",
    [
        {"data": '{"do": "read", "ids": ["a"]}', "content_type": "text/plain"},
        {"data": {"do": "read", "ids": "a"}},
        {"json": {"do": "read", "ids": ["a"]}, "headers": {"Origin": "https://evil.example"}},
        {"json": {"do": "read", "ids": ["a"]}, "headers": {"Sec-Fetch-Site": "cross-site"}},
    ],
)
def test_a_page_elsewhere_can_send_nothing(client: FlaskClient, path: str, sent: dict[str, Any]) -> None:
    assert client.post(path, **sent).status_code in (400, 403)
    assert client.get("/api/marks").get_json() == {"marks": []}
