"""A run told on a terminal: what was cleaned again, and what stayed as it was."""

import pytest

from archive.report import CHANGED, Outcome, Result
from archive.tally import Tally
from webui.cli.telling import Teller

AGAIN = [
    Outcome(b"r/a.txt", Result.RECLEANED, "a", CHANGED),
    Outcome(b"r/b.txt", Result.RECLEANED, "b"),
    Outcome(b"r/c.txt", Result.RECLEANED, "c", "no-text", "there is nothing in it"),
]


def test_what_was_cleaned_again_is_summed_up_and_what_stayed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    teller, tally = Teller(as_json=False), Tally()
    for outcome in AGAIN:
        tally.add(outcome)
        teller.tell(outcome)
    teller.sum_up(tally.summary(), 3)
    said = capsys.readouterr()
    assert said.err == "stays as it was r/c.txt (c): no-text: there is nothing in it\n"
    assert said.out == (
        "3 cleaned again (1 could not be read now and stayed as before), 1 of them changed."
        " The archive has 3 documents.\n"
    )


def test_cron_is_told_nothing_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    teller, tally = Teller(as_json=False, quiet=True), Tally()
    for outcome in AGAIN:
        tally.add(outcome)
        teller.tell(outcome)
    teller.sum_up(tally.summary(), 3)
    assert capsys.readouterr() == ("", "")
