"""Where a password is set nobody reads or writes without it, and it cannot be guessed by trying."""

import base64
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.errors import UsageError
from archive.report import Document
from archive.store import Archive
from archive.tries import MOST
from webui import entering
from webui.app import create_app
from webui.cli import backfile
from webui.resources import opened_archive
from webui.wsgi import application

PASSWORD = "nine ships left Odesa"  # noqa: S105 - of no archive
HTTPS = "https://localhost"


@pytest.fixture
def client(client_of: Callable[..., FlaskClient], tmp_path: Path) -> Iterator[FlaskClient]:
    """A browser that is not logged in, on an archive with a password."""
    made = client_of([Document("Grain", "Grain left the port.", id="a")])
    with Archive.open(tmp_path / "archive") as archive:
        archive.people.passwords.set(PASSWORD)
    yield made


def log_in(client: FlaskClient, password: str = PASSWORD, back: str = "/?q=grain", base: str = "") -> TestResponse:
    page = BeautifulSoup(client.get("/login", base_url=base or None).text, "html.parser")
    token = str(page.select("[name=token]")[0]["value"])
    data = {"token": token, "password": password, "next": back}
    return client.post("/login", data=data, base_url=base or None)


@pytest.mark.parametrize("path", ["/?q=grain", "/document/a", "/original/a", "/searches", "/paste", "/quarantine"])
def test_a_page_leads_to_the_login_and_back(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.location.partition("?")[0]) == (303, "/login")
    page = BeautifulSoup(client.get(response.location).text, "html.parser")
    assert str(page.select("[name=next]")[0]["value"]) == path
    assert "Grain" not in page.text


@pytest.mark.parametrize("path", ["/api/search", "/feed", "/export?format=csv", "/marks.jsonl", "/api/marks"])
def test_a_program_is_asked_for_the_password(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["WWW-Authenticate"].startswith("Basic ")
    given = {"Authorization": "Basic " + base64.b64encode(f"x:{PASSWORD}".encode()).decode()}
    assert client.get(path, headers=given).status_code == 200
    assert client.get(path, headers={"Authorization": "Basic eDp5"}).status_code == 401


def test_a_page_whose_time_is_over_is_refused_without_a_window_over_it(client: FlaskClient) -> None:
    response = client.get("/api/suggest?q=gra", headers={"Sec-Fetch-Dest": "empty"})
    assert (response.status_code, response.headers.get("WWW-Authenticate")) == (401, None)


@pytest.mark.parametrize("path", ["/marks", "/searches", "/paste", "/api/marks", "/logout"])
def test_nobody_writes_without_it(client: FlaskClient, path: str, tmp_path: Path) -> None:
    assert client.post(path, data={"do": "read a"}).status_code in (303, 401)
    assert client.post(path, json={"do": "read", "ids": ["a"]}).status_code in (303, 401)
    with Archive.open(tmp_path / "archive") as archive:
        assert list(archive.people.marks.all()) == []


def test_the_right_password_opens_everything_in_this_browser(client: FlaskClient) -> None:
    response = log_in(client)
    assert (response.status_code, response.location) == (303, "/?q=grain")
    cookie = next(one for one in response.headers.getlist("Set-Cookie") if one.startswith(entering.COOKIE))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert client.get("/?q=grain").status_code == 200
    assert client.get("/api/search").status_code == 200
    assert client.application.test_client().get("/").status_code == 303


def test_behind_tls_the_cookies_are_never_sent_without(client: FlaskClient) -> None:
    response = log_in(client, base=HTTPS)
    assert "Secure" in next(one for one in response.headers.getlist("Set-Cookie") if one.startswith(entering.COOKIE))
    assert "Secure" in client.application.test_client().get("/login", base_url=HTTPS).headers["Set-Cookie"]


def test_a_session_ends_with_logging_out_a_new_password_or_its_time(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(client)
    token = BeautifulSoup(client.get("/searches").text, "html.parser").select("[action='/logout'] [name=token]")[0]
    assert client.post("/logout", data={"token": str(token["value"])}).status_code == 303
    assert client.get("/").status_code == 303
    log_in(client)
    with Archive.open(tmp_path / "archive") as archive:
        archive.people.passwords.set(PASSWORD)
    assert client.get("/").status_code == 303
    log_in(client)
    assert client.get("/").status_code == 200
    later = entering.time.time() + entering.SESSION_SECONDS + 1
    monkeypatch.setattr(entering.time, "time", lambda: later)
    assert client.get("/").status_code == 303


def test_a_copy_of_the_cookie_ends_with_logging_out_and_another_browser_stays_in(client: FlaskClient) -> None:
    other = client.application.test_client()
    log_in(other)
    log_in(client)
    kept = client.get_cookie(entering.COOKIE)
    assert kept
    token = BeautifulSoup(client.get("/searches").text, "html.parser").select("[action='/logout'] [name=token]")[0]
    client.post("/logout", data={"token": str(token["value"])})
    client.set_cookie(entering.COOKIE, kept.value)
    assert client.get("/").status_code == 303
    assert other.get("/").status_code == 200


@pytest.mark.parametrize("cookie", ["", ".", "x", "9999999999.", "9999999999.é", "9999999999." + "0" * 64])
def test_a_session_cannot_be_made_up(client: FlaskClient, cookie: str) -> None:
    client.set_cookie(entering.COOKIE, cookie)
    assert client.get("/").status_code == 303


def test_after_a_few_wrong_passwords_no_more_are_looked_at(client: FlaskClient) -> None:
    assert [log_in(client, "wrong password").status_code for _ in range(MOST)] == [403] * 5
    assert log_in(client).status_code == 429
    given = {"Authorization": "Basic " + base64.b64encode(f"x:{PASSWORD}".encode()).decode()}
    assert client.get("/api/search", headers=given).status_code == 429
    assert log_in_from(client, "192.0.2.1") == 303


def test_programs_that_know_it_may_ask_many_times_at_once(client: FlaskClient) -> None:
    """Only what is wrong counts; and what was right is not hashed again, until the password is another."""
    given = {"Authorization": "Basic " + base64.b64encode(f"x:{PASSWORD}".encode()).decode()}

    def ask(_: int) -> int:
        return client.application.test_client().get("/api/marks", headers=given).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(24))) == {200}
    with client.application.app_context():
        opened_archive().people.passwords.set("another password")
    assert client.get("/api/marks", headers=given).status_code == 401


def log_in_from(client: FlaskClient, address: str) -> int:
    token = BeautifulSoup(client.get("/login").text, "html.parser").select("[name=token]")[0]["value"]
    data = {"token": str(token), "password": PASSWORD}
    return client.post("/login", data=data, environ_base={"REMOTE_ADDR": address}).status_code


def test_a_login_of_another_site_is_refused(client: FlaskClient) -> None:
    assert client.post("/login", data={"password": PASSWORD}).status_code == 403
    assert (
        client.post("/login", data={"password": PASSWORD}, headers={"Origin": "https://evil.example"}).status_code
        == 403
    )


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_the_way_back_never_leads_to_another_site(client: FlaskClient, back: str) -> None:
    assert log_in(client, back=back).location == "/"


def test_only_a_hash_is_kept(client: FlaskClient, tmp_path: Path) -> None:
    kept = b"".join(path.read_bytes() for path in (tmp_path / "archive").glob("people.db*"))
    assert PASSWORD.encode() not in kept


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_password_that_is_too_short_or_long_is_refused(archive: Archive, password: str) -> None:
    with pytest.raises(UsageError, match="10 to 200"):
        archive.people.passwords.set(password)
    assert not archive.people.passwords.fits(password)


def run(archive: Archive, *arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(backfile, ["-a", str(archive.root), *arguments], input=given)


def test_it_is_set_and_taken_off_on_the_command_line(archive: Archive) -> None:
    assert run(archive, "passwd", given=f"{PASSWORD}\n").exit_code == 0
    assert archive.people.passwords.fits(PASSWORD)
    assert not archive.people.passwords.fits("another password")
    run(archive, "passwd", "--off")
    assert create_app(archive.root).test_client().get("/login").status_code == 303


@pytest.mark.parametrize("arguments", [("--host", "192.0.2.7"), ("--host", "0.0.0.0"), ("--name", "desk.example")])
def test_others_are_served_only_with_a_password(archive: Archive, arguments: tuple[str, ...]) -> None:
    assert "no password is set" in str(run(archive, "serve", *arguments).exception)
    with pytest.raises(UsageError, match="passwd"):
        entering.refuse_without_password(archive.root, ["desk.example"])
    archive.people.passwords.set(PASSWORD)
    entering.refuse_without_password(archive.root, ["desk.example"])


def test_every_address_needs_a_name(archive: Archive) -> None:
    archive.people.passwords.set(PASSWORD)
    assert "--name desk.example" in str(run(archive, "serve", "--host", "0.0.0.0").exception)


@pytest.fixture
def gunicorn_s(client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A browser on the app as gunicorn serves it under two names."""
    monkeypatch.setenv("BACKFILE_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setenv("BACKFILE_NAMES", "desk.example other.example")
    return application().test_client()


@pytest.mark.parametrize(
    ("root", "names", "says"),
    [("", "", "BACKFILE_ARCHIVE is not set"), ("archive", "desk.example", "passwd"), ("nowhere", "", "nowhere")],
)
def test_gunicorn_s_log_says_what_is_missing(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: str, names: str, says: str
) -> None:
    monkeypatch.setenv("BACKFILE_ARCHIVE", root and str(tmp_path / root))
    monkeypatch.setenv("BACKFILE_NAMES", names)
    with pytest.raises(SystemExit, match=says):
        application()


def test_gunicorn_s_app_answers_to_its_names(gunicorn_s: FlaskClient) -> None:
    assert gunicorn_s.get("/login", headers={"Host": "other.example"}).status_code == 200
    assert gunicorn_s.get("/login", headers={"Host": "evil.example"}).status_code == 400
    assert gunicorn_s.get("/healthz").text == "ok\n"


def test_behind_a_proxy_each_address_has_its_own_tries_and_tls_is_known(gunicorn_s: FlaskClient) -> None:
    """Only a proxy on this machine is believed: whoever asks directly cannot make up an address."""

    def wrong(forwarded: str, peer: str) -> int:
        given = {"Authorization": "Basic eDp5", "X-Forwarded-For": forwarded}
        return gunicorn_s.get("/api/search", headers=given, environ_base={"REMOTE_ADDR": peer}).status_code

    assert [wrong("192.0.2.1", "127.0.0.1") for _ in range(MOST + 1)] == [401] * MOST + [429]
    assert wrong("192.0.2.2", "127.0.0.1") == 401
    assert [wrong(f"192.0.2.{n}", "198.51.100.7") for n in range(MOST + 1)] == [401] * MOST + [429]
    by_tls = gunicorn_s.get("/login", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in by_tls.headers["Set-Cookie"]
