"""Page to Blocks: what is kept as the report's body, what is dropped, and the rule that decided."""

import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import trafilatura

from archive.dates import read_dates
from archive.readers.page import Page, Piece
from archive.report import Block, Kind

# libxml2 drops what nests deeper and says nothing; trafilatura takes minutes over pages longer or of more pieces.
_MAX_DEPTH = 200
_MAX_LENGTH = 3_000_000
_MAX_PIECES = 10_000
_SHINGLE = 4
_GAP = 4  # pieces
_SENTENCE = re.compile(r"\w{3}.*[.!?。！？؟][\"'”’»)]*$", re.DOTALL)
_SOLID = 100  # characters; a paragraph, no label
_KEPT = "in the article text"
_PROSE = "reads like prose"
_ANYTHING = "all there is on the page"
_BODY_KINDS = (Kind.BODY, Kind.HEADING, Kind.QUOTE, Kind.LIST, Kind.TABLE)
# Places whose text is dropped even where it was taken for the article.
_NEVER = frozenset(("cookie notice", "newsletter box", "sharing links", "breadcrumb", "list of sections", "navigation"))
_RESERVED = (
    "all rights reserved|alle rechte vorbehalten|tous droits réservés|todos (?:los derechos|os direitos) reservados"
    "|все права защищены|усі права захищені|כל הזכויות שמורות"
)
_LINES = (
    (
        "sharing links",
        r"(?:share (?:this|on|via|article)|tweet this|follow us|copy link|поделиться|teilen|partager)\b.{0,60}",
    ),
    ("tag list", r"(?:tags?|filed under|topics?|теги|schlagwörter|mots[- ]clés)\s?:.{0,200}"),
    (
        "related stories",
        r"(?:related(?: (?:stories|articles|posts|news))?|read (?:more|also|next)|see also|more (?:from|on|in)"
        r"|recommended|you may also like|don['’]t miss|also read|читайте также|lesen sie auch|lire aussi"
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
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?")
_BYLINE_WORDS = re.compile(
    r"来源|记者|記者|作者|编辑|编輯|发布时间|文[：:]|更新|公開|\b(?:источник|автор|опубликовано|обновлено|опубліковано|оновлено"
    r"|المصدر|الكاتب|מאת|עודכן|פורסם|نویسنده|by|updated?|published?|posted|last|veröffentlicht|aktualisiert|am|um"
    r"|publié|mis|jour|par|le|à|publicado|publicada|actualizado|atualizado|em|às|el|a|las"
    r"|modified|on|at|pm|a\.m|p\.m|gmt|utc|e[sd]t|p[sd]t|bst|cet|msk|min(?:ute)?s?|read|date|written|author|source|von"
    r"|por|uhr|stand|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Known:
    """What metadata found, whose repetition in the text is no part of the body."""

    title: str = ""
    names: tuple[str, ...] = ()
    language: str = "en"


def clean(page: Page, known: Known) -> tuple[Block, ...]:
    """Every Piece of `page` as a Block, in reading order."""
    verdicts = _verdicts(page) if page.is_web else ["" if piece.place else "text" for piece in page.pieces]
    places = _true_places(page.pieces, verdicts)
    blocks: list[Block] = []
    started = False
    for piece, why in zip(page.pieces, verdicts, strict=True):
        if piece.kind is Kind.CAPTION and Kind.CAPTION not in places:
            piece = replace(piece, kind=Kind.BODY)
        block = _block(piece, "" if piece.place in places else why, known, started)
        started = started or (block.kept and block.kind is not Kind.HEADING)
        blocks.append(block)
    return tuple(_without_loose_headings(_without_edges(blocks)))


def body_of(blocks: Sequence[Block]) -> str:
    """The kept Blocks as one text, paragraphs set apart by an empty line."""
    return "\n\n".join(block.text for block in blocks if block.kept)


def _block(piece: Piece, why: str, known: Known, started: bool) -> Block:
    """One piece decided: by its kind, by the rules for short lines, then by `why` ("" is dropped)."""
    if piece.kind is Kind.TITLE or _repeats(piece.text, known.title, started):
        return Block(piece.text, Kind.TITLE, False, "the title" if piece.kind is Kind.TITLE else "repeats the title")
    if piece.kind is Kind.BYLINE or _is_byline(piece, known):
        return Block(piece.text, Kind.BYLINE, False, "date and source line")
    if piece.kind is Kind.CAPTION:
        return Block(piece.text, Kind.CAPTION, False, "caption")
    if not why:
        return Block(piece.text, Kind.FURNITURE, False, piece.place or _furniture(piece) or "not in the article text")
    rule = _furniture(piece)
    if rule:
        return Block(piece.text, Kind.FURNITURE, False, rule)
    return Block(piece.text, piece.kind, True, why)


def _true_places(pieces: Sequence[Piece], verdicts: Sequence[str]) -> set[str]:
    """Places, captions among them, that are what their name says: one that holds much of the article is not."""
    sizes: Counter[str] = Counter()
    for piece, why in zip(pieces, verdicts, strict=True):
        for name in (piece.place, Kind.CAPTION if piece.kind is Kind.CAPTION else ""):
            sizes[name] += len(piece.text) if why else 0
    total = _size(pieces, verdicts)
    return {place for place in (*_NEVER, Kind.CAPTION) if sizes[place] * 5 <= total}


def _furniture(piece: Piece) -> str:
    """The rule that knows a short piece for furniture, or ""."""
    if piece.linked > 0.8 and len(piece.text) < _SOLID and piece.kind is not Kind.HEADING:
        return "only links"
    if len(piece.text) > 300:
        return ""
    rule = next((rule for rule, pattern in _RULES if pattern.fullmatch(piece.text)), "")
    return "" if rule in _LABELLED and _is_sentence(piece.text) else rule


def _is_sentence(text: str) -> bool:
    """Whether a line that begins as a label does is a sentence all the same: its end, its length, a long clause."""
    clause = max((part.split() for part in _CLAUSES.split(text)), key=len)
    return len(text) > 60 and len(clause) >= 6 and bool(_SENTENCE.search(text)) and not _RIGHTS.search(text)


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


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _is_byline(piece: Piece, known: Known) -> bool:
    """Whether a short line holds nothing but names already known, dates, times and the words that go with them."""
    text = piece.text
    if len(text) > 150 or piece.kind is Kind.TABLE:
        return False
    if not _DIGIT.search(text) and not any(name.casefold() in text.casefold() for name in known.names):
        return False
    return sum(map(len, _unexplained(text, known))) <= 3


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
    for name in known.names:
        rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE)
    if rest == text:
        return [text]
    return re.findall(r"[^\W\d_]+", _BYLINE_WORDS.sub(" ", rest))


def _without_edges(blocks: list[Block]) -> list[Block]:
    """Short lines above the title, and those below the last paragraph that furniture sets apart from it."""
    title = next((n for n, block in enumerate(blocks) if block.kind is Kind.TITLE), 0)
    solid = [n for n, block in enumerate(blocks) if block.kept and len(block.text) > _SOLID]
    if not solid:
        return blocks
    above = [n for n in range(title) if solid[0] > title and blocks[n].kept]
    apart = [n for n in range(solid[-1] + 1, len(blocks)) if not blocks[n].kept][1:2]
    below = list(range(apart[0], len(blocks))) if apart else []
    for edge, rule in ((above, "above the title"), (below, "below the article")):
        if sum(len(blocks[n].text) for n in edge if blocks[n].kept) * 8 < sum(len(blocks[n].text) for n in solid):
            for n in edge:
                blocks[n] = _dropped(blocks[n], rule) if blocks[n].kept else blocks[n]
    return blocks


def _without_loose_headings(blocks: list[Block]) -> list[Block]:
    """Headings that what was dropped stood under, or nothing, head nothing."""
    if not any(block.kept and block.kind is not Kind.HEADING for block in blocks):
        return blocks
    loose = True
    for n in range(len(blocks) - 1, -1, -1):
        block = blocks[n]
        if block.kept and block.kind is Kind.HEADING and loose:
            blocks[n] = _dropped(block, "a heading without text")
        elif block.kind is not Kind.CAPTION:
            loose = not block.kept
    return blocks


def _dropped(block: Block, rule: str) -> Block:
    return Block(block.text, Kind.FURNITURE, False, rule)


def _verdicts(page: Page) -> list[str]:
    """For each piece the rule that keeps it, or "" where it is not in the article."""
    prose = _prose(page.pieces)
    if not any(prose):
        prose = ["" if piece.place else _ANYTHING for piece in page.pieces]
    if page.depth > _MAX_DEPTH or len(page.text) > _MAX_LENGTH or len(page.pieces) > _MAX_PIECES:
        return prose
    kept = _between(page.pieces, _within(page.pieces, _main_text(page.text)))
    return prose if _size(page.pieces, kept) * 8 < _size(page.pieces, prose) else kept


def _between(pieces: Sequence[Piece], verdicts: list[str]) -> list[str]:
    """`verdicts` with the few sentences that were passed over between two paragraphs of the article."""
    places = [n for n, why in enumerate(verdicts) if why]
    for before, after in pairwise(places):
        gap = pieces[before + 1 : after]
        if len(pieces[after].text) <= _SOLID:
            continue
        if 0 < len(gap) <= _GAP and all(not one.place and one.linked < 0.3 for one in gap):
            for n in range(before + 1, after):
                if pieces[n].kind in _BODY_KINDS and any(_SENTENCE.search(one.text) for one in gap):
                    verdicts[n] = "between paragraphs of the article"
    return verdicts


def _size(pieces: Sequence[Piece], verdicts: Sequence[str]) -> int:
    return sum(len(piece.text) for piece, why in zip(pieces, verdicts, strict=True) if why)


def _main_text(text: str) -> str:
    """The article as trafilatura sees it; "" where it sees none or fails, and our own rule decides."""
    try:
        return trafilatura.extract(text, include_comments=False, include_tables=True) or ""
    except Exception:  # noqa: BLE001 - whatever a page does to somebody else's parser must not cost the page
        return ""


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _within(pieces: Sequence[Piece], text: str) -> list[str]:
    """Which pieces are in `text`: long ones by most of their runs of four words, short ones as a line of it."""
    lines = [_words(line) for line in text.split("\n")]
    whole = {" ".join(line) for line in lines if line}
    flowing = [word for line in lines for word in line]
    shingles = {tuple(flowing[n : n + _SHINGLE]) for n in range(len(flowing) - _SHINGLE + 1)}
    joined = f" {' '.join(flowing)} "
    verdicts = []
    for piece in pieces:
        words = _words(piece.text)
        if len(words) < _SHINGLE + 2:
            line = " ".join(words)
            inside = bool(line) and (line in whole or (len(words) > 2 and f" {line} " in joined))
        else:
            runs = [tuple(words[n : n + _SHINGLE]) in shingles for n in range(len(words) - _SHINGLE + 1)]
            inside = sum(runs) * 5 >= len(runs) * 3
        verdicts.append(_KEPT if inside else "")
    return verdicts


def _prose(pieces: Sequence[Piece]) -> list[str]:
    """Our own rule: sentences that are not links, where an article may stand, and what lies between two of them."""
    verdicts = []
    for piece in pieces:
        written = len(piece.text) >= 80 or (len(piece.text) >= 40 and re.search(r"[.!?。！？؟][\"'”’»)]*$", piece.text))
        good = written and piece.linked < 0.5 and not piece.place and piece.kind in _BODY_KINDS
        verdicts.append(_PROSE if good else "")
    places = [n for n, why in enumerate(verdicts) if why]
    for before, after in pairwise(places):
        if after - before <= 6:
            for n in range(before + 1, after):
                piece = pieces[n]
                if not piece.place and piece.linked < 0.3 and piece.kind in _BODY_KINDS:
                    verdicts[n] = _PROSE
    return verdicts
