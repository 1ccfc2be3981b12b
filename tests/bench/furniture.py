"""What is learnt to be furniture, on real documents: `make quality`. The lines of press releases, a source a senator.

Nobody has marked which of these lines are furniture: all texts are printed, to be judged by eye.
"""

import gzip
import json
import time
from collections import Counter, defaultdict
from pathlib import Path

from archive.furniture import page_of, recurring, without_furniture
from archive.report import Block, Kind
from archive.settings import Source

SENATE = Path(__file__).parents[3] / "shared" / "data" / "senate.jsonl.gz"
FEWEST_LINES = 4
SHOWN = 40


def releases() -> dict[str, dict[str, list[Block]]]:
    """The lines of each release that has some, by senator."""
    found: defaultdict[str, dict[str, list[Block]]] = defaultdict(dict)
    with gzip.open(SENATE) as file:
        for values in map(json.loads, file):
            lines = [line.strip() for line in values["body"].split("\n") if line.strip()]
            if len(lines) >= FEWEST_LINES:
                found[values["source"]][values["id"]] = [Block(line, Kind.BODY, True, "line") for line in lines]
    return found


def main() -> None:
    """Learn from each senator's releases, and print what would be dropped from them."""
    seconds, whole, lost, documents, touched = 0.0, 0, 0, 0, 0
    texts: Counter[tuple[str, str]] = Counter()
    for source, release in releases().items():
        pages = {id: page_of(blocks) for id, blocks in release.items()}
        begun = time.perf_counter()
        found = recurring(pages)
        seconds += time.perf_counter() - begun
        for blocks in release.values():
            pairs = zip(blocks, without_furniture(blocks, Source(source), found), strict=True)
            dropped = [block.text for block, left in pairs if left != block]
            documents, touched = documents + 1, touched + bool(dropped)
            whole, lost = whole + sum(len(block.text) for block in blocks), lost + sum(map(len, dropped))
            texts.update((source, text) for text in dropped)
    told = f"{touched:,} lose {lost / whole:.2%} of the text, {len(texts)} lines"
    print(f"{documents:,} documents in {seconds:.1f} s: {told}")
    for (source, text), count in texts.most_common(SHOWN):
        print(f"{count:6,}  {source.split(':')[-1]:<22} {text[:90]}")


if __name__ == "__main__":
    main()
