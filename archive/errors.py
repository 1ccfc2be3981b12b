"""Exceptions by whose problem it is, each with the exit code and HTTP status that tell of it.

Every message names the thing, what is wrong with it, and the next step.
"""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The question in a message whether a known word was meant, with a blank behind; "" where none is near."""
    near = get_close_matches(word, list(known), n=1)
    return f"did you mean {near[0]!r}? " if near else ""


class BackfileError(Exception):
    """Our own fault, or a state nobody foresaw."""

    exit_code = 70
    http_status = 500


class UsageError(BackfileError):
    """The person asked for something that cannot be: a missing file, a wrong value."""

    exit_code = 2
    http_status = 400


class SettingsError(UsageError):
    """`archive.toml` says something Backfile cannot follow."""

    http_status = 500


class NotFoundError(BackfileError):
    """The document, version or archive asked for is not there."""

    exit_code = 1
    http_status = 404


class LockedError(BackfileError):
    """Others are at work: an indexer on this archive, or searches on its index."""

    exit_code = 75
    http_status = 503


class SuspiciousError(BackfileError):
    """What was to be taken in looks wrong as a whole: a watched folder is missing, empty, or lost much at once."""

    exit_code = 65
    http_status = 503


class CannotWriteError(BackfileError):
    """Nothing can be written where the archive is: the disk is full, or may not be written to."""

    exit_code = 73
    http_status = 503


class DamagedError(BackfileError):
    """Stored bytes are not what was written."""

    exit_code = 4
    http_status = 503


class BrokenArchiveError(BackfileError):
    """A part of the archive is missing. Exit 2, not 70: no fault of ours to report, but what a person can restore."""

    exit_code = 2
    http_status = 503


class RefusedError(BackfileError):
    """One report cannot be taken in; `reason` is its code in the quarantine."""

    exit_code = 3
    http_status = 400

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
