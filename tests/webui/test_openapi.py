"""The description of the API is true: every route is in it, and whatever it allows to ask is answered as it says."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import ROOT, Put, bring_up_to_date

from archive.store import Archive
from webui.app import WRITING, create_app
from webui.resources import close_engine

DESCRIBED: dict[str, Any] = json.loads((ROOT / "webui/static/openapi.json").read_text("utf-8"))
JSON_TYPES = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
    "null": type(None),
}  # fmt: skip

OPERATIONS = [(path, method) for path, methods in DESCRIBED["paths"].items() for method in methods]


@pytest.fixture
def client(archive: Archive, put: Put) -> Iterator[FlaskClient]:
    put("a", "Grain left the port.", title="Grain", date="2025-06-08", source="Harbour Post")
    put("b", "Wheat.", title="Wheat")
    bring_up_to_date(archive)
    app = create_app(archive.root)
    yield app.test_client()
    close_engine(app)


def looked_up(part: dict[str, Any]) -> dict[str, Any]:
    """A part of the description, or what it refers to."""
    if "$ref" not in part:
        return part
    found: Any = DESCRIBED
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values a schema allows, and now and then ones it does not."""
    schema = looked_up(schema)
    anything = st.none() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=3), max_size=2)
    match schema.get("type"):
        case "array":
            return st.lists(values(schema["items"]), max_size=3) | anything
        case "integer":
            return st.integers(-2, 12) | anything
        case "object":
            fields = {name: values(part) for name, part in schema["properties"].items()}
            return st.fixed_dictionaries({}, optional=fields) | anything
    known = st.sampled_from(schema.get("enum", ["a", "b", "grain", "2025-06", "/?q=grain"]))
    return known | st.text(max_size=30)


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value is as a schema says."""
    schema = looked_up(schema)
    kinds = schema.get("type", "object")
    if not isinstance(value, tuple(JSON_TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))):  # type: ignore[arg-type]
        return False
    if isinstance(value, dict):
        parts = schema.get("properties", {})
        return set(schema.get("required", ())) <= set(value) and all(
            fits(part, parts[name]) for name, part in value.items() if name in parts
        )
    return not isinstance(value, list) or all(
        fits(item, schema.get("items", {"type": list(JSON_TYPES)})) for item in value
    )


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
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_asked_is_answered_as_described(
    client: FlaskClient, path: str, method: str, data: st.DataObject
) -> None:
    """No fault of ours, and no answer that is not in the description."""
    operation = DESCRIBED["paths"][path][method]
    parameters = [looked_up(part) for part in operation.get("parameters", ())]
    asked = data.draw(st.fixed_dictionaries({}, optional={p["name"]: values(p["schema"]) for p in parameters}))
    if "{id}" in path:
        path = path.replace("{id}", quote(str(asked.pop("id", "a")) or "a", safe="", errors="replace"))
    sent = {}
    if "requestBody" in operation:
        sent["json"] = data.draw(values(operation["requestBody"]["content"]["application/json"]["schema"]))
    query = {name: value for name, value in asked.items() if value is not None}
    response = client.open(path, method=method, query_string=query, **sent)
    described = operation["responses"]
    assert str(response.status_code) in {*described, "400", "404"}, response.text
    content = looked_up(described.get(str(response.status_code), {"$ref": "#/components/responses/Fault"}))
    if schema := content.get("content", {}).get("application/json", {}).get("schema"):
        assert fits(response.get_json(), schema)
    response.close()


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
