"""What stands at the edges of the kept text, or heads nothing of it, is dropped in the end."""

from archive.clean.lines import SOLID
from archive.report import Block, Kind

# What may stand between a heading and its text.
_APART = ("beside the article", "newsletter box", "advertising", "sharing links")


def without_edges(blocks: list[Block]) -> list[Block]:
    """Short lines above the title, and those below the last paragraph that furniture sets apart from it."""
    title = next((n for n, block in enumerate(blocks) if block.kind is Kind.TITLE), 0)
    solid = [n for n, block in enumerate(blocks) if block.kept and len(block.text) > SOLID]
    if not solid:
        return blocks
    above = [n for n in range(title) if solid[0] > title and blocks[n].kept]
    apart = [n for n in range(solid[-1] + 1, len(blocks)) if not blocks[n].kept][1:2]
    below = list(range(apart[0], len(blocks))) if apart else []
    for edge, rule in ((above, "above the title"), (below, "below the article")):
        if sum(len(blocks[n].text) for n in edge if blocks[n].kept) * 8 < sum(len(blocks[n].text) for n in solid):
            for n in edge:
                blocks[n] = _dropped(blocks[n], rule) if blocks[n].kept else blocks[n]
    return blocks


def without_head(blocks: list[Block]) -> list[Block]:
    """Labels that stand above the title are the page's, where the text begins below it."""
    title = next((n for n, block in enumerate(blocks) if block.kind is Kind.TITLE), 0)
    if any(block.kept and len(block.text) > SOLID for block in blocks[:title]):
        return blocks
    return [_dropped(block, "above the title") if block.kept and n < title else block for n, block in enumerate(blocks)]


def without_loose_headings(blocks: list[Block]) -> list[Block]:
    """Headings that what was dropped stood under, or nothing, head nothing."""
    if not any(block.kept and block.kind is not Kind.HEADING for block in blocks):
        return blocks
    loose = True
    for n in range(len(blocks) - 1, -1, -1):
        block = blocks[n]
        if block.kept and block.kind is Kind.HEADING and loose:
            blocks[n] = _dropped(block, "a heading without text")
        elif block.kept or block.rule not in _APART:
            loose = loose if block.kind is Kind.CAPTION else not block.kept
    return blocks


def _dropped(block: Block, rule: str) -> Block:
    return Block(block.text, Kind.FURNITURE, False, rule)
