"""What is measured of one engine in a process of its own: python -m tests.bench.engine.apart WHAT PEER FOLDER ...

It prints JSON. Memory is what Linux tells of this process, in MB.
"""

import json
import re
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.bench.engine.asking import Peer, Question, Release
from tests.bench.engine.drawing import kept, releases

PEERS = {
    "ours": ("of_backfile", "Backfile"),
    "tantivy": ("of_tantivy", "Tantivy"),
    "fts5": ("of_fts5", "Fts5"),
    "xapian": ("of_xapian", "Xapian"),
    "whoosh": ("of_whoosh", "StockWhoosh"),
}
"""Each with its module and class; only that is loaded."""

DEBIAN = "/usr/lib/python3/dist-packages"
"""Where Debian's package puts Xapian's module, for Debian's Python of the same version."""


def there(name: str) -> bool:
    """Whether what the peer stands on is installed."""
    if name == "xapian":
        sys.path.append(DEBIAN)  # behind all else: only what is nowhere else is found there
    return name not in ("tantivy", "xapian") or find_spec(name) is not None


def opened(name: str, folder: Path) -> Peer:
    """The peer by this name, in its own folder within this one."""
    there(name)
    module, kind = PEERS[name]
    own = folder / name
    own.mkdir(exist_ok=True)
    peer: Peer = getattr(import_module(f"tests.bench.engine.{module}"), kind)(own)
    return peer


class Watched:
    """Releases, and the time that it took to read them, which is nobody's."""

    def __init__(self, documents: int) -> None:
        self._documents = documents
        self.seconds = self.used = 0.0
        self.bytes = 0

    def __iter__(self) -> Iterator[Release]:
        source = releases(self._documents)
        while True:
            begun, used = time.perf_counter(), time.thread_time()
            each = next(source, None)
            self.seconds += time.perf_counter() - begun
            self.used += time.thread_time() - used
            if each is None:
                return
            self.bytes += len(each.title.encode()) + len(each.body.encode())
            yield each


def build(name: str, folder: Path, documents: str) -> dict[str, float]:
    """Index: seconds by the clock and of a processor, memory before and at most, bytes of text and of the index."""
    peer = opened(name, folder)
    watched = Watched(int(documents))
    before = memory("VmRSS")
    begun, used = time.perf_counter(), time.process_time()
    peer.build(watched)
    seconds, used = time.perf_counter() - begun - watched.seconds, time.process_time() - used - watched.used
    return {
        "seconds": seconds,
        "used": used,
        "before": before,
        "peak": memory("VmHWM"),
        "text": watched.bytes,
        "index": peer.size(),
    }


def furnish(name: str, folder: Path, documents: str) -> dict[str, float]:
    """Keep the texts for pages."""
    opened(name, folder).furnish(releases(int(documents)))
    return {}


def first(name: str, folder: Path, *words: str) -> dict[str, float]:
    """Milliseconds of a processor from the start of the process to its first answer, and until all is imported."""
    module, _ = PEERS[name]
    there(name)
    import_module(f"tests.bench.engine.{module}")
    loaded = time.process_time()
    opened(name, folder).rank(Question("and", words))
    return {"loaded": loaded * 1e3, "ms": time.process_time() * 1e3}


def cold(name: str, folder: Path, kind: str, of_class: str, begin: str, end: str) -> dict[str, list[float]]:
    """Milliseconds of each of some questions of a class, asked once by a process that was asked but one before."""
    peer = opened(name, folder)
    chosen = kept(folder / "questions.json", 0)[of_class][int(begin) : int(end)]
    ask = getattr(peer, kind)
    ask(Question(chosen[0].way, tuple("zyxwv" for _ in chosen[0].words)))  # what code is loaded late is loaded now
    times = []
    for question in chosen:
        began = time.thread_time()
        ask(question)
        times.append((time.thread_time() - began) * 1e3)
    return {"ms": times}


def serve(name: str, folder: Path) -> dict[str, float]:
    """Memory once a page of each question of every class was made: its own, and that of files it has mapped."""
    peer = opened(name, folder)
    begun = memory("RssAnon")
    for of_class in kept(folder / "questions.json", 0).values():
        for question in of_class:
            if question.way not in peer.lacks:
                peer.page(question)
    return {"before": begun, "own": memory("RssAnon"), "mapped": memory("RssFile")}


def memory(name: str) -> float:
    """What Linux tells of this process under this name, in MB; 0 where it tells nothing."""
    status = Path("/proc/self/status").read_text()
    found = re.search(rf"{name}:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    what, name, folder, *rest = sys.argv[1:]
    measure = {"build": build, "furnish": furnish, "first": first, "cold": cold, "serve": serve}[what]
    print(json.dumps(measure(name, Path(folder), *rest)))
