"""The form in the Evidence tab that puts a person's word over what was read, or takes it back."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from archive.corrections import correct, undo
from archive.errors import UsageError
from archive.overlay import FIELDS
from archive.people import corrected_fields
from archive.report import Document
from webui.guard import local_address, refuse_forged
from webui.resources import opened_archive
from webui.settling import make_known

correcting = Blueprint("correcting", __name__)

HINTS = {"date": "2025-06-08, 2025-06 or 2025", "regions": "with commas between", "language": "en, or English"}
"""What the fields take, where their name does not say it."""


@dataclass(frozen=True, slots=True)
class Correctable:
    """One value of a document as the form shows it: its field, its text, how it is written, and whose word it is."""

    field: str
    value: str
    hint: str
    is_corrected: bool


@correcting.post("/correct")
def correct_value() -> ResponseReturnValue:
    """Correct one field of a document, or with `do` undo take the correction back."""
    refuse_forged()
    archive, form = opened_archive(), request.form
    id, field = form.get("id", ""), form.get("field", "")
    match form.get("do"):
        case "correct":
            correct(archive, {id: {field: _given(field, form.get("value", ""))}})
        case "undo":
            undo(archive, id, [field])
        case other:
            raise UsageError(f"{str(other)[:20]!r} is nothing to do with a value; write correct or undo")
    make_known(archive)
    return redirect(local_address(form.get("next", "/")), 303)


def correctable(document: Document) -> list[Correctable]:
    """Every value of a document that can be corrected, as it stands."""
    said = corrected_fields(document)
    return [Correctable(field, _shown(document, field), HINTS.get(field, ""), field in said) for field in FIELDS]


def _shown(document: Document, field: str) -> str:
    match field:
        case "date":
            return document.date.text if document.date else ""
        case "regions":
            return ", ".join(document.regions)
    return str(getattr(document, field))


def _given(field: str, value: str) -> str | list[str]:
    return value.split(",") if field == "regions" else value
