"""What a person says in `archive.toml` of a source's blocks, "keep this" or "drop this", over what was decided."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256

from archive.report import Block, Kind
from archive.settings import Source

RULE = "archive.toml: "
"""How the rule of a Block begins that a person's rule decided."""


def ruled(blocks: Sequence[Block], source: Source) -> tuple[Block, ...]:
    """The Blocks with the person's rules over them; one that is as they want it already keeps the rule it has."""
    return tuple(_ruled(block, decision(block.text, source)) for block in blocks)


def decision(text: str, source: Source) -> str:
    """The rule of a source that decides a block of this text, as `show --blocks` tells it; "" for none. Keep wins."""
    if not (source.keep or source.drop):
        return ""
    said = words_of(text)
    for verb, rules in (("keep", source.keep), ("drop", source.drop)):
        for rule in rules:
            if said and _says(said, _parts(rule)):
                return f"{RULE}{verb} {rule!r}"
    return ""


def is_kept(decided: str) -> bool:
    """Whether a decision is to keep."""
    return decided.startswith(f"{RULE}keep")


def differ(blocks: Sequence[Block], source: Source) -> bool:
    """Whether the rules decide otherwise now of any Block they have decided of before, or of any other."""
    return any(_differs(block, decision(block.text, source)) for block in blocks)


def digest_of(source: Source) -> str:
    """The rules of a source as one short text, "" for none."""
    rules = repr((source.keep, source.drop)).encode("utf-8", "surrogatepass")
    return sha256(rules).hexdigest()[:16] if source.keep or source.drop else ""


def rules_of(name: str, sources: Sequence[Source]) -> Source:
    """The entry of `archive.toml` with the rules of the source called so, or one without rules."""
    return next((source for source in sources if source.name == name), Source(name))


def words_of(text: str) -> str:
    """The words of a text, case, signs and spaces aside."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _ruled(block: Block, decided: str) -> Block:
    if not decided or is_kept(decided) == block.kept:
        return block
    if block.kept:
        return Block(block.text, Kind.FURNITURE, False, decided)
    return replace(block, kind=Kind.BODY if block.kind is Kind.FURNITURE else block.kind, kept=True, rule=decided)


def _differs(block: Block, decided: str) -> bool:
    if block.rule.startswith(RULE):
        return block.rule != decided
    return _ruled(block, decided) != block


def _says(text: str, parts: Sequence[str]) -> bool:
    """Whether a text is these parts with any letters or none between them; in one pass, however many they are."""
    if len(parts) == 1:
        return text == parts[0]
    first, *middle, last = parts
    at, end = len(first), len(text) - len(last)
    if at > end or not (text.startswith(first) and text.endswith(last)):
        return False
    for part in middle:
        at = text.find(part, at, end) + len(part)
        if at < len(part):
            return False
    return True


@cache
def _parts(rule: str) -> tuple[str, ...]:
    """A rule's words, cut at each `*`."""
    return tuple(" ".join(re.findall(r"[\w*]+", rule.casefold())).split("*"))
