"""Countries a story is about, on Reuters-21578: measured by `make quality`, learned by `make train-places`.

The set's codes are put to ISO 3166-1. What the set's own halving left is halved again, by the next bit of the hash:
half 0 is learned and tuned on, half 1 reported. Each story is read as plain text, with its dateline and without.
"""

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from babel import Locale

from archive.errors import RefusedError
from archive.extract import extract
from archive.places import weighing
from archive.places.dateline import dateline
from archive.places.mentions import mentions
from archive.report import Document, Place
from archive.settings import default_settings

DATA = Path(__file__).parents[3] / "shared" / "data" / "reuters21578_half.jsonl.gz"
WEIGHTS = Path(weighing.__file__).with_name("weights.toml")
OTHERWISE = {
    "usa": "US", "uk": "GB", "west-germany": "DE", "east-germany": "DE", "ussr": "RU", "yugoslavia": "RS",
    "czechoslovakia": "CZ", "zaire": "CD", "kampuchea": "KH", "uae": "AE", "ivory-coast": "CI", "hong-kong": "HK",
    "yemen-arab-republic": "YE", "yemen-demo-republic": "YE", "congo": "CG", "trinidad-tobago": "TT", "turkey": "TR",
    "burma": "MM", "us-virgin-islands": "VI", "antigua": "AG", "swaziland": "SZ", "macao": "MO", "vatican": "VA",
}  # fmt: skip
"""Codes of the set that are not a country's English name in CLDR."""

SETTINGS = default_settings()
PENALTY = 1.0
MAY_SPEAK_AGAINST = ("bias", "dateline named", "dateline alone", "elsewhere")
Numbers = np.ndarray[Any, np.dtype[np.float64]]
ENOUGH_STORIES = 10


@dataclass(frozen=True, slots=True)
class Story:
    """One story: its half, its text, and the countries it is about."""

    half: int
    title: str
    dateline: str
    body: str
    gold: frozenset[str]

    def text(self, with_dateline: bool) -> str:
        """The story as a plain text file."""
        return f"{self.title}\n\n{self.dateline + ' ' if with_dateline else ''}{self.body}"


@dataclass(frozen=True, slots=True)
class Right:
    """How right the countries of stories are: micro-F1, macro-F1, and for the confident tier errors and share found."""

    micro: float
    macro: float
    false_a_story: float
    found_surely: float


def stories() -> Iterator[Story]:
    """Every story of the set."""
    names = {_key(name): code for code, name in Locale("en").territories.items() if len(code) == 2} | OTHERWISE
    for line in gzip.decompress(DATA.read_bytes()).splitlines():
        row = json.loads(line)
        half = int(sha256(row["id"].encode()).hexdigest(), 16) // 2 % 2
        gold = frozenset(names[place] for place in row["places"])
        yield Story(half, row["title"] or "", row["dateline"] or "", row["body"] or "", gold)


def _key(name: str) -> str:
    return name.lower().replace(" ", "-")


def read(story: Story, with_dateline: bool) -> Document:
    """What we make of a story as a plain text file; nothing where there is no text."""
    try:
        return extract(story.text(with_dateline).encode(), "story.txt", SETTINGS).document
    except RefusedError:
        return Document("", "")


def right(found: Sequence[tuple[frozenset[str], Sequence[Place]]]) -> Right:
    """How right the places found are, beside the gold."""
    tallies: dict[str, Counter[str]] = {"hit": Counter(), "false": Counter(), "missed": Counter()}
    surely, false = 0, 0
    for gold, places in found:
        ours = {place.country for place in places}
        tallies["hit"].update(ours & gold)
        tallies["false"].update(ours - gold)
        tallies["missed"].update(gold - ours)
        sure = {place.country for place in places if place.confidence >= weighing.SURE}
        surely, false = surely + len(sure & gold), false + len(sure - gold)
    stories_of = tallies["hit"] + tallies["missed"]
    every = [_f1(tallies, code) for code, count in stories_of.items() if count >= ENOUGH_STORIES]
    total = {name: Counter(all=tally.total()) for name, tally in tallies.items()}
    return Right(_f1(total, "all"), sum(every) / len(every), false / len(found), surely / stories_of.total())


def _f1(tallies: Mapping[str, Counter[str]], key: str) -> float:
    hit, wrong = tallies["hit"][key], tallies["false"][key] + tallies["missed"][key]
    return 2 * hit / (2 * hit + wrong) if hit else 0.0


def report() -> None:
    """Print how right both halves are, with the dateline and without."""
    if not DATA.exists():
        sys.exit(f"{DATA} is not there; the set is not part of the project")
    print(f"{'countries':28}{'half':>6}{'micro-F1':>10}{'macro-F1':>10}{'false, sure':>13}{'found, sure':>13}")
    every = list(stories())
    for with_dateline in (True, False):
        for half in (0, 1):
            found = [(story.gold, read(story, with_dateline).about) for story in every if story.half == half]
            scores = right(found)
            name = "with dateline" if with_dateline else "without dateline"
            print(
                f"{name:28}{half:>6}{scores.micro:>10.3f}{scores.macro:>10.3f}"
                f"{scores.false_a_story:>13.3f}{scores.found_surely:>13.3f}"
            )


def examples(every: Iterable[Story]) -> Iterator[tuple[dict[str, float], bool]]:
    """Each country met in a story, by its features, and whether the story is about it; with and without dateline."""
    for story in every:
        for with_dateline in (True, False):
            body = paragraphs((story.dateline + " " if with_dateline else "") + story.body)
            sent = dateline(body, SETTINGS, "en")
            country = sent.country if sent else ""
            met = mentions(story.title, body[sent.end if sent else 0 :], SETTINGS, "en", [country] if country else [])
            for code, features in weighing.features_of(met, len(body.split()), country).items():
                yield features, code in story.gold


def paragraphs(body: str) -> str:
    """A story's body as the reader makes it: each paragraph, which the set sets in, on one line."""
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n {2,}", body))


def fitted(rows: Numbers, gold: Numbers) -> Numbers:
    """The weights of a logistic regression, by Newton's method, with a penalty on large ones."""
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (gold - likely) - PENALTY * weights
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows + PENALTY * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return weights


def train() -> None:
    """Learn the weights from half 0 and write them; a mention that would speak against its country is left out."""
    found = list(examples(story for story in stories() if story.half == 0))
    names = list(found[0][0])
    rows = np.array([[features[name] for name in names] for features, _ in found])
    gold = np.array([float(is_gold) for _, is_gold in found])
    kept = list(range(len(names)))
    while True:
        weights = fitted(rows[:, kept], gold)
        against = [
            n for n, weight in zip(kept, weights, strict=True) if weight < 0 and names[n] not in MAY_SPEAK_AGAINST
        ]
        if not against:
            break
        kept = [n for n in kept if n not in against]
    lines = [f'"{names[n]}" = {weight:.3f}' for n, weight in zip(kept, weights, strict=True)]
    head = "# What speaks for a country, weighed: learned by `make train-places`, see tests/bench/countries.py.\n"
    WEIGHTS.write_text(head + "[weights]\n" + "\n".join(lines) + "\n", "utf-8")
    print(f"{len(found):,} countries in stories weighed")


if __name__ == "__main__":
    train() if sys.argv[1:] == ["train"] else report()
