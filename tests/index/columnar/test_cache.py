"""No more words are kept than fit."""

import numpy as np

from index.columnar.cache import WordCache
from index.columnar.found import Listed


def listed(count: int) -> Listed:
    return Listed(np.arange(count), np.ones(count))


def kept(cache: WordCache, words: int, found: Listed) -> int:
    for word in range(words):
        cache.offer(word, found)
        cache.offer(word, found)
    return sum(cache.get(word) is not None for word in range(words))


def test_the_longest_unused_words_go_where_they_take_too_much() -> None:
    assert kept(WordCache(100_000), 50, listed(1_000)) == 5


def test_words_that_no_document_holds_take_room_as_well() -> None:
    assert kept(WordCache(100_000), 500, listed(0)) == 100
