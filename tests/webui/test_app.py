"""What holds for every answer: headers, hosts, methods, and errors that help."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import bring_up_to_date, keep_document

from archive.errors import DamagedError
from archive.store import Archive
from webui import views
from webui.app import HEADERS, READING, WRITING, create_app
from webui.reading import ORIGINAL_POLICY
from webui.resources import opened_engine

WRONG = [
    "/nowhere",
    "/static/nowhere.css",
    "/static/../app.py",
    "/document/nowhere",
    "/document/a/b",
    "/original/nowhere",
    "/api/nowhere",
    "/api/document/nowhere",
    "/?since=never",
    "/?q=%22",
    "/api/search?sort=best",
    "/?page=999",
    "/paste/x",
    "/quarantine/x",
]


def first_id(client: FlaskClient) -> str:
    """The id of some document."""
    return str(client.get("/api/search?limit=1").get_json()["hits"][0]["id"])


def every_address(app: Flask) -> Iterator[str]:
    """An address for each route there is, and those that go wrong."""
    id = first_id(app.test_client())
    known = {"document_id": id, "other": id, "filename": "backfile.css", "name": "source"}
    for rule in app.url_map.iter_rules():
        yield str(rule.build({name: known[name] for name in rule.arguments})[1])  # type: ignore[index]
    yield from WRONG


def test_every_answer_carries_the_headers(app: Flask, client: FlaskClient) -> None:
    addresses = list(every_address(app))
    assert len(addresses) > len(WRONG) + 5
    for address in addresses:
        for method in ("GET", "HEAD", "POST"):
            response = client.open(address, method=method)
            for name, value in HEADERS.items():
                ours = ORIGINAL_POLICY if (name, response.status_code) == ("Content-Security-Policy", 200) else value
                expected = ours if address.startswith("/original/") else value
                if not (name == "Cache-Control" and address.startswith("/static/")):
                    assert response.headers[name] == expected, (method, address, name)
            response.close()


def test_no_page_may_run_scripts_but_our_files_or_be_framed_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert ORIGINAL_POLICY.startswith("sandbox; default-src 'none'; ")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "localhost:8000", "[::1]:8000"])
def test_this_machine_s_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "localhost.evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost:x",
        "localhost:",
        "localhost@evil.example", "10.0.0.0", "192.168.1.5", "::1", "[::1", "localhost,evil.example", "", " ",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/"), ("GET", "/healthz"), ("GET", "/static/backfile.css"), ("GET", "/nowhere"),
        ("GET", "/api/search"), ("GET", "/quarantine"), ("GET", "/paste"), ("POST", "/paste"),
    ],
)  # fmt: skip
def test_other_names_are_refused_everywhere(client: FlaskClient, host: str, method: str, address: str) -> None:
    response = client.open(address, method=method, headers={"Host": host})
    assert response.status_code == 400
    assert "localhost" in response.text
    assert "<form" not in response.text or "value=" in response.text
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_forwarded_names_do_not_count(client: FlaskClient) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}
    assert client.get("/", headers=headers).status_code == 400


def test_other_names_can_be_allowed(corpus_root: Path) -> None:
    client = create_app(corpus_root, hosts=("desk.example",)).test_client()
    assert client.get("/healthz", headers={"Host": "desk.example:8000"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "localhost"}).status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_nothing_but_reading_and_our_own_forms_is_possible(app: Flask, client: FlaskClient, method: str) -> None:
    for address in every_address(app):
        allowed = WRITING.get(address, READING)
        if method not in allowed:
            response = client.open(address, method=method)
            assert response.status_code == 405, address
            assert response.headers["Allow"] == ", ".join(allowed)


def test_every_form_without_its_token_is_refused(app: Flask, client: FlaskClient) -> None:
    for address in set(WRITING) - {"/login"}:  # where there is no password, nobody logs in
        assert client.post(address).status_code == (400 if "/api/" in address else 403), address


def test_reading_writes_nothing(app: Flask, client: FlaskClient, corpus_root: Path) -> None:
    def kept() -> list[str]:
        with Archive.open(corpus_root) as archive:
            return [str(archive.change()), *archive._connection.iterdump(), *archive.people._connection.iterdump()]

    def files() -> set[str]:
        return {str(path) for path in corpus_root.rglob("*") if not path.name.endswith(("-wal", "-shm"))}

    before = kept(), files()
    for address in [*every_address(app), "/paste?text=A+report+of+grain.&token=x"]:
        client.get(address).close()
        client.head(address).close()
    assert (kept(), files()) == before


def test_head_answers_as_get_without_a_body(app: Flask, client: FlaskClient) -> None:
    for address in every_address(app):
        head, get = client.head(address), client.get(address)
        assert (head.status_code, head.data) == (get.status_code, b""), address
        head.close()
        get.close()


def test_the_health_of_the_server_is_told_in_a_word(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"


@pytest.mark.parametrize("broken", ["archive.db", "people.db", "index/CURRENT", "index/*.seg", "archive.toml"])
def test_an_archive_that_cannot_be_opened_is_not_healthy(tmp_path: Path, broken: str) -> None:
    with Archive.create(tmp_path / "a") as archive:
        keep_document(archive, "x", "A memo.")
        bring_up_to_date(archive)
    client = create_app(tmp_path / "a").test_client()
    assert client.get("/healthz").text == "ok\n"
    (path,) = (tmp_path / "a").glob(broken)
    path.write_bytes(b"\xff damaged")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.mimetype, answer.text.count("\n")) == (503, "text/plain", 1)
    assert answer.text.strip()


def test_an_archive_without_its_store_is_no_missing_page(tmp_path: Path) -> None:
    Archive.create(tmp_path / "a").close()
    (tmp_path / "a" / "archive.db").unlink()
    client = create_app(tmp_path / "a").test_client()
    for address in ("/", "/api/search", "/document/x", "/healthz"):
        answer = client.get(address)
        assert (answer.status_code, "backfile restore" in answer.text) == (503, True), address


def test_the_health_does_not_wait_for_a_search(tmp_path: Path) -> None:
    Archive.create(tmp_path / "a").close()
    app = create_app(tmp_path / "a")
    with app.app_context():
        engine = opened_engine()
    with engine._lock:  # type: ignore[attr-defined]  # a search that opens the index holds it
        assert app.test_client().get("/healthz").status_code == 200


@pytest.mark.parametrize("address", WRONG)
def test_what_is_wrong_is_told_and_never_our_fault(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code in (302, 400, 404)
    if address.startswith("/api/"):
        assert set(response.get_json()) >= {"error"}


PIECES = [
    "port ", "the ", '"', "(", ")", "AND ", "OR ", "NOT ", "-", "*", "po*", "title:", "region:Arctic ", "date:2025 ",
    "..", ":", "漢", "\0", "\u202e", "<b>",
]  # fmt: skip

IDS = [
    "..",
    "../archive.db",
    "..%2farchive.db",
    "%2e%2e%2farchive.db",
    "....//archive.toml",
    "%00",
    "a%00b",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "archive.db",
    "archive.toml",
    "..\\archive.toml",
    "..%5carchive.toml",
    "%252e%252e",
    "~",
    "*",
    "%",
    "%ff",
    "' OR 1=1 --",
    "a'; DROP TABLE document; --",
    "0",
    "-1",
    "é",
    "漢",
    "\u202e",
    "a" * 5000,
    "{{7*7}}",
    "%0a",
    " ",
    "?",
    "#",
]


@contextmanager
def watched() -> Iterator[list[tuple[str, str]]]:
    """What is opened and connected to meanwhile: the event, and the path or address."""
    seen: list[tuple[str, str]] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in ("open", "socket.connect", "socket.bind", "subprocess.Popen", "os.exec"):
            seen.append((event, str(arguments[1] if event.startswith("socket") else arguments[0])))

    sys.addaudithook(watch)
    try:
        yield seen
    finally:
        watching = False


def test_the_watch_sees_what_is_opened(tmp_path: Path) -> None:
    """The oracle of the next two tests sees what it is there to see."""
    (tmp_path / "x").touch()
    with watched() as seen, (tmp_path / "x").open():
        pass
    assert seen == [("open", str(tmp_path / "x"))]


@pytest.mark.parametrize("id", IDS)
def test_no_id_leads_out_of_the_archive(client: FlaskClient, corpus_root: Path, id: str) -> None:
    ours = (str(corpus_root), str(Path(views.__file__).parents[1]), sys.prefix, sys.base_prefix)
    with watched() as seen:
        for address in (f"/document/{id}", f"/original/{id}", f"/api/document/{id}", f"/static/{id}"):
            response = client.get(address)
            assert response.status_code in (404, 308), address
            response.close()
    assert [path for _, path in seen if not path.startswith(ours)] == []


def test_no_page_reaches_for_the_network(app: Flask, client: FlaskClient) -> None:
    addresses = [*every_address(app), "/?q=port", f"/document/{first_id(client)}?view=original"]
    with watched() as seen:
        for address in addresses:
            client.get(address).close()
    assert [event for event, _ in seen if event != "open"] == []


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_is_answered_or_refused(client: FlaskClient, text: str) -> None:
    for path in ("/", "/api/search"):
        assert client.get(path, query_string={"q": text}).status_code in (200, 400)


def test_a_fault_of_ours_tells_nothing_of_it_to_the_page(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret-detail")

    monkeypatch.setattr(views, "find", fail)
    response = app.test_client().get("/?q=secret-query")
    assert response.status_code == 500
    assert "secret-detail" not in response.text
    assert "secret-detail" in caplog.text
    assert "secret-query" not in caplog.text
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_a_fault_of_the_store_is_told_with_its_status(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise DamagedError("archive.db: not what was written; run `backfile restore`")

    monkeypatch.setattr(views, "find", fail)
    response = app.test_client().get("/")
    assert response.status_code == 503
    assert "backfile restore" in response.text


def test_nothing_is_opened_before_the_first_request(tmp_path: Path) -> None:
    client = create_app(tmp_path / "nowhere").test_client()
    assert client.get("/nowhere").status_code == 404
    assert client.get("/").status_code >= 400
    assert client.get("/api/search").get_json()["error"]


def test_the_archive_is_closed_with_its_request(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"open": 0, "close": 0}
    really_open, really_close = Archive.open, Archive.close

    def count_open(root: Path) -> Archive:
        counts["open"] += 1
        return really_open(root)

    def count_close(archive: Archive) -> None:
        counts["close"] += 1
        really_close(archive)

    monkeypatch.setattr(Archive, "open", count_open)
    monkeypatch.setattr(Archive, "close", count_close)
    client = app.test_client()
    for address in ("/", "/?q=%22", "/document/nowhere", "/api/search", "/healthz"):
        client.get(address)
    assert counts == {"open": 5, "close": 5}


def test_errors_are_pages_for_people_and_json_for_programs(client: FlaskClient) -> None:
    page = client.get("/nowhere?q=kept")
    assert page.mimetype == "text/html"
    assert 'value="kept"' in page.text
    assert json.loads(client.get("/api/nowhere").text)["error"]


def test_the_style_sheet_and_the_sign_are_there(client: FlaskClient) -> None:
    with client.get("/static/backfile.css") as sheet, client.get("/static/backfile.svg") as sign:
        assert b":root" in sheet.get_data()
        assert b"<svg" in sign.get_data()
