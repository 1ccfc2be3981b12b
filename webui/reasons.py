"""Why a report could not be taken in, in words, and what to do about each reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code of the quarantine in a person's words: what is wrong, and the next step."""

    words: str
    advice: str


_RETRY = "`backfile quarantine --retry` reads it again at once."
_SAVE_AGAIN = "Open the page, wait until it is all there, and save it again; or paste its text."
_OTHER_FORMAT = "Save what is in it as a web page or as plain text; or move it elsewhere."
_MEND_LINE = "Mend that line, then import the file again."

REASONS = {
    "unreadable": Reason(
        "it could not be opened", "Check its permissions and that its disk is there; each run tries it again."
    ),
    "timeout": Reason("cleaning it took too long", f"Cut it in parts, or paste its text. {_RETRY}"),
    "crashed": Reason("the process that cleaned it died", f"Save it again, or paste its text. {_RETRY}"),
    "out-of-memory": Reason("cleaning it needed too much memory", f"Cut it in parts and add those. {_RETRY}"),
    "internal-error": Reason(
        "Backfile has a fault with it", "Please report it, with the file; a newer Backfile reads it again by itself."
    ),
    "too-large": Reason("it is too large", "Cut it in parts and add those."),
    "empty": Reason("there is nothing in it", "Save it again; a run reads it as soon as it has changed."),
    "no-text": Reason("nothing in it reads like a report", _SAVE_AGAIN),
    "lost-text": Reason("part of its text could not be read", _SAVE_AGAIN),
    "not-text": Reason("it is neither a page nor text", _OTHER_FORMAT),
    "scanned": Reason(
        "its pages are pictures of text",
        "Run text recognition over it, as `ocrmypdf IN OUT` does.",
    ),
    "encrypted": Reason("it is locked with a password", "Save it without the password, and add that."),
    "broken": Reason("it is damaged, or not what its name says", "Fetch or save it again."),
    "truncated": Reason("it ends in the middle", "Fetch it again. Reports that were whole before its end are in."),
    "too-deep": Reason("it lies too deep in files that hold others", "Unpack the outermost, and add what is in it."),
    "bomb": Reason("it unpacks to far more than a file of its size holds", "If you trust it, unpack it and add that."),
    "missing-extra": Reason(
        "its format needs a library that is not installed",
        "Install `backfile[all]` (with pipx: `pipx inject backfile 'backfile[all]'`); the next run reads it by itself.",
    ),
    "unknown-format": Reason("its format is not known", _OTHER_FORMAT),
    "not-json": Reason("the line is not JSON", _MEND_LINE),
    "bad-id": Reason("the line's id cannot be one", _MEND_LINE),
    "bad-value": Reason("the line holds a wrong value", _MEND_LINE),
    "id-twice": Reason("the line's id stands in an earlier line too", _MEND_LINE),
    "id-taken": Reason("the line's id belongs to another document", _MEND_LINE),
}


def reason_of(code: str) -> Reason:
    """What a reason code means; one that is not known stands for itself."""
    return REASONS.get(code) or Reason(code, _RETRY)
