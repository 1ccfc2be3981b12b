"""Every reason for which a report can be refused is told in words."""

import re

from making import ROOT

from archive import workers
from webui.reasons import REASONS, reason_of


def test_every_reason_the_code_gives_has_words_and_advice() -> None:
    sources = [path.read_text() for path in (ROOT / "archive").rglob("*.py")]
    given = {code for text in sources for code in re.findall(r'RefusedError\(\s*"([a-z-]+)"', text)}
    given |= set(re.findall(r'reason="([a-z-]+)"', (ROOT / "archive/workers.py").read_text()))
    assert given | set(workers.FAULTS) == set(REASONS)


def test_a_reason_of_another_version_stands_for_itself() -> None:
    assert reason_of("upside-down").words == "upside-down"
