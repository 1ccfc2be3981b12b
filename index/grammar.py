"""The grammar of queries: text to tree, by a lexer and recursive descent. Pure; it raises nothing but QueryError."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from index.days import DATES_ACCEPTED, date_range
from index.leaf import DASHES, QUOTES, TEXT, Typed, exact, phrase, word
from index.query import DATE_FIELDS, FIELDS, KNOWN, NOTHING_ASKED, And, DateRange, Node, Not, Or, QueryError, Term
from index.words import HEBREW_QUOTE, has_word

MAX_DEPTH = 20
MAX_CLAUSES = 64

_IN_SINGLE = rf"(?:[^\s‘’{QUOTES}]|’(?=\w))+"
_SINGLE = rf"‘{_IN_SINGLE}(?:\s+{_IN_SINGLE})+’(?!\w)"
"""Several words in English single quotation marks; an apostrophe is no mark where a letter follows it."""
_PHRASE = rf"(?:[{QUOTES}](?:[^{QUOTES}]|{HEBREW_QUOTE})*[{QUOTES}]|{_SINGLE})(?:~[\w.~]*)?"
_EXACT = rf"(?P<exact>=+(?=[^\s)|=])(?:{_PHRASE}|{TEXT})?)"
_VALUE = re.compile(rf"(\s+)|(?P<open>\()|(?P<close>\))|(?P<OR>\|+)|(?P<phrase>{_PHRASE})|{_EXACT}|(?P<word>{TEXT})")
_MINUS = re.compile(rf"[{DASHES}]+(?=[^\s)|{DASHES}])")
_NOT_MARK = re.compile(r"!+(?=[^\s)|!])")
_LOOSE = re.compile(r"\s*(?P<mark>[~^]+\d+(?:\.\d+)*)(?P<rest>[^\w\s()|]*)(?![^\s()|])")
_CHUNK = re.compile(TEXT)
_NAME = re.compile("([A-Za-z]+):")
_PLAIN = re.compile(r"\s*([A-Za-z]+)(?=\s|\Z)")
"""A word of letters alone, which is no more than that: most of what is typed, so it is read at once."""
_MAIL = ("re", "fw", "fwd", "aw", "wg")
"""What stands before a colon in the subject of a mail, and is never meant as a field."""
_OTHER_NAMES = {"site": "url", "domain": "url", "country": "region", "language": "lang", "text": "body"}
"""Fields by the names that other engines have for them, which are not spelt much alike."""
_NOTHING_TO_CLOSE = "this ) closes no group; take it away, or write ( where the group begins"


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the query: `kind` is open, close, phrase, exact, word, minus, field, AND, OR, NOT or end."""

    kind: str
    text: str
    start: int
    end: int


def _lex(text: str) -> Iterator[_Token]:
    """The tokens of `text`. What follows a minus or a field's colon is never an operator, nor a field after a field."""
    at, before = 0, ""
    while at < len(text):
        if before != "field" and (plain := _PLAIN.match(text, at)):
            token = _word_token(plain[1], plain.start(1), before if plain.start(1) == at else "")
        else:
            _refuse_loose(text, at, before)
            token = _prefix_token(text, at, before) or _value_token(text, at, before)
        if token.kind:
            yield token
        at, before = token.end, token.kind
    yield _Token("end", "", at, at)


def _prefix_token(text: str, at: int, before: str) -> _Token | None:
    """A minus, or a field with its colon, where one stands at `at`."""
    if before == "field":
        return None
    if minus := _MINUS.match(text, at):
        return _minus(text, minus, before)
    _refuse_not_mark(text, at)
    name = _NAME.match(text, at)
    if name and _names_field(text, name):
        return _Token("field", name[1].lower(), at, name.end())
    return None


def _minus(text: str, match: re.Match[str], before: str) -> _Token | None:
    """A minus, unless it is a sentence's dash or has no word to leave out. Raises QueryError for several in a row."""
    following = _VALUE.match(text, match.end())
    if following and following.lastgroup == "word" and not has_word(following[0]):
        return None
    if len(match[0]) > 1:
        message = f"{match[0]} is no operator; a single - leaves out what follows it, and with a space after it none"
        raise QueryError(message, *match.span(), "-")
    if before in ("phrase", "close") and match[0] not in "-\u2212":
        return None
    return _Token("minus", match[0], *match.span())


def _refuse_not_mark(text: str, at: int) -> None:
    """Raise QueryError for a ! that stands before something, as a minus does."""
    mark = _NOT_MARK.match(text, at)
    following = mark and _VALUE.match(text, mark.end())
    if mark and following and (following.lastgroup != "word" or has_word(following[0])):
        message = f"{mark[0]} is no operator; to leave out what follows it, write -{following[0]}"
        raise QueryError(message, *mark.span(), "-")


def _refuse_loose(text: str, at: int, before: str) -> None:
    """Raise QueryError for a ~ or ^ and a number that hang on nothing; but `killed ~100` is about 100."""
    loose = _LOOSE.match(text, at)
    if not loose or before == "field":
        return
    mark = loose["mark"]
    if mark[0] == "^" or before in ("phrase", "close"):
        message = (
            f"there is nothing before {mark} that it can change; a ~ and number stand right behind a word or phrase"
        )
        raise QueryError(message, *loose.span(), mark if before == "phrase" and mark[0] == "~" else "")


def _names_field(text: str, match: re.Match[str]) -> bool:
    """Whether a name and colon are a field; `Re: x`, `https://x` and `std::x` are words. Raises QueryError."""
    name, known = match[1], (*FIELDS, *DATE_FIELDS)
    if name.lower() in known:
        return True
    if not _may_name_field(text, match):
        return False
    other = _OTHER_NAMES.get(name) if name.islower() else None
    near = [other] if other else get_close_matches(name.lower(), known, 1, 0.6 if name.islower() else 0.8)
    if near:
        raise QueryError(f"there is no field {name}:, but there is {near[0]}:", *match.span(), near[0] + ":")
    if not name.islower():
        return False
    typed = _CHUNK.match(text, match.start())
    place = typed.span() if typed else match.span()
    message = f"there is no field {name}:; fields are {', '.join(known)}; to search for the words, put them in quotes"
    raise QueryError(message, *place, f'"{text[slice(*place)]}"')


def _may_name_field(text: str, match: re.Match[str]) -> bool:
    """Whether a person who writes this name and colon may mean a field, though there is none of the name."""
    following = text[match.end() : match.end() + 2]
    if not following.strip() or following[0].isspace() or following[0] in "):|" or following == "//":
        return False
    return len(match[1]) > 1 and match[1].lower() not in _MAIL


def _value_token(text: str, at: int, before: str) -> _Token:
    match = _VALUE.match(text, at)
    if match is None:
        message = "a quotation mark is not closed; write another one after the phrase"
        raise QueryError(message, at, len(text), text[at:] + '"')
    if match.lastgroup == "word":
        return _word_token(match[0], at, before)
    return _Token(match.lastgroup or "", match[0], at, match.end())


def _word_token(text: str, at: int, before: str) -> _Token:
    operator = text in ("AND", "OR", "NOT") and before not in ("minus", "field")
    return _Token(text if operator else "word", text, at, at + len(text))


@dataclass(frozen=True, slots=True)
class Part:
    """Where one of the things that a query asks for is typed; from `operand` on without the NOT or minus before it."""

    start: int
    end: int
    operand: int


class _Parser:
    """Recursive descent: OR binds loosest, then AND and adjacency, then NOT and minus.

    Each method returns the node of what it read, None where nothing in it has a letter or digit.
    """

    def __init__(self, text: str, today: date | None) -> None:
        self.text = text
        self.today = today
        self.tokens = list(_lex(text))
        self.at = 0
        self.depth = 0
        self.clauses = 0
        self.alternatives: list[tuple[Part, ...]] = []

    def tree(self) -> Node | None:
        """The tree of the whole text; None where nothing is written."""
        if self._next.kind == "end":
            return None
        node = self._any("")
        if self._next.kind == "close":
            raise self._error(_NOTHING_TO_CLOSE, self._next)
        if node is None:
            raise QueryError(NOTHING_ASKED, self.tokens[0].start, self.tokens[-2].end)
        return node

    def notes(self) -> tuple[str, ...]:
        """What is to be said of words that look like fields."""
        if ":" not in self.text:
            return ()
        words = [token for token in self.tokens if token.kind == "word"]
        names = [(name[1], token) for token in words if (name := self._looks_like_field(token))]
        known = ", ".join((*FIELDS, *DATE_FIELDS))
        notes = (
            f"{name}: is no field, so {token.text} is searched for as words; fields are {known}"
            for name, token in names
        )
        return tuple(dict.fromkeys(notes))

    def _looks_like_field(self, token: _Token) -> re.Match[str] | None:
        name = _NAME.match(self.text, token.start)
        valued = self.text[token.start - 1 : token.start] == ":"
        return name if name and not valued and _may_name_field(self.text, name) else None

    @property
    def _next(self) -> _Token:
        return self.tokens[self.at]

    def _take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _error(self, message: str, token: _Token, suggestion: str = "") -> QueryError:
        return QueryError(message, token.start, token.end, suggestion)

    def _any(self, field: str) -> Node | None:
        parts = [self._all(field)]
        while self._next.kind == "OR":
            self._take()
            parts.append(self._all(field))
        return _combined(Or, parts)

    def _all(self, field: str) -> Node | None:
        parts: list[Node | None] = []
        places: list[Part] = []
        while not parts or self._next.kind not in ("OR", "close", "end"):
            if parts and self._next.kind == "AND":
                self._take()
            first = self.at
            parts.append(self._one(field))
            if parts[-1] is not None:
                places.append(self._part(first))
        if not self.depth:
            self.alternatives.append(tuple(places))
        return _combined(And, parts)

    def _part(self, first: int) -> Part:
        """The place of what was read from the token with this number on."""
        operand = first + (self.tokens[first].kind in ("NOT", "minus"))
        return Part(self.tokens[first].start, self.tokens[self.at - 1].end, self.tokens[operand].start)

    def _one(self, field: str) -> Node | None:
        token = self._take()
        match token.kind:
            case "NOT" | "minus":
                self._descend(token)
                part = self._one(field)
                self.depth -= 1
                return None if part is None else Not(part)
            case "open":
                return self._group(token, field)
            case "field":
                return self._field(token)
            case "phrase" | "exact" | "word":
                return self._leaf(token, field)
        raise self._dangling(token)

    def _dangling(self, token: _Token) -> QueryError:
        """What to say where an operand is missing: at `token`, or at the operator just before it."""
        before = self.tokens[self.at - 2] if self.at > 1 else token
        operator = before if before.kind in ("AND", "OR", "NOT") else token
        if operator.kind not in ("AND", "OR", "NOT"):
            return self._error(_NOTHING_TO_CLOSE, token)
        if "|" in operator.text:
            return self._error(f"{operator.text} needs a term on both sides; write one, or take it away", operator)
        sides = "a term after it" if operator.kind == "NOT" else "a term on both sides"
        lower = operator.text.lower()
        return self._error(f'{operator.text} needs {sides}; to search for the word, write "{lower}"', operator, lower)

    def _descend(self, token: _Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._error(f"groups and NOT go more than {MAX_DEPTH} deep here; write it flatter", token)

    def _group(self, opening: _Token, field: str) -> Node | None:
        if self._next.kind == "close":
            whole = _Token("open", "()", opening.start, self._next.end)
            raise self._error("a group ( ) is empty; write words in it, or take it away", whole)
        if self._next.kind == "end":
            raise self._error("a group begins with ( and nothing follows; take it away, or write words", opening)
        self._descend(opening)
        node = self._any(field)
        self.depth -= 1
        if self._take().kind != "close":
            rest = _Token("open", "", opening.start, len(self.text))
            raise self._error("a group is not closed; write ) where it ends", rest, self.text[opening.start :] + ")")
        return node

    def _field(self, name: _Token) -> Node | None:
        value = self._next
        if value.start != name.end or value.kind not in ("word", "phrase", "exact", "open"):
            example = f'write {name.text}:word or {name.text}:"a phrase"'
            if name.text in DATE_FIELDS:
                example = DATES_ACCEPTED
            elif name.text == "has":
                example = f"write one of {', '.join(KNOWN)}, as in has:date"
            raise self._error(f"nothing follows {name.text}: here; {example}", name)
        self._take()
        if name.text in DATE_FIELDS:
            today = self.today or date.today()  # noqa: DTZ011 - the day on the wall of who asks
            return self._clause(date_range(self._dates(value, name), self.text, today))
        if value.kind == "open":
            return self._group(value, name.text)
        node = self._leaf(value, name.text, name)
        if node is None:
            raise self._error(f"{name.text}: has no letter or digit after it; write what to look for", value)
        return node

    def _dates(self, value: _Token, name: _Token) -> Typed:
        """What follows a field of dates, with all that the .. of a range joins to it."""
        end = value.end
        while self._next.start == end and self._next.kind in ("word", "phrase"):
            if not self._next.text.startswith("..") and not self.text.endswith("..", value.start, end):
                break
            end = self._take().end
        return Typed(self.text[value.start : end], value.start, name.text, name.start)

    def _leaf(self, token: _Token, field: str, name: _Token | None = None) -> Node | None:
        """A word, phrase or pattern, its field's `name` before it included in its place."""
        typed = Typed(token.text, token.start, field, name.start if name else None)
        read = {"phrase": phrase, "exact": exact}.get(token.kind, word)
        node = read(typed)
        return node and self._clause(node)

    def _clause(self, node: Term | DateRange) -> Node:
        self.clauses += 1
        if self.clauses > MAX_CLAUSES:
            message = f"the query has more than {MAX_CLAUSES} terms; leave out what comes from here on"
            raise QueryError(message, node.start, node.end)
        return node


def read(text: str, today: date | None) -> tuple[Node | None, tuple[str, ...]]:
    """The tree that `text` means, None for every document, and notes on it; `today` as `parse`. Raises QueryError."""
    parser = _Parser(text, today)
    return parser.tree(), parser.notes()


def alternatives(text: str, today: date) -> tuple[tuple[Part, ...], ...]:
    """Where the parts of a query are typed that are not within a group, those between two ORs together."""
    parser = _Parser(text, today)
    parser.tree()
    return tuple(parts for parts in parser.alternatives if parts)


def _combined(kind: type[And] | type[Or], parts: list[Node | None]) -> Node | None:
    nodes = tuple(part for part in parts if part is not None)
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return kind(nodes)
