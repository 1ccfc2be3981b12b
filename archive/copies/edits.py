"""What a word diff says, apart from how it is found."""

from dataclasses import dataclass
from enum import StrEnum

from archive.report import Document


class Edit(StrEnum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


Difference = tuple[tuple[Edit, str], ...]
"""Text in order, each piece with what became of it; those not added are the old text, those not removed the new."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one document, or version of it, differs from an older or another one."""

    old: Document
    new: Document
    title: Difference
    body: Difference

    def count(self, edit: Edit) -> int:
        """How many words of the bodies came, went or stayed."""
        return sum(len(text.split()) for made, text in self.body if made is edit)
