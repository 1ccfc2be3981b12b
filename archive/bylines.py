"""Lines of a page that may say when it was published: those beside its title, and those anywhere else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.clean import Known, is_dated
from archive.dates import says_what_happened
from archive.relative import read_relative
from archive.report import Block, Kind

_LONG = 150  # characters; a paragraph, no line
_SHORT = 60
_ABOVE = 4  # blocks
_MOST = 12  # lines
_ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_DATELINE = re.compile(r"(?=[^\W\d_a-z])[^\n.;!?]{2,40}?,[^\n;!?]{6,40}?(?=\s[–—-]+\s|\.\s?[–—-]|—)")


@dataclass(frozen=True, slots=True)
class DatedLines:
    """Lines of date and source: those that stand at the title or open the body, and the others, in reading order."""

    near: tuple[str, ...] = ()
    far: tuple[str, ...] = ()


def dated_lines(blocks: Sequence[Block], known: Known, body: str) -> DatedLines:
    """The lines of a cleaned page that hold a date and little else."""
    title = next((n for n, block in enumerate(blocks) if block.kind is Kind.TITLE), 0)
    last = next((n for n in range(title, len(blocks)) if len(blocks[n].text) > _LONG and blocks[n].kept), title)
    near = [block for block in blocks[title + 1 : last] if _is_near(block, known)]
    near += [block for block in blocks[max(0, title - _ABOVE) : title] if block.kind is Kind.BYLINE]
    far = [block.text for block in blocks if block.kind is Kind.BYLINE and block not in near]
    found = _DATELINE.match(body)
    return DatedLines((*(block.text for block in near[:_MOST]), *([found[0]] if found else [])), tuple(far[:_MOST]))


def _is_near(block: Block, known: Known) -> bool:
    text = block.text
    if block.kind is Kind.BYLINE or len(text) > _LONG:
        return block.kind is Kind.BYLINE
    if block.kind is Kind.HEADING:
        return False
    ago = len(text) <= _SHORT and read_relative(text, known.language, _ANY_MOMENT)
    return bool(ago) or is_dated(text, known) or says_what_happened(text, known.language)
