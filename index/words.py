"""Text to terms: how words are cut, folded and stemmed, the same for documents and for what people type.

Terms are compared, never shown. They depend on the rules here, on Python's Unicode tables and on snowballstemmer's
rules; an index made with other rules has to be built anew.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from threading import Lock
from typing import NamedTuple

from index import english

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_SCRIPTS = {
    "Latin": (0x41, 0x24F), "Greek": (0x370, 0x3FF), "Cyrillic": (0x400, 0x52F), "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF), "Arabic": (0x600, 0x77F), "Devanagari": (0x900, 0x97F), "Tamil": (0xB80, 0xBFF),
}  # fmt: skip
_NOT_LATIN = {
    "Greek": "el", "Cyrillic": "ru uk be bg mk sr kk ky mn tg tt", "Armenian": "hy", "Hebrew": "he yi",
    "Arabic": "ar fa ur ps ug ckb sd", "Devanagari": "hi ne mr sa", "Tamil": "ta",
}  # fmt: skip
_SCRIPT_OF = {language: script for script, languages in _NOT_LATIN.items() for language in languages.split()}
_GUESTS = {"Latin": "english", "Cyrillic": "russian"}
"""Who stems words in a script that is not the document's own."""

_ENDINGS_ONLY = {
    "catalan", "danish", "english", "french", "italian", "norwegian", "polish", "portuguese", "romanian",
    "spanish", "swedish",
}  # fmt: skip
"""Whose stems are as the word in ASCII was, up to their last two letters, and always in the first."""
_CHANGED_LAST = "eily"
"""What an English stem ends with where it is not as the word was: happi, hope, abl, sky."""

_MEMO_SIZE = 200_000
_LONGEST = 128
"""Characters of a term; longer ones (encoded data run into the text) are cut."""


def _ranges(codes: Iterator[int]) -> str:
    """Code points, ascending, as the inside of a regular expression's character class."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


# \w leaves out the marks that vowel signs and accents are, so words of most scripts would fall apart at them.
_MARKS = _ranges(code for code in range(0x300, 0x1F000) if unicodedata.category(chr(code))[0] == "M")
_UNSEEN = "\u00ad\u200c\u200d\u200e\u200f\u2060\ufeff\U000e0100-\U000e01ef"
_APOSTROPHES = "'\u2019\u2018\u02bc\u02bb\u201b\uff07`\u00b4\u2032\u05f3"
HEBREW_QUOTE = r'(?<=[\u05d0-\u05ea])["\u05f4](?=[\u05d0-\u05ea])'
"""What stands before the last letter of a Hebrew acronym: inside a word, never around one."""
# Scripts whose words are found inside others. Written without spaces: Han, kana, bopomofo and their widths, and Thai,
# Lao, Burmese and Khmer.
_SPACELESS = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U0001b000-\U0001b16f\U00020000-\U000323af"
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3"
)
# Korean has spaces, but glues particles to its nouns. A syllable may be typed as its letters, one after the other.
_HANGUL = "\u1100-\u115f\ua960-\ua97c\uac00-\ud7a3"
_HANGUL_REST = "\u1160-\u11ff\ud7b0-\ud7fb"
_LETTERS = rf"[^\W_\u02bb\u02bc{_SPACELESS}{_HANGUL}]"
_PART = rf"{_LETTERS}+(?:[{_MARKS}{_UNSEEN}]+{_LETTERS}*)*"
# The decimals after 1,200 are no part of it, so that it is found as 1200.
_JOINER = rf"(?:[-&/_@\u2010\u2011\u2013{_APOSTROPHES}]|(?<!,\d\d\d)\.|(?<=\d),(?=\d\d\d(?!\d))|{HEBREW_QUOTE})"
_UNIT = rf"(?:[{_SPACELESS}]|[{_HANGUL}][{_HANGUL_REST}]*)[{_MARKS}{_UNSEEN}\uff9e\uff9f]*"
_RUNS = re.compile(rf"{_PART}(?:{_JOINER}{_PART})*|(?:{_UNIT})+")
_PARTS = re.compile(_PART)
_UNITS = re.compile(_UNIT)
_HAN = re.compile("[\u4e00-\u9fff]+")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]\Z")
_JOINED_NAME = re.compile(rf"{_PART}(?:(?:[{_APOSTROPHES}]|{HEBREW_QUOTE}){_PART})+")
_PLURAL = re.compile(r"(?<=\d)s\Z")

_LATIN_GREEK_MARKS = re.compile("(?<=[0-9A-Za-z\u00c0-\u02af\u0370-\u03ff])[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]+")
_CYRILLIC_MARKS = re.compile("(?<=е)\u0308|(?<=[аеиоуыэюяіѣ])[\u0300\u0301]+")
_DROPPED = re.compile(
    rf"[\s{_UNSEEN}\ufe00-\ufe0f\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]"
)
_LETTERS_FOLDED = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """One occurrence of a term: where it stands in words (`position`) and in characters of the text (`start`, `end`).

    `surface` is the term before stemming. A code's joined form stands at the position of its last part, before it.
    """

    term: str
    position: int
    start: int
    end: int
    surface: str


Occurrence = tuple[str, int, int, int, str]
"""The fields of a Token, in their order."""


class _Piece(NamedTuple):
    """A Token counted from the beginning of its run; `offset` is in positions."""

    term: str
    surface: str
    offset: int
    start: int
    end: int


def tokens(text: str, language: str) -> Iterator[Token]:
    """Every term of `text`, a document's in this language (ISO 639-1, English where unknown), in order of position."""
    return (Token(*occurrence) for occurrence in occurrences(text, language))


def occurrences(text: str, language: str) -> Iterator[Occurrence]:
    """The fields of each of `tokens`, at a third of the cost, or a tenth where the text is one plain word or number."""
    if len(text) <= _LONGEST and text.isascii() and text.isalnum():
        word = text.lower()
        yield _stem(word, _rules(language)), 0, 0, len(text), word
        return
    position = 0
    for run in _RUNS.finditer(text):
        begin = run.start()
        pieces = _pieces(run.group(), language)
        for term, surface, offset, start, end in pieces:
            yield term, position + offset, begin + start, begin + end, surface
        position += pieces[-1][2] + 1


def terms(text: str, language: str) -> Iterator[tuple[str, int]]:
    """The term and position of each token, for indexing, where places in the text are of no use."""
    position = 0
    known = _memo(_rules(language))
    for run in _RUNS.findall(text):
        pieces = known.get(run) or _pieces(run, language)
        if len(pieces) == 1:
            yield pieces[0][0], position
            position += 1
        else:
            for piece in pieces:
                yield piece[0], position + piece[2]
            position += pieces[-1].offset + 1


def query_terms(text: str, languages: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """What a word or phrase as typed may be in the index: for each position in turn, its terms in these languages.

    Joined forms are left to `joined`. A run of CJK is its bigrams; a single character has to be looked for as the
    prefix of a term (see `is_single_cjk`).
    """
    columns: dict[int, dict[str, None]] = {}
    for language in languages or ("",):
        for token in _typed(text, language):
            columns.setdefault(token.position, {})[token.term] = None
    return tuple(tuple(column) for column in columns.values())


def query_surfaces(text: str) -> tuple[str, ...]:
    """The surface at each position of a word or phrase as typed, whatever its language."""
    return tuple(token.surface for token in _typed(text, ""))


def query_prefix(text: str) -> str:
    """What the surface of the word at the last position of `query_terms` begins with, where `text` is a prefix."""
    typed = _typed(text, "")
    return typed[-1].surface if typed else ""


def joined(text: str) -> str | None:
    """The joined form of a code as typed (`Su-57`: `su57`), a word to look for as well; None where it has none.

    Initials such as `U.S.` have none here, though documents that hold them are found by `us`: typed without dots it
    is another word.
    """
    runs = _RUNS.findall(text)
    if len(runs) != 1 or (not any(map(str.isdigit, text)) and _initials(_PARTS.findall(runs[0]))):
        return None
    pieces = _pieces(runs[0], "")
    return pieces[-2].surface if len(pieces) > 1 and pieces[-2].offset == pieces[-1].offset else None


@lru_cache(1 << 12)
def written_forms(text: str) -> tuple[str, ...]:
    """`text`, and what it is with one or more of its first four codes joined: `the Su-57` is `the su57` as well."""
    codes = [(run.span(), code) for run in _RUNS.finditer(text) if (code := joined(run.group()))]
    forms = [text]
    for (start, end), code in reversed(codes[:4]):
        forms += [form[:start] + code + form[end:] for form in forms]
    return tuple(forms)


def is_single_cjk(text: str) -> bool:
    """Whether `text` is a single character of a script written without spaces: a term that begins with it has it."""
    runs = _RUNS.findall(text)
    return len(runs) == 1 and _UNITS.fullmatch(runs[0]) is not None


def is_spaceless(text: str) -> bool:
    """Whether some of `text` is in a script written without spaces, whose words are found inside others."""
    return any(_UNITS.match(run) for run in _RUNS.findall(text))


def has_word(text: str) -> bool:
    """Whether anything in `text` can be searched for: a letter or a digit."""
    return _RUNS.search(text) is not None


def without_apostrophes(text: str) -> str:
    """`text` as a joined form has it: `O’Br` is `OBr`."""
    return _APOSTROPHE.sub("", text)


def without_possessive(text: str) -> str:
    """`text` without an apostrophe and s at its end."""
    return _POSSESSIVE.sub("", text)


def typed_words(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each word in text that is no query: codes and words with apostrophes whole, others in parts."""
    for run in _RUNS.finditer(text):
        begin = run.start()
        pieces = _pieces(run.group(), "")
        whole = len(pieces) == 1 or pieces[-2].offset == pieces[-1].offset or _UNITS.match(run.group())
        for start, end in [(0, len(run.group()))] if whole else [piece[3:] for piece in pieces]:
            yield begin + start, begin + end


@lru_cache(1 << 16)
def fold(text: str) -> str:
    """`text` without case, accents, stress marks, vowel points, and differences of width and form."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    folded = _CYRILLIC_MARKS.sub("", _LATIN_GREEK_MARKS.sub("", folded))
    return _DROPPED.sub("", unicodedata.normalize("NFC", folded).translate(_LETTERS_FOLDED))


def _typed(text: str, language: str) -> list[Token]:
    """The token of each position as a query means it: no joined forms, no last character of a CJK run by itself."""
    typed = list({token.position: token for token in tokens(text, language)}.values())
    if len(typed) > 1 and typed[-1].end == typed[-2].end:
        typed.pop()
    return typed


def _rules(language: str) -> str:
    """The language whose rules are followed; unknown ones share the empty name's."""
    return language if language in _STEMMERS or language in _SCRIPT_OF else ""


@cache
def _memo(rules: str) -> dict[str, tuple[_Piece, ...]]:
    """Runs already analysed by these rules: stemming costs a hundred times what looking up does."""
    return {}


def _pieces(run: str, language: str) -> tuple[_Piece, ...]:
    rules = _rules(language)
    memo = _memo(rules)
    pieces = memo.get(run)
    if pieces is None:
        if _UNITS.match(run):
            return _grams(run)
        pieces = _run_pieces(run, rules)
        if len(run) <= _LONGEST:
            if len(memo) >= _MEMO_SIZE:
                memo.clear()
            memo[run] = pieces
    return pieces


def _grams(run: str) -> tuple[_Piece, ...]:
    """Every pair of neighbours, then the last character by itself: each occurrence of a character begins one term."""
    if _HAN.fullmatch(run):  # each is a unit, and nothing of it is folded
        pairs = zip(run, [*run[1:], ""], strict=True)
        return tuple(_Piece(pair := a + b, pair, at, at, at + len(pair)) for at, (a, b) in enumerate(pairs))
    ends = [unit.end() for unit in _UNITS.finditer(run)]
    starts = [0, *ends[:-1]]
    grams = []
    for offset, start in enumerate(starts):
        end = ends[min(offset + 1, len(ends) - 1)]
        term = fold(run[start:end]) or run[start:end]
        grams.append(_Piece(term, term, offset, start, end))
    return tuple(grams)


def _run_pieces(run: str, language: str) -> tuple[_Piece, ...]:
    """The parts of a run of letters and digits, and before the last part the joined form where the run has one."""
    spans = [part.span() for part in _PARTS.finditer(run)]
    if len(spans) > 1 and _POSSESSIVE.search(run):
        spans.pop()
    surfaces = [_surface(run[start:end]) for start, end in spans]
    spans[-1] = (spans[-1][0], len(run))
    pieces = [
        _Piece(_stem(surface, language), surface, offset, *span)
        for offset, (surface, span) in enumerate(zip(surfaces, spans, strict=True))
    ]
    if len(spans) > 1 and _has_joined_form(run, surfaces):
        surface = "".join(surfaces)[:_LONGEST]
        pieces.insert(-1, _Piece(_stem(surface, language), surface, len(spans) - 1, 0, len(run)))
    return tuple(pieces)


def _has_joined_form(run: str, parts: Sequence[str]) -> bool:
    """Whether the parts are one code or name: letters with digits, initials, an apostrophe inside, thousands, acronyms.

    Numbers alone are not: 3.5, 3-2 and 24/7 would be found as 35, 32 and 247.
    """
    if all(map(str.isdigit, parts)):
        return "," in run or _JOINED_NAME.fullmatch(run) is not None
    if any(map(str.isdigit, "".join(parts))):
        return len(parts) <= 6
    return _initials(parts) or _JOINED_NAME.fullmatch(run) is not None


def _initials(parts: Sequence[str]) -> bool:
    return len(parts) > 1 and all(len(part) == 1 for part in parts)


def _surface(part: str) -> str:
    return (fold(part) or part)[:_LONGEST]


_stemming = Lock()
"""Held while stemming: stemmers keep the word at hand in themselves."""


@lru_cache(1 << 17)
def _stem(word: str, language: str) -> str:
    name = _stemmer_name(language, _script(word))
    if not word.isalpha() and any(map(str.isdigit, word)):
        return _PLURAL.sub("", word)
    if not name:
        return word
    if name == "english" and word.isascii() and word.isalpha():
        return english.stem(word)
    with _stemming:
        return _stemmer(name)(word) or word


def beginning(term: str, language: str) -> str:
    """What all words in ASCII begin with, case aside, whose term this is; "" where that is not known."""
    name = _stemmer_name(language, "Latin")
    if name == "english" and term[-1] not in _CHANGED_LAST:
        return term
    return term[: max(1, len(term) - 2)] if name in _ENDINGS_ONLY else ""


@cache
def _stemmer_name(language: str, script: str) -> str:
    if script == _SCRIPT_OF.get(language, "Latin"):
        return _STEMMERS.get(language, "english" if script == "Latin" else "")
    return _GUESTS.get(script, "")


def _script(word: str) -> str:
    code = ord(word[0])
    return next((name for name, (first, last) in _SCRIPTS.items() if first <= code <= last), "")


@cache
def _stemmer(name: str) -> Callable[[str], str]:
    """Snowball's stemmer in Python, never the C library it would take where installed: that has other rules."""
    module = import_module(f"snowballstemmer.{name}_stemmer")
    stem: Callable[[str], str] = getattr(module, f"{name.title()}Stemmer")().stemWord
    return stem
