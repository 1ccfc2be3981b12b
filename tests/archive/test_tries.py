"""Passwords cannot be guessed by trying: not from one address, not from many, not in several processes at once."""

from collections.abc import Callable

import pytest

from archive import tries
from archive.people import People
from archive.store import Archive
from archive.tries import MOST, MOST_OF_ALL, SECONDS, TooManyTriesError

Clock = Callable[[float], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the clock, which otherwise stands."""

    def to(seconds: float) -> None:
        monkeypatch.setattr(tries.time, "time", lambda: 1e9 + seconds)

    to(0)
    return to


def test_an_address_has_a_few_tries_whichever_process_looks_at_them(archive: Archive, clock: Clock) -> None:
    other = People.open(archive.root)
    for number in range(MOST):
        people = archive.people if number % 2 else other
        people.tries.check("192.0.2.1")
        people.tries.wrong("192.0.2.1")
    for people in (archive.people, other):
        with pytest.raises(TooManyTriesError, match="wait 5 minutes"):
            people.tries.check("192.0.2.1")
    other.tries.check("192.0.2.2")
    other.close()


def test_all_addresses_together_have_not_many_more(archive: Archive, clock: Clock) -> None:
    for number in range(MOST_OF_ALL):
        archive.people.tries.check("192.0.2.200")
        archive.people.tries.wrong(f"192.0.2.{number}")
    with pytest.raises(TooManyTriesError):
        archive.people.tries.check("192.0.2.200")


def test_tries_are_over_after_a_while_and_when_the_clock_is_set_back(archive: Archive, clock: Clock) -> None:
    for moment in (0.0, SECONDS, -SECONDS * 9):
        clock(moment)
        for _ in range(MOST):
            archive.people.tries.check("192.0.2.1")
            archive.people.tries.wrong("192.0.2.1")
    clock(SECONDS * -8 - 1)
    with pytest.raises(TooManyTriesError):
        archive.people.tries.check("192.0.2.1")


def test_a_right_password_takes_back_the_tries_of_its_address(archive: Archive, clock: Clock) -> None:
    for address in ["192.0.2.1"] * MOST + ["192.0.2.2"] * MOST:
        archive.people.tries.wrong(address)
    archive.people.tries.forgive("192.0.2.1")
    archive.people.tries.check("192.0.2.1")
    with pytest.raises(TooManyTriesError):
        archive.people.tries.check("192.0.2.2")
