"""With what was a document cleaned: the cleaner, and what of the settings its work depends on, as one short text."""

from functools import cache
from hashlib import sha256

from archive.report import Recipe
from archive.rules import digest_of, rules_of
from archive.settings import Settings

CLEANER = 1
"""The number of the cleaner. Raise it when what `extract` makes of any report changes; all are then cleaned again."""


@cache
def cleaner_of(settings: Settings) -> str:
    """The cleaner with the settings it reads: where it is another, a report may come to something else."""
    read = repr((CLEANER, settings.languages, settings.regions))
    return sha256(read.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def recipe_of(settings: Settings, source: str) -> Recipe:
    """What a report of this source is cleaned with now."""
    return Recipe(cleaner_of(settings), source, digest_of(rules_of(source, settings.sources)))
