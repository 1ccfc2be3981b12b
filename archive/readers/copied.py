"""Where a report stands in the text of a whole page, copied with the menus, links and lists around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from archive.dates import read_dates
from archive.readers.flow import END
from archive.readers.page import Piece
from archive.report import Kind

SECTIONS = "list of sections"
AROUND = "copied around the report"
_PROSE, _SENTENCE = 80, 40
_MOST = 500
"""Characters; a longer paragraph is no surer to be the report's."""

_SHORT, _MENU = 45, 120
"""What a short line and a menu's entry cost, in characters of prose."""

_ABOVE = 15
"""Lines above its first paragraph, in which a report's title stands."""

_ENTRY = 40
# What stands in the menus of sites, and around a report in them.
_ENTRIES = re.compile(
    r"(?:skip|jump) to .{3,30}|(?:main |toggle |navigation )?menu|home(?: ?page)?|search.{0,20}|help|faq"
    r"|rss|sitemap|(?:sign|log) ?(?:in|up|out).{0,20}|my account|subscri(?:be|ption).{0,30}|newsletters?|careers?|jobs"
    r"|about(?: us| .{3,20})?|contacts?(?: us)?|advertis(?:e|ing).{0,20}|advertisement|privacy.{0,30}|terms.{0,30}"
    r"|cookie.{0,30}|accept(?: all)?(?: cookies)?|reject all|manage .{3,30}|share(?: (?:this|on|via).{0,30})?|save"
    r"|print|facebook|twitter|x|instagram|linkedin|whatsapp|telegram|youtube|pinterest|e-?mail|copy link|tweet"
    r"|follow(?: us)?.{0,30}|read (?:more|next|also).{0,20}|more (?:from|in|on|stories) ?.{0,30}|most (?:read|viewed)"
    r"|most popular|popular.{0,20}|trending.{0,20}|related.{0,30}|recommended.{0,30}|latest.{0,20}|top stories"
    r"|see also|you (?:may|might) (?:also )?like.{0,20}|comments?|leave a (?:comment|reply)|previous.{0,20}|next.{0,20}"
    r"|back to top|listen.{0,30}|\d{1,2} min(?:ute)?s?(?: read)?|(?:©|copyright).{0,100}|.{0,40}all rights reserved\.?"
    r"|startseite|suche|menü|anmelden|impressum|datenschutz.{0,20}|kontakt|teilen|abonnieren"
    r"|mehr zum thema|meistgelesen|accueil|rechercher|connexion|s.abonner|mentions légales|partager|lire aussi"
    r"|inicio|buscar|compartir|suscr.{3,20}|política de privacidad|главная|поиск|войти|подписаться|поделиться"
    r"|контакты|реклама|о нас|читайте также|головна|пошук|الرئيسية|بحث|首页|搜索|登录|ホーム|検索",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Report:
    """From and to which piece a report goes, and which piece is its title, -1 for none."""

    start: int
    end: int
    title: int = -1


def is_entry(line: str) -> bool:
    """Whether a line may be an entry of a menu."""
    return len(line) <= _ENTRY and len(line.split()) <= 6 and not END.search(line)


def report_in(pieces: Sequence[Piece], language: str) -> Report | None:
    """Where the report is among pieces of which some were copied along; None where nothing shows that any were."""
    if not any(map(_is_prose, pieces)):
        return None
    start, end = _heaviest([_weight(piece, language) for piece in pieces])
    above, below = pieces[:start], pieces[end:]
    head, tail = _is_menu(above, language, 6), _is_menu(below, language, 0)
    if not head and not tail:
        return None
    title = _title(pieces, start, language) if head else -1
    return Report(start if head else 0, end if tail else len(pieces), title)


def placed(pieces: Sequence[Piece], report: Report) -> list[Piece]:
    """The pieces, each outside the report told as such."""
    first = report.title if report.title >= 0 else report.start
    outside = [not (first == n or report.start <= n < report.end) for n in range(len(pieces))]
    return [
        Piece(
            piece.text, Kind.LIST if is_entry(piece.text) else piece.kind, SECTIONS if is_entry(piece.text) else AROUND
        )
        if out or _ENTRIES.fullmatch(piece.text)
        else piece
        for piece, out in zip(pieces, outside, strict=True)
    ]


def _is_prose(piece: Piece) -> bool:
    text = piece.text
    return (len(text) >= _PROSE or (len(text) >= _SENTENCE and bool(END.search(text)))) and not _ENTRIES.fullmatch(text)


def _weight(piece: Piece, language: str) -> int:
    """How much a piece speaks for the report's being here."""
    if _is_prose(piece):
        return min(len(piece.text), _MOST)
    if piece.kind is Kind.TABLE:
        return 0
    return -(_MENU if _ENTRIES.fullmatch(piece.text) or _is_date(piece.text, language) else _SHORT)


def _heaviest(weights: Sequence[int]) -> tuple[int, int]:
    """From and to which place the sum of the weights is greatest."""
    sums = [0, *accumulate(weights)]
    lowest, best = 0, (0, 0)
    for n, total in enumerate(sums):
        lowest = n if total < sums[lowest] else lowest
        best = (lowest, n) if total - sums[lowest] > sums[best[1]] - sums[best[0]] else best
    return best


def _is_menu(pieces: Sequence[Piece], language: str, entries: int) -> bool:
    """Whether pieces are a menu: by two entries that menus have, by months between names, by many short lines."""
    lines = [piece.text for piece in pieces]
    if len({line.lower() for line in lines if _ENTRIES.fullmatch(line)}) >= 2:
        return True
    dates = sum(_is_date(line, language) for line in lines)
    names = sum(is_entry(line) and not any(c.isdigit() for c in line) for line in lines)
    return (dates >= 2 and len(lines) >= 4) or (0 < entries <= names and names * 2 >= len(lines))


def _is_date(line: str, language: str) -> bool:
    return len(line) <= _ENTRY and any(one.words == line for one in read_dates(line, language))


def _title(pieces: Sequence[Piece], start: int, language: str) -> int:
    """The line above the first paragraph that says most of what the report does; of equals, the nearest."""
    text = {word for piece in pieces[start : start + 8] for word in _words(piece.text)}
    best, most = -1, 0.0
    for n in range(max(0, start - _ABOVE), start):
        line, words = pieces[n].text, _words(pieces[n].text)
        if not 8 < len(line) <= 200 or len(words) < 2 or _ENTRIES.fullmatch(line) or read_dates(line, language):
            continue
        score = len(words & text) + len(words & text) / len(words)
        if score >= most:
            best, most = n, score
    return best


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) > 3 or not word.isascii()}
