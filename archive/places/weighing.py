"""Which countries a report is about, and how sure: every mention weighed by a logistic regression, weights.toml.

The weights are learned by tests/bench/countries.py (`make train-places`). No country has a weight of its own.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log1p
from pathlib import Path

from archive.places.mentions import Mention, Where
from archive.places.names import Sort
from archive.report import Place

ENOUGH = 0.3
"""The least confidence of a country that a report is said to be about."""

SURE = 0.8
"""From this confidence on a country is rarely wrong: the confident tier."""

_WEIGHT = {Where.TITLE: 4.0, Where.LEAD: 2.0, Where.REST: 1.0}
_MOST_HINTED = 0.6  # what money, forms of companies and a dateline alone can make of a country

Features = dict[str, float]


def weigh(met: Sequence[Mention], length: int, sent_from: str = "") -> list[Place]:
    """Countries by how surely the report of `length` words is about them; `sent_from` is its dateline's country."""
    found = []
    for code, features in features_of(met, length, sent_from).items():
        sure = 1 / (1 + exp(-sum(weights().get(name, 0.0) * value for name, value in features.items())))
        named = [one for one in met if one.code == code and one.sort is not Sort.TRADE and one.sure]
        sure = sure if named else min(sure, _MOST_HINTED)
        if sure >= ENOUGH:
            found.append(Place(code, _words(code, met), round(sure, 2)))
    return sorted(found, key=lambda place: -place.confidence)


def features_of(met: Sequence[Mention], length: int, sent_from: str = "") -> dict[str, Features]:
    """What speaks for each country, by its code: numbers by the names that weights.toml weighs."""
    by_code: defaultdict[str, list[Mention]] = defaultdict(list)
    for one in met:
        if one.sort is not Sort.REGION:
            by_code[one.code].append(one)
    if sent_from:
        by_code.setdefault(sent_from, [])
    totals = {code: sum(map(_weight, ones)) for code, ones in by_code.items()}
    total = sum(totals.values())
    first = next((one.code for one in met if _weight(one)), "")
    found = {}
    for code, ones in by_code.items():
        features = _counted(ones)
        alone = total == totals[code]
        features |= {
            "bias": 1.0,
            "first": float(code == first),
            "alone": float(alone and total > 0),
            "unnamed": float(total == 0),
            "dateline": float(code == sent_from),
            "dateline named": float(code == sent_from and totals[code] > 0),
            "dateline alone": float(code == sent_from and alone),
            "elsewhere": float(bool(sent_from) and code != sent_from),
            "density": log1p(totals[code]) / (1 + log1p(length / 100)),
        }
        found[code] = features
    return found


def _counted(ones: Sequence[Mention]) -> Features:
    """How often, in which part and how a country is spoken of."""
    counts = Counter((_way(one), one.where) for one in ones)
    features: Features = {}
    for way in ("named", "seat", "within", "city", "trade", "doubtful"):
        if way in ("named", "trade"):
            features[f"{way} title"] = float(counts[way, Where.TITLE] > 0)
            features[f"{way} lead"] = min(1.5, log1p(counts[way, Where.LEAD]))
        else:  # what stands in a title alone is too often a company's name
            features[f"{way} first"] = min(1.5, log1p(counts[way, Where.TITLE] + counts[way, Where.LEAD]))
        features[f"{way} rest"] = min(2.5, log1p(counts[way, Where.REST]))
    return features


def _way(one: Mention) -> str:
    if not one.sure and one.sort is not Sort.TRADE:
        return "doubtful"
    return (Sort.WITHIN if one.sort is Sort.PART else one.sort).value


def _weight(one: Mention) -> float:
    if one.sort in (Sort.TRADE, Sort.REGION):
        return 0.0
    return _WEIGHT[one.where] * (1.0 if one.sure else 0.3)


def _words(code: str, met: Sequence[Mention]) -> str:
    """What the text calls the country most, by a name of its own where it has one; "" where nothing names it."""
    places = [one for one in met if one.code == code and one.sort is not Sort.TRADE]
    names = [one for one in places if one.sort is Sort.NAMED]
    said = Counter(one.words for one in names or places)
    return said.most_common(1)[0][0] if said else ""


@cache
def weights() -> Mapping[str, float]:
    """The learned weights."""
    return tomllib.loads(Path(__file__).with_name("weights.toml").read_text("utf-8"))["weights"]  # type: ignore[no-any-return]
