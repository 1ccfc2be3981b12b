"""How well copies are found: press releases among all of their set, each edited in four ways; run by `make quality`.

Three of the edits make a copy, the fourth does not: a tenth of the sentences cut; a new headline and dateline; a
paragraph of another release put in; two releases joined. Thresholds were chosen on half 0, half 1 is reported.
Run as `python tests/bench/copies.py 0` for the other half.
"""

import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from archive.copies.finding import find_copies
from archive.imports import import_file
from archive.store import Archive

RELEASES = Path(__file__).parents[3] / "shared" / "data" / "senate.jsonl.gz"
CHOSEN = 2_000
COPIES = ("cut", "headline", "inserted")
EDITS = (*COPIES, "joined")
PUNCTUATED = 5
PIECE_WORDS = 20
PARAGRAPH_SENTENCES = 4


def number(name: str) -> int:
    """A number that a name always gets."""
    return int(sha256(name.encode()).hexdigest(), 16)


def chosen(half: int) -> list[dict[str, str]]:
    """The releases to edit: of one half, in the order of their hashes."""
    with gzip.open(RELEASES, "rt") as lines:
        releases = [json.loads(line) for line in lines]
    of_half = [release for release in releases if number(release["id"]) % 2 == half]
    return sorted(of_half, key=lambda release: number(release["id"]))[: CHOSEN * 2]


def sentences(text: str) -> list[str]:
    """A text's sentences; runs of twenty words where it has hardly any full stop."""
    found = re.split(r"(?<=[.!?])\s+", text)
    if len(found) >= PUNCTUATED:
        return found
    words = text.split()
    return [" ".join(words[at : at + PIECE_WORDS]) for at in range(0, len(words), PIECE_WORDS)]


def edited(release: dict[str, str], other: dict[str, str]) -> Iterator[dict[str, str]]:
    """A release in its four edits; what is put in or joined is another's."""
    random = Random(number(release["id"]))  # noqa: S311 - edits, not secrets
    parts, others = sentences(release["body"]), sentences(other["body"])
    gone = set(random.sample(range(len(parts)), max(1, round(len(parts) / 10)))) if len(parts) > 1 else set()
    length = min(PARAGRAPH_SENTENCES, max(1, len(others) // 3))
    start, at = random.randrange(max(1, len(others) - length)), random.randrange(len(parts) + 1)
    paragraph = " ".join(others[start : start + length])
    headline = f"Talks resume after {random.randrange(2, 90)} days of silence"
    bodies = {
        "cut": " ".join(part for place, part in enumerate(parts) if place not in gone),
        "headline": f"{headline}\n\nGENEVA, March {random.randrange(1, 30)} (Harbour Wire) - {release['body']}",
        "inserted": "\n\n".join([" ".join(parts[:at]), paragraph, " ".join(parts[at:])]),
        "joined": release["body"] + "\n\n" + other["body"],
    }
    for edit, body in bodies.items():
        title = headline if edit == "headline" else release["title"]
        yield {"id": f"{edit}:{release['id']}", "title": title, "body": body, "date": release["date"]}


def found_in(archive: Archive, path: Path) -> dict[str, str]:
    """Import a file, find copies, say what that took; the cluster of every document that has one."""
    for _ in import_file(archive, path):
        pass
    wall, cpu = time.monotonic(), time.process_time()
    find_copies(archive)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    found = {id: cluster for id in archive.ids() if (cluster := archive.copies.cluster_of(id))}
    sizes = Counter(found.values())
    print(f"{archive.counts()['documents']:,} documents: {len(found):,} in {len(sizes):,} clusters, the largest of")
    print(f"  {max(sizes.values(), default=0)}; found in {wall:.0f} s, {cpu:.0f} s of one core")
    return found


def judge(before: dict[str, str], after: dict[str, str], releases: list[dict[str, str]]) -> None:
    """Print recall, and precision over all that is in one cluster with an edited release.

    Right beside a copy are its release and what was a copy of that before; beside a joined one, nothing.
    """
    members = defaultdict(set)
    for id, cluster in after.items():
        if ":" not in id:
            members[cluster].add(id)
    right, wrong = Counter[str](), Counter[str]()
    for release in releases:
        own = {release["id"]} | {id for id, cluster in before.items() if cluster == before.get(release["id"])}
        for edit in EDITS:
            beside = members[after.get(f"{edit}:{release['id']}", "")]
            right[edit] += edit in COPIES and release["id"] in beside
            wrong[edit] += len(beside - own) if edit in COPIES else len(beside)
    for edit in EDITS:
        print(f"  {edit:10} found {right[edit] / len(releases):.3f}, wrong {wrong[edit]}")
    recall = right.total() / (len(COPIES) * len(releases))
    print(f"  recall {recall:.4f}, precision {right.total() / max(1, right.total() + wrong.total()):.4f}")


def main(half: int = 1) -> None:
    """Find copies among all releases, then among those and the edits of one half."""
    if not RELEASES.exists():
        sys.exit(f"{RELEASES} is not there; the sets are not part of the project")
    releases = chosen(half)
    with TemporaryDirectory() as folder, Archive.create(Path(folder) / "archive") as archive:
        before = found_in(archive, RELEASES)
        edits = Path(folder) / "edits.jsonl"
        pairs = zip(releases[:CHOSEN], releases[CHOSEN:], strict=True)
        edits.write_text("".join(json.dumps(edit) + "\n" for pair in pairs for edit in edited(*pair)))
        after = found_in(archive, edits)
        judge(before, after, releases[:CHOSEN])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
