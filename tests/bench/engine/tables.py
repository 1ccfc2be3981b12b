"""What was measured, as the tables that README shows."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from statistics import median

from tests.bench.engine.asking import Question
from tests.bench.engine.together import Asked


def show(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print one table, each row as soon as it is known."""
    for row in chain([head, ["---"] * len(head)], rows):
        print(f"| {' | '.join(row)} |", flush=True)


def indexing(built: Mapping[str, Mapping[str, float]]) -> None:
    """How fast, how large, and with how much memory each engine indexes."""
    rows = []
    for name, found in built.items():
        text = found["text"] / 1e6
        rows.append([
            name, f"{text / found['used']:.1f}", f"{text / found['seconds']:.1f}",
            f"{found['index'] / found['text']:.2f}", f"{found['peak']:.0f}", f"{found['before']:.0f}",
        ])  # fmt: skip
    show(["indexing", "MB a processor second", "MB a second", "index / text", "peak MB", "before MB"], rows)


def starting(firsts: Mapping[str, Sequence[Mapping[str, float]]]) -> None:
    """What the first answer of a process takes."""
    rows = []
    for name, found in firsts.items():
        loaded, ms = (median(each[key] for each in found) for key in ("loaded", "ms"))
        rows.append([name, f"{ms:.0f}", f"{loaded:.0f}", f"{ms - loaded:.1f}"])
    show(["first answer of a process", "ms", "of which Python and imports", "the rest"], rows)


def serving(memory: Mapping[str, Mapping[str, float]]) -> None:
    """Memory after many pages."""
    rows = [[name, *(f"{found[key]:.0f}" for key in ("before", "own", "mapped"))] for name, found in memory.items()]
    show(["serving, MB", "opened", "after all questions", "mapped files"], rows)


def speed_head(title: str, peers: Iterable[str]) -> list[str]:
    """The head of a table of speed: ours in ms, the others as how many times that."""
    return [title, "ours: median, p95, p99", *(f"{name}: ratio (p99)" for name in peers if name != "ours")]


def speed_row(title: str, found: Mapping[str, Asked], peers: Iterable[str]) -> list[str]:
    """One class."""
    ours = found["ours"]
    cells = [", ".join(f"{cut:.2f}" for cut in ours.cuts)]
    for name in peers:
        if name != "ours":
            peer = found.get(name)
            cells.append(f"{peer.slower_than(ours):.1f} ({peer.cuts[2]:.1f})" if peer else "-")
    return [title, *cells]


def totals(title: str, found: Mapping[str, Asked], questions: Sequence[Question]) -> list[str]:
    """For each engine whose totals are not ours: how many, and the question they differ most in."""
    lines = []
    ours = found["ours"].totals
    for name, asked in found.items():
        different = [n for n, count in asked.totals.items() if count != ours[n]]
        if different:
            most = max(different, key=lambda n: abs(asked.totals[n] - ours[n]))
            of = f"{len(different)} of {len(asked.totals)}"
            lines.append(
                f"{title}: {name} differs in {of}; {questions[most].lucene}: {asked.totals[most]}, {ours[most]}"
            )
    return lines
