"""What is known of a line by its words: that it repeats the title, is a date and source line, or furniture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.dates import read_dates
from archive.readers.page import Piece
from archive.report import Kind

SOLID = 100  # characters; a paragraph, no label
SENTENCE = re.compile(r"\w{3}.*[.!?。！？؟][\"'”’»)]*$", re.DOTALL)
TITLE, REPEATS, BYLINE, CAPTION = "the title", "repeats the title", "date and source line", "caption"
ONLY_LINKS = "only links"  # the one rule that is no verdict: a sentence may be a link
_RESERVED = (
    "all rights reserved|alle rechte vorbehalten|tous droits réservés|todos (?:los derechos|os direitos) reservados"
    "|все права защищены|усі права захищені|כל הזכויות שמורות"
)
_LINES = (
    (
        "sharing links",
        r"(?:share (?:this|on|via|article)|tweet this|follow us|copy link|поделиться|teilen|partager)\b.{0,60}"
        r"|(?:print|e-?mail|save)(?: this)? (?:article|page|story)"
        r"|imprimer (?:cet |l['’])article\b.{0,40}|envoyer à un ami"
        r"|(?:artikel )?(?:drucken|vorlesen|merken)|シェア(?:する)?|ブックマーク(?:する)?|分享|공유(?:하기)?",
    ),
    ("tag list", r"(?:tags?|filed under|topics?|теги|schlagwörter|mots[- ]clés)\s?:.{0,200}"),
    (
        "related stories",
        r"(?:related(?: (?:stories|articles|posts|news))?|read (?:more|also|next)|see also|more (?:from|on|in)"
        r"|recommended|you may also like|don['’]t miss|also read|читайте так(?:же|ож)|lesen sie auch|lire aussi"
        r"|mehr zum thema)\s?(?::.{0,200})?",
    ),
    ("newsletter box", r"(?:subscribe|sign up)\b.{0,60}\b(?:newsletter|inbox|updates|alerts|emails?)\b.{0,80}"),
    ("cookie notice", r"(?:we|this (?:site|website)) uses? cookies\b.{0,300}"),
    ("advertising", r"(?:advertisement|ad|sponsored(?: content)?|реклама|anzeige|publicité)"),
    ("rights notice", rf"(?:©|\(c\)|copyright\b ?©?).{{0,150}}|(?:.{{0,80}}\s)?(?:{_RESERVED})\b.{{0,60}}"),
)
_RULES = tuple((rule, re.compile(pattern, re.IGNORECASE)) for rule, pattern in _LINES)
_LABELLED = ("tag list", "related stories", "rights notice")  # the others speak in sentences themselves
_CLAUSES = re.compile(r"[,;:|•]")
_RIGHTS = re.compile(rf"©|\(c\)|copyright,? \d{{4}}|{_RESERVED}", re.IGNORECASE)
_DATED = re.compile(r"\d{4}|\d\s?[./-]\s?\d|\d[:.h]\d\d")  # what any date in figures or any time has
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?")
_BYLINE_WORDS = re.compile(
    r"来源|记者|記者|作者|编辑|编輯|发布时间|文[：:]|更新|公開|\b(?:источник|автор|опубликовано|обновлено|опубліковано|оновлено"
    r"|المصدر|الكاتب|מאת|עודכן|פורסם|نویسنده|by|updated?|published?|posted|last|veröffentlicht|aktualisiert|am|um"
    r"|publié|mis|jour|par|le|à|publicado|publicada|actualizado|atualizado|em|às|el|a|las"
    r"|modified|on|at|pm|a\.m|p\.m|gmt|utc|e[sd]t|p[sd]t|bst|cet|msk|min(?:ute)?s?|read|date|written|author|source|von"
    r"|por|uhr|stand|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What metadata found, whose repetition in the text is no part of the body."""

    title: str = ""
    names: tuple[str, ...] = ()
    language: str = "en"


def rules_of(pieces: Sequence[Piece], known: Known) -> list[str]:
    """For each piece the rule that knows it for no body, or ""."""
    rules: list[str] = []
    started = False
    for piece in pieces:
        rules.append(_rule_of(piece, known, started))
        started = started or (len(piece.text) > SOLID and piece.linked < 0.5 and not piece.place and not rules[-1])
    return rules


def _rule_of(piece: Piece, known: Known, started: bool) -> str:
    if piece.kind is Kind.TITLE:
        return TITLE
    if _repeats(piece.text, known.title, started):
        return REPEATS
    return BYLINE if piece.kind is Kind.BYLINE or _is_byline(piece, known) else _furniture(piece)


def _furniture(piece: Piece) -> str:
    """The rule that knows a short piece for furniture, or ""."""
    rule = ""
    if len(piece.text) <= 300:
        rule = next((rule for rule, pattern in _RULES if pattern.fullmatch(piece.text)), "")
    if rule and not (rule in _LABELLED and _is_sentence(piece.text)):
        return rule
    return ONLY_LINKS if piece.linked > 0.8 and len(piece.text) < SOLID and piece.kind is not Kind.HEADING else ""


def _is_sentence(text: str) -> bool:
    """Whether a line that begins as a label does is a sentence all the same: its end, its length, a long clause."""
    clause = max((part.split() for part in _CLAUSES.split(text)), key=len)
    return len(text) > 60 and len(clause) >= 6 and bool(SENTENCE.search(text)) and not _RIGHTS.search(text)


def _repeats(text: str, title: str, started: bool) -> bool:
    """Whether `text` says nothing but the title or, before the body has started, most of it or little more."""
    if not title or len(text) > 2 * len(title) + 20:
        return False
    said, known = _key(text), _key(title)
    if not said or not known:
        return False
    if started:
        return said == known
    return (
        said == known
        or (len(said) > 12 and said in known and len(said) * 2 > len(known))
        or (len(known) > 12 and said.startswith(known) and len(said) < len(known) * 1.3)
    )


@lru_cache(1024)
def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _is_byline(piece: Piece, known: Known) -> bool:
    """Whether a short line holds nothing but names already known, dates, times and the words that go with them."""
    text = piece.text
    if len(text) > 150 or piece.kind is Kind.TABLE:
        return False
    if not _DATED.search(text) and not _any_of(known.names).search(text):
        return False
    return sum(map(len, _unexplained(text, known))) <= 3


@lru_cache(256)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, longer ones first."""
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)", re.IGNORECASE)


def is_dated(text: str, known: Known) -> bool:
    """Whether a line holds little besides a date: a name or two that nothing else knows, and no sentence."""
    if len(text) > 120:
        return False
    left = _unexplained(text, known)
    lower = [word for word in left if word[0].islower() and len(word) > 2]
    return len(left) <= 7 and len(lower) <= 1 and sum(map(len, left)) <= 50


def _unexplained(text: str, known: Known) -> list[str]:
    """The words of a line that are no names already known, dates, times or words that go with them."""
    rest = text
    for found in reversed(read_dates(text, known.language)):
        rest = rest[: found.start] + " " + rest[found.end :]
    rest = _CLOCK.sub(" ", rest)
    rest = _any_of(known.names).sub(" ", rest)
    if rest == text:
        return [text]
    return re.findall(r"[^\W\d_]+", _BYLINE_WORDS.sub(" ", rest))
