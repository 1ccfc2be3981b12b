"""What is kept in memory between searches: scored words, never queries or their answers."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from index.columnar.found import Found

WORD_BYTES = 100_000_000
"""Kept of a generation's words at most."""

KEPT_AT_LEAST = 1_000
"""Bytes that what is kept of a word takes beside its arrays, about: its name and what holds them."""

MOST_SEEN = 10_000


class WordCache:
    """Words as they were found and scored, from the second time on that one is asked for; the longest unused go first.

    Threads may share it.
    """

    def __init__(self, most: int = WORD_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Found] = OrderedDict()
        self._seen: OrderedDict[Hashable, None] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, word: Hashable) -> Found | None:
        """What was kept of a word."""
        with self._lock:
            found = self._kept.get(word)
            if found is not None:
                self._kept.move_to_end(word)
            return found

    def offer(self, word: Hashable, found: Found) -> None:
        """Keep a word, where it was offered before."""
        with self._lock:
            if word not in self._seen:
                self._seen[word] = None
                if len(self._seen) > MOST_SEEN:
                    self._seen.popitem(last=False)
                return
            if word in self._kept or _size(found) > self._most:
                return
            self._kept[word] = found
            self._bytes += _size(found)
            while self._bytes > self._most:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= _size(gone)


def _size(found: Found) -> int:
    return found.size + KEPT_AT_LEAST
