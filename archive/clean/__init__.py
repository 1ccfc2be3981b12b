"""Page to Blocks: what is kept as the report's body, what is dropped, and the rule that decided."""

from collections.abc import Sequence

from archive.clean.edges import without_edges, without_head, without_loose_headings
from archive.clean.features import features
from archive.clean.lines import BYLINE, CAPTION, ONLY_LINKS, REPEATS, TITLE, Known, is_dated, rules_of
from archive.clean.model import Model, model
from archive.clean.prose import Verdict, by_rules, prose, true_places
from archive.readers.page import Page, Piece
from archive.report import Block, Kind

__all__ = ["Known", "body_of", "clean", "is_dated"]

_MAX_PIECES = 10_000  # the model has seen no page of more, and would take seconds over it
# Chosen by five folds by site on the halves that the model is learnt from.
_OVERRULES = 0.8  # how sure the model must be to keep a caption, or what the name of its place knows for furniture
_CERTAIN = 0.9  # and to keep what repeats the title
_NEVER = 2.0  # no model is so sure
_DOUBT = 0.25  # the share of a body that may be wrong, from which on trafilatura is asked


def clean(page: Page, known: Known, judge: Model | None = None) -> tuple[Block, ...]:
    """Every Piece of `page` as a Block, in reading order; `judge` is another model than our own."""
    rules = rules_of(page.pieces, known)
    verdicts = _by_model(page.pieces, rules, known, judge or model()) if page.is_web else []
    if verdicts:
        return tuple(without_loose_headings(without_head(_blocks(page.pieces, rules, verdicts))))
    return tuple(without_loose_headings(without_edges(_blocks(page.pieces, rules, by_rules(page, rules)))))


def body_of(blocks: Sequence[Block]) -> str:
    """The kept Blocks as one text, paragraphs set apart by an empty line."""
    return "\n\n".join(block.text for block in blocks if block.kept)


def _by_model(pieces: Sequence[Piece], rules: Sequence[str], known: Known, judge: Model) -> list[Verdict]:
    """What the model keeps; nothing where it is unsure, keeps hardly any prose, or would take long."""
    if not 0 < len(pieces) <= _MAX_PIECES:
        return []
    sure = judge.probabilities(features(pieces, rules, known.title, judge.lexicon))
    likely = [one >= _least(rule, judge.threshold) for one, rule in zip(sure, rules, strict=True)]
    never = true_places(pieces, likely)
    kept = [
        own and (one >= _OVERRULES or (piece.place not in never and piece.kind is not Kind.CAPTION))
        for own, one, piece in zip(likely, sure, pieces, strict=True)
    ]
    if _in_doubt(pieces, kept, sure):
        return []
    said = [f"the model: {one:.2f} body" for one in sure]
    return [
        Verdict(own, words if own else piece.place or rule or (CAPTION if piece.kind is Kind.CAPTION else words))
        for own, words, piece, rule in zip(kept, said, pieces, rules, strict=True)
    ]


def _least(rule: str, threshold: float) -> float:
    """How sure the model must be to keep a piece that `rule` knows."""
    if rule in ("", ONLY_LINKS):
        return threshold
    return _CERTAIN if rule in (TITLE, REPEATS) else _NEVER


def _in_doubt(pieces: Sequence[Piece], kept: Sequence[bool], sure: Sequence[float]) -> bool:
    """Whether much of what is kept or dropped may be wrong, or hardly any prose is kept."""
    size = sum(len(piece.text) for piece, own in zip(pieces, kept, strict=True) if own)
    doubt = sum(min(one, 1 - one) * len(piece.text) for one, piece in zip(sure, pieces, strict=True))
    return doubt > _DOUBT * size or size * 8 < sum(len(piece.text) for piece in prose(pieces))


def _blocks(pieces: Sequence[Piece], rules: Sequence[str], verdicts: Sequence[Verdict]) -> list[Block]:
    blocks = []
    for piece, rule, verdict in zip(pieces, rules, verdicts, strict=True):
        kind = piece.kind
        if not verdict.kept and kind is not Kind.CAPTION:
            kind = Kind.BYLINE if rule == BYLINE else Kind.TITLE if rule in (TITLE, REPEATS) else Kind.FURNITURE
        elif kind in (Kind.TITLE, Kind.BYLINE):
            kind = Kind.BODY
        blocks.append(Block(piece.text, kind, verdict.kept, verdict.rule))
    return blocks
