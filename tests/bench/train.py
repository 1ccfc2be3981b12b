"""Train the model that tells body from furniture: `make train` writes archive/clean/model.json, checked with `--check`.

Learnt from the halves 0 of the Web Content eXtraction Benchmark and of the readability set, without sites that either
half 1 has too, so that these can judge it. A piece is body where most of its words are in the page's true text, in
their order.
"""

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from math import log
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy as np
from quality import DATA, expected, half, word_f1, words_of
from rapidfuzz.distance import LCSseq

from archive.clean import body_of, clean
from archive.clean.elements import name_words
from archive.clean.features import Lexicon, Table, features, line_words
from archive.clean.lines import Known, rules_of
from archive.clean.model import from_json
from archive.errors import RefusedError
from archive.extract import told_of
from archive.metadata import addresses
from archive.readers import read
from archive.readers.page import Page, Spot

MODEL = Path(__file__).parents[2] / "archive" / "clean" / "model.json"
TREES, THRESHOLD, FOLDS = 160, 0.5, 5
SETTINGS = {
    "objective": "binary",
    "num_leaves": 24,
    "max_depth": 8,
    "learning_rate": 0.07,
    "min_child_samples": 30,
    "feature_fraction": 0.4,
    "lambda_l2": 5,
    "max_bin": 63,
    "seed": 1,
    "deterministic": True,
    "num_threads": 1,  # with two, the sums of floats and so the trees differ from run to run
    "verbose": -1,
}
LEAST_PAGES = 5  # that a word must be seen on
SMOOTHING = 0.5
Count = tuple[float, float, int]
"""How much a word goes with body, how much with the rest, and on how many pages."""
Tallies = tuple[dict[str, Count], dict[str, Count]]
"""What is counted of the words in names, and of those in short lines."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A page with its answers: for each piece whether it is body, and what its words count for in the lexicon."""

    site: str
    page: Page
    known: Known
    rules: list[str]
    gold: str
    body: list[bool]
    names: Mapping[str, Count]
    words: Mapping[str, Count]


def answers(page: Page, gold: str) -> list[bool]:
    """Which pieces are body: those most of whose words the longest common run of page and gold holds."""
    words = [words_of(piece.text) for piece in page.pieces]
    flat = [word for one in words for word in one]
    owner = [n for n, one in enumerate(words) for _ in one]
    held = [0] * len(words)
    for code in LCSseq.opcodes(flat, words_of(gold)):
        if code.tag == "equal":
            for n in owner[code.src_start : code.src_end]:
                held[n] += 1
    return [10 * shared >= 6 * len(one) > 0 for shared, one in zip(held, words, strict=True)]


def sample(path: Path) -> Sample | None:
    """A page of either set; a folder is one of the readability set."""
    gold = expected(path) if path.is_dir() else json.loads(_told(path).read_text()).get("main_content", "")
    try:
        page = page_of(path)
    except RefusedError:
        return None
    if not gold:
        return None
    known = told_of(page, "").known
    body = answers(page, gold)
    names, words = counts(page, body)
    return Sample(site(path), page, known, rules_of(page.pieces, known), gold, body, names, words)


def page_of(path: Path) -> Page:
    """A page of either set as we read it."""
    source = path / "source.html.gz" if path.is_dir() else path
    return read(gzip.decompress(source.read_bytes()), source.name)


def _told(path: Path) -> Path:
    return path.with_name(path.name[:4] + ".json")


def counts(page: Page, body: Sequence[bool]) -> tuple[dict[str, Count], dict[str, Count]]:
    """How the words in names and in short lines go with body on one page: by shares of its text, and at all."""
    names: dict[str, Count] = defaultdict(lambda: (0.0, 0.0, 1))
    words: dict[str, Count] = defaultdict(lambda: (0.0, 0.0, 1))
    totals = [
        sum(len(piece.text) for piece, own in zip(page.pieces, body, strict=True) if own is side)
        for side in (False, True)
    ]
    for piece, own in zip(page.pieces, body, strict=True):
        share = len(piece.text) / totals[own]
        for name in {word for spot in around(piece.spot) for word in name_words(spot.names)}:
            names[name] = _plus(names[name], (share * own, share * (not own), 0))
        for word in line_words(piece.text):
            words[word] = (max(words[word][0], own), max(words[word][1], not own), 1)
    return dict(names), dict(words)


def around(spot: Spot | None) -> Iterator[Spot]:
    """An element and those around it."""
    while spot:
        yield spot
        spot = spot.outer


def site(path: Path) -> str:
    """Where a page was published, as its set or the page itself tells; its own name where neither does."""
    url = "" if path.is_dir() else str(json.loads(_told(path).read_text()).get("url", ""))
    try:
        found = [] if url else addresses(page_of(path).facts, "")
    except RefusedError:
        found = []
    return host(url or (found[0].value if found else "")) or path.name


def host(url: str) -> str:
    """The site of an address."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def tally(pages: Iterable[Mapping[str, Count]]) -> dict[str, Count]:
    """How words go with body on all `pages`, and on how many they are seen."""
    sums: dict[str, Count] = defaultdict(lambda: (0.0, 0.0, 0))
    for page in pages:
        for word, one in page.items():
            sums[word] = _plus(sums[word], one)
    return sums


def _plus(one: Count, other: Count, sign: int = 1) -> Count:
    return one[0] + sign * other[0], one[1] + sign * other[1], one[2] + sign * other[2]


def lexicon(everything: Tallies, own: Tallies | None = None) -> Lexicon:
    """What words speak for; for the pages of a site, by what the others say of the words on its `own`."""
    if own is None:
        return Lexicon(*map(weights, everything))
    left = (
        {word: _plus(all_of[word], one, -1) for word, one in some.items()}
        for all_of, some in zip(everything, own, strict=True)
    )
    return Lexicon(*map(weights, left))


def weights(sums: Mapping[str, Count]) -> dict[str, float]:
    """The log-odds of body for each word that is seen often enough and tells enough."""
    odds = {
        word: max(-3.0, min(3.0, log((body + SMOOTHING) / (rest + SMOOTHING))))
        for word, (body, rest, seen) in sorted(sums.items())
        if seen >= LEAST_PAGES
    }
    return {word: round(weight, 2) for word, weight in odds.items() if abs(weight) > 0.4}


def tallies(samples: Iterable[Sample]) -> Tallies:
    """The words in names and those in short lines."""
    kept = list(samples)
    return tally(one.names for one in kept), tally(one.words for one in kept)


def train(samples: Sequence[Sample]) -> str:
    """The model that `samples` teach, as JSON: each page is told of with the lexicon of the other sites."""
    everything = tallies(samples)
    sites: dict[str, list[Sample]] = defaultdict(list)
    for one in samples:
        sites[one.site].append(one)
    lexicons = {site: lexicon(everything, tallies(own)) for site, own in sites.items()}
    told = [(one, lexicons[one.site]) for one in samples]
    # A page in another language has no words that are known: a third of the pages are told of without them as well.
    told += [(one, Lexicon(lexicons[one.site].names, {})) for one in samples[::3]]
    data = lightgbm.Dataset(
        np.concatenate([table(one, words) for one, words in told]),
        np.concatenate([one.body for one, _ in told]).astype(int),
        weight=np.concatenate([importance(one) for one, _ in told]),
        params=SETTINGS,
    )
    trees = lightgbm.train(SETTINGS, data, TREES).dump_model()["tree_info"]
    return written([flat(tree["tree_structure"]) for tree in trees], lexicon(everything))


def table(one: Sample, words: Lexicon) -> Table:
    """The features of a page's pieces."""
    return features(one.page.pieces, one.rules, one.known.title, words)


def importance(one: Sample) -> Any:
    """What each piece counts in training: its length, tempered, as a share of the page."""
    sizes = np.sqrt([len(words_of(piece.text)) + 3 for piece in one.page.pieces])
    return 300 * sizes / sizes.sum()


def flat(tree: dict[str, Any]) -> list[list[float]]:
    """The nodes of a tree in one list, the two branches of each side by side."""
    nodes: list[list[float]] = [[]]
    waiting = [(0, tree)]
    while waiting:
        place, node = waiting.pop(0)
        if "leaf_value" in node:
            nodes[place] = [round(node["leaf_value"], 4)]
        else:
            nodes[place] = [node["split_feature"], float(f"{node['threshold']:.5g}"), len(nodes)]
            waiting += [(len(nodes), node["left_child"]), (len(nodes) + 1, node["right_child"])]
            nodes += [[], []]
    return nodes


def written(trees: list[list[list[float]]], told: Lexicon) -> str:
    """The model as JSON, a line a tree."""
    rest = {"threshold": THRESHOLD, "depth": SETTINGS["max_depth"], "names": told.names, "words": told.words}
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    return json.dumps(rest, ensure_ascii=False, separators=(",", ":"))[:-1] + f',\n"trees":[\n{lines}\n]}}\n'


def judged(samples: Sequence[Sample], trained: str) -> list[tuple[float, bool]]:
    """Word F1 and whether all words are right, of each page, cleaned with the model `trained`."""
    scores = []
    for one in samples:
        body = body_of(clean(one.page, one.known, from_json(trained)))
        scores.append((word_f1(body, one.gold), words_of(body) == words_of(one.gold)))
    return scores


def learnt_from() -> list[Sample]:
    """The pages of halves 0 whose sites are in neither half that judges."""
    articles = {path: half(path.name[:4]) for path in sorted((DATA / "wcxb").glob("*.html.gz"))}
    readable = {path: half(path.name) for path in sorted((DATA / "readability").iterdir())}
    with ProcessPoolExecutor(2) as pool:
        parts = {**articles, **readable}
        sites = dict(zip(parts, pool.map(site, parts, chunksize=8), strict=True))
        apart = {sites[path] for path, part in parts.items() if part == 1}
        ours = [path for path, part in parts.items() if part == 0 and sites[path] not in apart]
        return [one for one in pool.map(sample, ours, chunksize=8) if one]


def check(samples: Sequence[Sample]) -> None:
    """Print how the model does on sites that it was not trained on."""
    sites = sorted({one.site for one in samples}, key=lambda site: sha256(site.encode()).digest())
    scores = []
    for fold in range(FOLDS):
        held = set(sites[fold::FOLDS])
        model = train([one for one in samples if one.site not in held])
        scores += judged([one for one in samples if one.site in held], model)
    f1, exact = np.mean(scores, axis=0)
    print(f"{len(samples)} pages, {FOLDS} folds by site: F1 {f1:.4f}, exact {exact:.3f}")


if __name__ == "__main__":
    learnt = learnt_from()
    if "--check" in sys.argv:
        check(learnt)
    MODEL.write_text(train(learnt))
