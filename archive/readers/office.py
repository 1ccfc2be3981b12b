"""What the pieces and properties of an office document come to as a Page: its title among the pieces, its Facts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.errors import RefusedError
from archive.readers.page import Facts, Page, Piece
from archive.report import Evidence, Kind

_LONG = 200
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Office:
    """A document of paragraphs: its format, its pieces as their styles say, and the evidence of its properties."""

    format: str
    pieces: Sequence[Piece]
    evidence: tuple[Evidence, ...]

    def page(self) -> Page:
        """The Page. Only the first piece in the style of a title is the title. Raises RefusedError."""
        if not any(_WORD.search(piece.text) for piece in self.pieces if not piece.place):
            raise RefusedError("no-text", "there are no words in the document")
        first = next((n for n, piece in enumerate(self.pieces) if piece.kind is Kind.TITLE and not piece.place), -1)
        pieces = tuple(
            replace(piece, kind=Kind.HEADING) if piece.kind is Kind.TITLE and n != first else piece
            for n, piece in enumerate(self.pieces)
        )
        text = "\n".join(piece.text for piece in pieces)
        return Page(self.format, "", text, pieces, Facts(evidence=(*self._title(pieces, first), *self.evidence)))

    def _title(self, pieces: Sequence[Piece], first: int) -> list[Evidence]:
        """The title as its style says, or the heading that all begins with."""
        if first >= 0:
            words, method, sure = pieces[first].text, "title style", 0.9
        else:
            inner = [piece for piece in pieces if not piece.place]
            words, method, sure = inner[0].text, "first heading", 0.75
            if inner[0].kind is not Kind.HEADING:
                return []
        return [Evidence("title", words[:_LONG], method, words[:_LONG], sure)]
