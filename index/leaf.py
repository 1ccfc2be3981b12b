"""One piece of a query, as typed, to the leaf it means, or to a QueryError that says what to write. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from archive.places.countries import country_code, country_name, nearest
from index.forms import EXACT, LOWERED, form_of
from index.query import COUNTRY_FIELDS, KNOWN, Exact, Fuzzy, Phrase, Prefix, QueryError, Wildcard, Word
from index.words import HEBREW_QUOTE, has_word, is_spaceless, query_terms

QUOTES = '"„“”‟«»‹›「」『』〝〞〟＂'
SINGLE_QUOTES = "'\u2018\u2019"
DASHES = "\\-\u2010-\u2015\u2212\ufe63\uff0d"
"""A minus as keyboards and their corrections write it, as the inside of a regular expression's character class."""
TEXT = rf"(?:[^\s()|{QUOTES}]|{HEBREW_QUOTE})+"
MAX_SLOP = 100

Pattern = TypeVar("Pattern", Prefix, Wildcard, Fuzzy)

_AS_TYPED = ("url", "id")
"""Fields whose values are full of punctuation: in them only a * at the end means something."""
_MINUS = re.compile(f"[!{DASHES}]+")
_FUZZY = re.compile(r"(?<=[^\W_]|[*?])~(?P<number>\d+(?:\.\d+)?)?\W*\Z")


@dataclass(frozen=True, slots=True)
class Typed:
    """A piece of a query: its text, where it begins, its field, and where that's name begins if it stands before."""

    text: str
    at: int
    field: str = ""
    name: int | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the query, its field's name included."""
        return self.at if self.name is None else self.name, self.at + len(self.text)

    def cut(self, first: int, last: int) -> "Typed":
        """The same with text[first:last] alone."""
        return Typed(self.text[first:last], self.at + first, self.field, self.name)

    def error(self, message: str, instead: str = "") -> QueryError:
        """The error of this piece; `instead` is what to write as its text."""
        named = f"{self.field}:{instead}" if self.name is not None and instead else instead
        return QueryError(message, *self.place, named)


def word(typed: Typed) -> Word | Phrase | Prefix | Wildcard | Fuzzy | None:
    """What a piece without quotes means; None where it has no letter or digit. Raises QueryError."""
    if not typed.field and typed.text.isascii() and typed.text.isalpha():
        return Word(typed.text, "", *typed.place)
    if typed.field in _AS_TYPED:
        return _word_or_pattern(typed)
    if typed.field in COUNTRY_FIELDS:
        return _country(typed, typed.text)
    if typed.field == "dateline" and (code := country_code(typed.text)):
        return Phrase(country_name(code), typed.field, *typed.place)
    if typed.name is not None and (dash := _MINUS.match(typed.text)) and has_word(typed.text):
        fixed = f"-{typed.field}:{typed.text[dash.end() :]}"
        raise QueryError(f"a minus goes before the field; write {fixed}", *typed.place, fixed)
    fuzzy = _FUZZY.search(typed.text)
    if fuzzy is None:
        return _word_or_pattern(typed.cut(*_core(typed.text)))
    first, _ = _core(typed.text[: fuzzy.start()])
    return _fuzzy(typed.cut(first, fuzzy.start() + 1 + len(fuzzy["number"] or "")), fuzzy["number"] or "")


def phrase(typed: Typed) -> Phrase | Word | None:
    """What a piece in quotes, perhaps with ~ and a number behind, means. Raises QueryError."""
    close = max(map(typed.text.rfind, QUOTES + SINGLE_QUOTES)) + 1
    quoted, near = typed.text[:close], typed.text[close:]
    inside = quoted[1:-1]
    if "*" in inside:
        without = typed.text.replace("*", "") if has_word(inside) else ""
        raise QueryError("a * cannot stand in a phrase; take it out of the quotes", typed.at, typed.place[1], without)
    if any(_draws(piece, typed.field) for piece in inside.split()):
        raise QueryError(
            "a ? cannot stand in a phrase; take it out of the quotes", typed.at, typed.place[1], f"({inside})"
        )
    if not has_word(inside):
        return None
    if typed.field == "has":
        return _known(typed, inside)
    if typed.field in COUNTRY_FIELDS:
        return _country(typed, inside)
    if typed.field == "dateline" and not near and (code := country_code(inside)):
        return Phrase(country_name(code), typed.field, *typed.place)
    slop = _slop(typed, quoted, near[1:].rstrip(".")) if near else 0
    return Phrase(inside, typed.field, *typed.place, slop)


def exact(typed: Typed) -> Exact | None:
    """What a word or phrase with a = before it means; None where it has no letter or digit. Raises QueryError."""
    rest = typed.cut(len(typed.text) - len(typed.text.lstrip("=")), len(typed.text))
    if not rest.text:
        raise typed.error('= stands right before a word or a phrase, as in =bombed or ="shot down"')
    if typed.field in (*_AS_TYPED, *EXACT):
        raise typed.error(f"{typed.field}: takes its values as they are; leave the = away", rest.text)
    node = phrase(rest) if rest.text[0] in QUOTES or len(rest.text.split()) > 1 else word(rest)
    match node:
        case None:
            return None
        case Word(text) | Phrase(text, slop=0):
            return Exact(text, typed.field, *typed.place)
    plainly = {Prefix: f"={node.text}", Fuzzy: f"={node.text}", Phrase: f'="{node.text}"'}.get(type(node), "")
    raise typed.error("= is for what is written exactly so, without *, ? or ~", plainly)


def _word_or_pattern(typed: Typed) -> Word | Prefix | Wildcard | None:
    text = typed.text
    if not has_word(text):
        if "*" not in text:
            return None
        message = "a * needs a letter or digit beside it, as in word*; an empty query finds every document"
        raise QueryError(message, *typed.place, f"has:{typed.field}" if typed.field in KNOWN else "")
    if typed.field == "has":
        return _known(typed, text)
    if not _is_wild(text, typed.field):
        return Word(text, typed.field, *typed.place)
    beginning = text.rstrip("*")
    if not _is_wild(beginning, typed.field):
        if typed.field not in EXACT and not _is_word_character(beginning[-1]):
            core = beginning[: _core(beginning)[1]]
            fixed = f"{core}*" if form_of(Prefix(core, typed.field)) else ""
            raise typed.error(f"{text}: a * needs a letter or digit right before it, as in {fixed or 'word*'}", fixed)
        return _of_one_word(typed, Prefix(beginning, typed.field, *typed.place))
    if typed.field in (*_AS_TYPED, *LOWERED):
        fixed = re.split(r"\*" if typed.field in _AS_TYPED else "[*?]", beginning)[0] + "*"
        fixed = fixed if has_word(fixed) else ""
        raise typed.error(f"{typed.field}: takes a * at the end only, as in {fixed or 'word*'}", fixed)
    return _of_one_word(typed, Wildcard(text, typed.field, *typed.place))


def _fuzzy(typed: Typed, number: str) -> Fuzzy:
    text = typed.text[: typed.text.rindex("~")]
    if typed.field in (*LOWERED, "has"):
        raise typed.error(f"{typed.field}: takes no ~; write the value as it is", text)
    if _is_wild(text, typed.field):
        raise typed.error("a ~ cannot stand with a * or ?; write the one or the other", text)
    if number not in ("", "1", "2"):
        raise typed.error(f"{typed.text}: a word may differ by 1 or 2 letters; write {text}~ or {text}~2", f"{text}~2")
    return _of_one_word(typed, Fuzzy(text, typed.field, *typed.place, int(number or "1")))


def _of_one_word(typed: Typed, leaf: Pattern) -> Pattern:
    """The leaf, where it stands for words that the index holds as one. Raises QueryError."""
    if form_of(leaf):
        return leaf
    if is_spaceless(leaf.text):
        plainly = typed.text.strip("*?~12") if not isinstance(leaf, Wildcard) else ""
        message = f"{typed.text}: words of this script are found inside others; leave *, ? and ~ away"
        raise typed.error(message, plainly)
    apart = "".join(letter if letter in "*?~" or _is_word_character(letter) else " " for letter in typed.text).split()
    message = f"{typed.text} is several words, and a *, ? or ~ is for one; write them apart: {' '.join(apart)}"
    together = " ".join(apart) if all(map(has_word, apart)) else ""
    raise typed.error(message, f"({together})" if together and typed.name is not None else together)


def _known(typed: Typed, text: str) -> Word:
    """What `has:` asks for. Raises QueryError."""
    name = {"lang": "language"}.get(text.lower(), text.lower())
    if name in KNOWN:
        return Word(name, "has", *typed.place)
    near = get_close_matches(name, KNOWN, 1)
    raise typed.error(f"has: takes one of {', '.join(KNOWN)}; {text} is none of them", near[0] if near else "")


def _country(typed: Typed, text: str) -> Word | None:
    """The country that `from:` or `about:` asks for, by its code. Raises QueryError."""
    if not has_word(text):
        return None
    code = country_code(text.strip())
    if code:
        return Word(code, typed.field, *typed.place)
    near = nearest(text.strip("*?~"))
    message = f"{typed.field}: takes a country, by name or ISO code; {text} is none"
    raise typed.error(message + (f"; did you mean {near}?" if near else ""), _quoted(near))


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _slop(typed: Typed, quoted: str, number: str) -> int:
    """How far the words of a phrase may be moved. Raises QueryError."""
    if not number.isascii() or not number.isdigit() or int(number) > MAX_SLOP:
        message = f"after a phrase ~ needs a number of words, {MAX_SLOP} at most, as in {quoted}~5"
        raise typed.error(message, f"{quoted}~5")
    if len(query_terms(quoted, [""])) < 2:
        message = f"{quoted} is one word, which has no distance; words spelt much like it are found without quotes"
        raise typed.error(message, quoted)
    return int(number)


def _is_wild(text: str, field: str) -> bool:
    """Whether a * is in it, or each ? begins it or stands inside a word; else it is punctuation, as in an address."""
    if "*" in text or "://" in text or field in _AS_TYPED:
        return "*" in text
    marks = [at for at, letter in enumerate(text) if letter == "?"]
    return bool(marks) and all(_joins(text, at - 1, "?-.&") and _joins(text, at + 1, "?") for at in marks)


def _draws(text: str, field: str) -> bool:
    """Whether a ? in a piece of a phrase would stand for a letter, were there no quotes."""
    first, last = _core(text)
    return "?" in text[first:last] and _is_wild(text[first:last], field)


def _joins(text: str, at: int, others: str) -> bool:
    return at < 0 or (at < len(text) and (text[at] in others or _is_word_character(text[at])))


def _is_word_character(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _core(text: str) -> tuple[int, int]:
    """Start and end of `text` without the punctuation at its edges; a * stays, and a ? before a word."""
    kept = [at for at, character in enumerate(text) if character == "*" or _is_word_character(character)]
    if not kept:
        return 0, 0
    first = kept[0]
    while first and text[first - 1] == "?":
        first -= 1
    return first, kept[-1] + 1
