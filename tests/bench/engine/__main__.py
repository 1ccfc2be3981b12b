"""Measure Backfile's index beside the engines that are installed: python -m tests.bench.engine [--help].

Times are what a thread used of a processor, so that other work on the machine does not count. Indexes are built by
a process each, and kept in a folder for the next run where one is named. Nobody keeps any answer.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.engine import tables
from tests.bench.engine.apart import PEERS, opened, there
from tests.bench.engine.asking import Peer
from tests.bench.engine.drawing import RELEASES, Classes, kept
from tests.bench.engine.together import Asked, ask

PARTS = ("build", "start", "memory", "rank", "page", "cold")
SLOW = ("whoosh",)
"""Not asked cold."""
PAGES = 30
"""Questions of a class whose pages are made; each is asked three times, as all are."""
STARTS = 5
BATCHES, BATCH = 3, 10
"""Fresh processes that are asked questions of a class, and how many each."""
ROOT = Path(__file__).parents[3]


def apart(what: str, peer: str, folder: Path, *rest: object) -> Any:
    """Measure one engine in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.engine.apart", what, peer, folder, *rest]
    done = subprocess.run([str(each) for each in command], stdout=subprocess.PIPE, check=True, cwd=ROOT)
    return json.loads(done.stdout)


def built(peer: str, folder: Path, documents: int) -> dict[str, float]:
    """What it took to index, now or when the folder was filled."""
    said = folder / f"{peer}.build.json"
    if not said.exists():
        apart("furnish", peer, folder, documents)
        said.write_text(json.dumps(apart("build", peer, folder, documents)))
    found: dict[str, float] = json.loads(said.read_text())
    return found


def warm(kind: str, peers: Sequence[Peer], classes: Classes) -> None:
    """All engines in one process, and how their totals differ."""
    names = [peer.name for peer in peers]
    notes: list[str] = []

    def rows() -> Iterator[list[str]]:
        for name, questions in classes.items():
            found = ask(peers, kind, questions)
            notes.extend(tables.totals(name, found, questions))
            yield tables.speed_row(name, found, names)

    tables.show(tables.speed_head(f"{kind}, warm", names), rows())
    if kind == "rank":
        print("", *notes, sep="\n")


def cold(kind: str, folder: Path, peers: Sequence[Peer], classes: Classes) -> None:
    """Each batch of questions by a fresh process, one engine after the other."""
    asked = [peer for peer in peers if peer.name not in SLOW]
    names = [peer.name for peer in asked]

    def rows() -> Iterator[list[str]]:
        for name, questions in classes.items():
            found = {peer.name: Asked() for peer in asked if questions[0].way not in peer.lacks}
            for at in range(0, min(len(questions), BATCHES * BATCH), BATCH):
                for peer, answers in found.items():
                    times = apart("cold", peer, folder, kind, name, at, at + BATCH)["ms"]
                    answers.times |= {at + number: [ms] for number, ms in enumerate(times)}
            yield tables.speed_row(name, found, names)

    tables.show(tables.speed_head(f"{kind}, cold", names), rows())


def measure(folder: Path, documents: int, names: Sequence[str], wanted: Namespace) -> None:
    """One corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    builds = {name: built(name, folder, documents) for name in names}
    text = next(iter(builds.values()))["text"]
    print(f"\n{documents:,} press releases at most, {text / 1e6:.0f} MB")
    every = kept(folder / "questions.json", documents)
    classes = {name: every[name] for name in wanted.classes or every}
    peers = [opened(name, folder) for name in names]
    for part in wanted.parts:
        print()
        match part:
            case "build":
                tables.indexing(builds)
            case "start":
                turns = [{name: apart("first", name, folder, "water", "bill") for name in names} for _ in range(STARTS)]
                tables.starting({name: [turn[name] for turn in turns] for name in names})
            case "memory":
                tables.serving({name: apart("serve", name, folder) for name in names if name not in SLOW})
            case "rank" | "page":
                warm(part, peers, {name: of[:PAGES] if part == "page" else of for name, of in classes.items()})
            case "cold":
                for kind in ("rank", "page"):
                    cold(kind, folder, peers, classes)


def main() -> None:
    """Read the command line."""
    parser = ArgumentParser("python -m tests.bench.engine")
    parser.add_argument("--documents", type=int, nargs="+", default=[5_000, 20_000, 72_598])
    parser.add_argument("--peers", nargs="+", default=list(PEERS)[1:], choices=list(PEERS)[1:])
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--classes", nargs="+", help="of questions, such as 'AND of 2'")
    parser.add_argument("--folder", type=Path, help="where indexes are kept for the next run")
    wanted = parser.parse_args()
    if not RELEASES.exists():
        sys.exit(f"{RELEASES} is not there; the set is not part of the project")
    names = ["ours", *filter(there, wanted.peers)]
    with TemporaryDirectory() as passing:
        for documents in wanted.documents:
            measure((wanted.folder or Path(passing)) / str(documents), documents, names, wanted)


if __name__ == "__main__":
    main()
