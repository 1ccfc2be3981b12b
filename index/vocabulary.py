"""Which words the index holds that a pattern stands for: at most 1,000, and it is said where there are more."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from whoosh.reading import IndexReader

from index.columnar.reader import FORMS
from index.forms import Form
from index.query import Fuzzy, Prefix, Wildcard

MAX_WORDS = 1_000


class Vocabulary:
    """The words of one generation; `notes` tell people which patterns stood for more than were looked for."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._notes: dict[str, None] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of all patterns so far."""
        return tuple(self._notes)

    def are_few(self, fields: Sequence[str], start: str) -> bool:
        """Whether so few words begin so that all can be looked for."""
        ranges = (reader.beginning(field, start) for reader, _ in self._reader.leaf_readers() for field in fields)
        words: int = sum(last - first for first, last in ranges)
        return words <= MAX_WORDS

    def words(self, leaf: Prefix | Wildcard | Fuzzy, fields: Sequence[str], form: Form) -> list[str]:
        """The words of these fields that fit; of more than 1,000 those that most documents hold, then by alphabet."""
        found = {word for field in fields for word in self._candidates(field, form) if form.fits(word)}
        if len(found) <= MAX_WORDS:
            return sorted(found)
        note = (
            f"{_typed(leaf)} stands for {len(found):,} words; only the {MAX_WORDS:,} that most documents hold were "
            "looked for. With more letters fewer words fit."
        )
        self._notes[note] = None
        frequency = self._frequency(fields, found)
        return heapq.nsmallest(MAX_WORDS, found, key=lambda word: (-frequency[word], word))

    def _candidates(self, field: str, form: Form) -> Iterator[str]:
        for reader, _ in self._reader.leaf_readers():
            if form.distance and field in FORMS:
                yield from reader.spelt_like(field, form.start, form.word, form.distance)
            else:
                yield from (word.decode() for word in reader.expand_prefix(field, form.start))

    def _frequency(self, fields: Sequence[str], words: Iterable[str]) -> Counter[str]:
        """In how many documents each word is, counted field by field."""
        found: Counter[str] = Counter()
        for word in words:
            found[word] = sum(self._reader.doc_frequency(field, word) for field in fields)
        return found


def _typed(leaf: Prefix | Wildcard | Fuzzy) -> str:
    """A pattern as a person writes it."""
    match leaf:
        case Prefix(text):
            return f"{text}*"
        case Wildcard(text):
            return text
    return f"{leaf.text}~{leaf.distance if leaf.distance > 1 else ''}"
