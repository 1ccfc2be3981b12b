"""Furniture learnt from the archive itself: blocks that recur on pages of one source which differ otherwise."""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

from archive.report import Block, Kind
from archive.rules import decision, is_kept, words_of
from archive.settings import Source

RECURS = "recurs on "
"""How the rule of a Block begins that is dropped for this."""

FEW_PAGES, SMALL_SHARE = 4, 0.2
"""A block is furniture from so many pages on, and from this share of its source's.

In 33,950 press releases of 112 senators these are lines of contacts and menus, in all 0.4 % of the text, and no
sentence of a release; in the news of Reuters by topic or country there are none.
"""

FEW_TOLD = 8
"""A sentence, or a paragraph, is furniture only from so many pages on: of a running story some stand on several."""

OWN_SHARE = 0.5
"""A page counts where at least this share of its text stands on no other: forms filled in anew share more."""

SHORT = 20
"""Characters: what is shorter is dropped for no page's sake."""

SOLID = 100
"""Characters: what is so long is taken for a paragraph, however it ends."""

MOST_DROPPED = 0.5
"""A document that would lose a greater share of its text loses none."""

FEW_WORDS = 4
"""So many have a sentence, and no contact that ends in a full stop: a number is no word."""

_END = re.compile(r"[.!?…。！？؟۔।။።։][\"'”’»›)\]」』】]*$")
_UNSPACED = "。！？။"  # these end sentences whose words no space parts

Pages = Mapping[str, Mapping[int, int]]
"""What may be furniture of each page, by its key: the size of each block in characters."""

Learnt = Mapping[str, Mapping[int, int]]
"""The furniture of each source: the key of each block, and on how many pages it stands."""


def key_of(text: str) -> int:
    """A number that blocks share whose words are the same, case and signs aside."""
    digest = blake2b(words_of(text).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def page_of(blocks: Sequence[Block]) -> dict[int, int]:
    """What of a page may be furniture: the key and size of each such Block."""
    return {key: len(blocks[n].text) for n, key in _keys(blocks)}


def without_furniture(blocks: Sequence[Block], source: Source, pages: Mapping[int, int]) -> tuple[Block, ...]:
    """The Blocks without what stands on so many `pages` of their source; a lead stays, and what a person wants kept."""
    if not pages:
        return tuple(blocks)
    met = {n: pages[key] for n, key in _keys(blocks) if blocks[n].kept and _on_enough(blocks[n], pages.get(key, 0))}
    found = {n: met[n] for n in _furniture(blocks, met) if not is_kept(decision(blocks[n].text, source))}
    whole = sum(len(block.text) for block in blocks if block.kept)
    if sum(len(blocks[n].text) for n in found) > MOST_DROPPED * whole:
        return tuple(blocks)
    return tuple(
        Block(block.text, Kind.FURNITURE, False, f"{RECURS}{found[n]} pages of {source.name}") if n in found else block
        for n, block in enumerate(blocks)
    )


def _furniture(blocks: Sequence[Block], met: Iterable[int]) -> Iterator[int]:
    """Which of the Blocks met elsewhere are furniture here.

    No sentence is that is the first or before the last that was not met, and no heading of what is not furniture.
    """
    here = set(met)
    kept = [n for n, block in enumerate(blocks) if block.kept]
    last = max((n for n in kept if n not in here), default=len(blocks))
    told = {n: blocks[n].kind for n in kept if _is_told(blocks[n])}
    lead = next((n for n, kind in told.items() if kind not in (Kind.HEADING, Kind.TABLE)), len(blocks))
    follows = True
    for n in reversed(kept):
        amid = n <= max(last, lead) and n in told
        follows = n in here and not amid and (follows or blocks[n].kind is not Kind.HEADING)
        if follows:
            yield n


def _on_enough(block: Block, pages: int) -> bool:
    return pages >= (FEW_TOLD if _is_told(block) else FEW_PAGES)


def _is_told(block: Block) -> bool:
    """Whether a Block reads like a sentence or a paragraph and not like a contact, a label or a menu."""
    words = sum(any(map(str.isalpha, word)) for word in block.text.split())
    ends = _END.search(block.text)
    return len(block.text) >= SOLID or bool(ends and (words >= FEW_WORDS or ends[0][0] in _UNSPACED))


def recur(blocks: Sequence[Block], source: Source, pages: Mapping[int, int]) -> bool:
    """Whether other Blocks than those that were dropped for it are furniture of this source now."""
    as_read = [
        replace(block, kept=True, kind=Kind.BODY) if block.rule.startswith(RECURS) else block for block in blocks
    ]
    return [block.kept for block in without_furniture(as_read, source, pages)] != [block.kept for block in blocks]


def recurring(pages: Pages) -> dict[int, int]:
    """Which blocks of one source's pages may be furniture, and on how many pages each; their order says nothing."""
    ordered = sorted(pages.values(), key=lambda page: sorted(page.items()))
    distinct = list({frozenset(page): page for page in ordered}.values())  # a page and its copies are one
    met = Counter(key for page in distinct for key in page)
    counted = [page for page in distinct if _own(page, met) >= OWN_SHARE * sum(page.values())]
    standing = Counter(key for page in counted for key in page)
    return {key: count for key, count in standing.items() if count >= max(FEW_PAGES, SMALL_SHARE * len(distinct))}


def turned(before: Mapping[int, int], after: Mapping[int, int]) -> set[int]:
    """The keys of what may be furniture now and was none, or was and is none now."""
    return {
        key
        for key in before.keys() | after.keys()
        if any((before.get(key, 0) >= few) != (after.get(key, 0) >= few) for few in (FEW_PAGES, FEW_TOLD))
    }


def _own(page: Mapping[int, int], met: Mapping[int, int]) -> int:
    return sum(size for key, size in page.items() if met[key] == 1)


def _keys(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """The place and key of every Block that is text but for what other pages show."""
    return [
        (n, key_of(block.text))
        for n, block in enumerate(blocks)
        if (block.kept or block.rule.startswith(RECURS)) and block.kind is not Kind.TABLE and len(block.text) >= SHORT
    ]


class Furniture:
    """What may be furniture of each document that was cleaned here, and what is that of each source.

    What writes is called inside a transaction of the archive's.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, id: str, blocks: Sequence[Block]) -> bool:
        """Keep what may be furniture of a document in place of what was; whether that is anything else."""
        new = page_of(blocks)
        old = dict(self._connection.execute("SELECT key, size FROM block WHERE id = ?", (id,)))
        if new == old:
            return False
        self._connection.execute("DELETE FROM block WHERE id = ?", (id,))
        rows = ((id, key, size) for key, size in new.items())
        self._connection.executemany("INSERT INTO block VALUES (?, ?, ?)", rows)
        return True

    def drop(self, id: str) -> None:
        """Forget a document."""
        self._connection.execute("DELETE FROM block WHERE id = ?", (id,))

    def suspect(self, sources: Iterable[str]) -> None:
        """Note that pages of these sources came, went or changed."""
        named = ((source,) for source in sources if source)
        self._connection.executemany("INSERT OR IGNORE INTO suspect VALUES (?)", named)

    def suspected(self) -> list[str]:
        """The sources whose furniture is to be learnt anew.

        None while documents of an earlier Backfile are still to be cleaned again, for their blocks are not known yet.
        """
        unknown = "SELECT 1 FROM cleaning WHERE cleaner = 'none'"
        sql = f"SELECT source FROM suspect WHERE NOT EXISTS ({unknown}) ORDER BY source"  # noqa: S608 - our own words
        return [row[0] for row in self._connection.execute(sql)]

    def pages(self, source: str) -> dict[str, dict[int, int]]:
        """What may be furniture of each document that is shown under a source."""
        sql = "SELECT id, key, size FROM cleaning JOIN block USING (id) WHERE shown = ?"
        found: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for id, key, size in self._connection.execute(sql, (source,)):
            found[id][key] = size
        return dict(found)

    def learnt(self) -> dict[str, dict[int, int]]:
        """The furniture of every source that has some."""
        found: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for source, key, pages in self._connection.execute("SELECT source, key, pages FROM furniture"):
            found[source][key] = pages
        return dict(found)

    def settle(self, source: str, pages: Mapping[int, int]) -> None:
        """Keep what is furniture of a source now."""
        self._connection.execute("DELETE FROM furniture WHERE source = ?", (source,))
        rows = ((source, key, count) for key, count in pages.items())
        self._connection.executemany("INSERT INTO furniture VALUES (?, ?, ?)", rows)
        self._connection.execute("DELETE FROM suspect WHERE source = ?", (source,))
