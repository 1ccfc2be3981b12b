"""A text as it is compared: its words, its shingles (words that follow one another), and the sketch of those.

A sketch is a MinHash signature cut into bands: two texts that share a band may be near each other, and only such are
looked at. With 42 bands of 3, texts that share 40 in 100 shingles share a band with a chance of .94, 50 of .996.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

Hashes = NDArray[np.uint64]
Bands = NDArray[np.uint32]

SHINGLE_WORDS = 4
BANDS = 42
ROWS = 3
SEED = 1
SCHEME = f"2.{RMinHash.ALGORITHM_VERSION}"
"""What sketches depend on: those of another scheme are made anew."""

FEW_WORDS = 20
"""A text of fewer words is a copy only of one with the same words and the same title."""

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(f"[{UNSPACED}]|[^\\W{UNSPACED}]+")

_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text, hashed (case aside), and of each whether it is a name or a number by its first letter.

    `vocabulary` and `shingles` are in order, `places` where each shingle first stands; `alone` says of each that it
    stands there only.
    """

    words: Hashes
    particular: NDArray[np.bool_]
    vocabulary: Hashes
    shingles: Hashes
    places: NDArray[np.intp]
    alone: NDArray[np.bool_]


def words_of(text: str) -> list[str]:
    """The words of a text as written; each letter is one in scripts that leave no space between words."""
    return _WORD.findall(text)


def hashed(words: list[str]) -> Hashes:
    """Each word as a number, case aside; the same on every machine."""
    return np.array(RMinHash.hash_token_sets([[word.lower() for word in words]])[0], dtype=np.uint64)


def to_text(body: str) -> Text:
    """The Text of a body."""
    words = words_of(body)
    return cut(hashed(words), np.fromiter((not word[0].islower() and word[0].isalnum() for word in words), bool))


def cut(words: Hashes, particular: NDArray[np.bool_]) -> Text:
    """The Text of these words."""
    shingles, places, counts = np.unique(shingles_of(words), return_index=True, return_counts=True)
    return Text(words, particular, np.unique(words), shingles, places, counts == 1)


def shingles_of(words: Hashes) -> Hashes:
    """A number for each run of four words, in order; for a shorter text one of all its words."""
    length = min(SHINGLE_WORDS, len(words))
    count = len(words) - length + 1
    shingles = np.zeros(count if length else 0, dtype=np.uint64)
    for at in range(length):
        shingles = (shingles ^ (shingles >> _HALF)) * _MIX + words[at : at + count]
    return (shingles ^ (shingles >> _HALF)) * _MIX


def bands_of(shingles: list[Hashes]) -> Bands:
    """The bands of each of some texts' shingles, a row a text."""
    ends = np.cumsum([0, *map(len, shingles)])
    flat = np.concatenate(shingles) if shingles else np.zeros(0, dtype=np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends.tolist(), BANDS * ROWS, SEED)
    digits = np.array(matrix.to_rows(), dtype=np.uint64).reshape(len(shingles), BANDS, ROWS)
    bands = np.zeros((len(shingles), BANDS), dtype=np.uint64)
    for row in range(ROWS):
        bands = (bands ^ (bands >> _HALF)) * _MIX + digits[:, :, row]
    return ((bands * _MIX) >> _HALF).astype(np.uint32)


def key_of(title: str, words: list[str]) -> int:
    """A number that two documents share where the words of their bodies are the same, case aside."""
    if len(words) < FEW_WORDS:
        words = [*words_of(title), "", *words]
    digest = sha256(" ".join(words).lower().encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
