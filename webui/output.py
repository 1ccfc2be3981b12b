"""Results and documents as plain JSON values: what the API serves and `--json` prints, field for field."""

import json
from dataclasses import asdict
from typing import Any

from archive.copies.edits import Comparison
from archive.copies.table import Copy
from archive.overlay import stands
from archive.people import corrected_fields
from archive.report import Block, Document, Place
from archive.review import SourceReview
from index.engine import FACETS, Forms, Hit, Marked, Results
from webui.params import to_params

JSON_FACETS = tuple(name for name in FACETS if name != "day")
"""What is counted for programs: of days there may be thousands, and they can be asked for by range."""


def json_text(value: Any) -> str:
    """A JSON value on one line; what a terminal would obey is escaped, as JSON can."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in text)


def results_json(results: Results) -> dict[str, Any]:
    """A page of results. `query` is its parameters; dates are ISO 8601 at their precision, null where unknown."""
    return {
        "query": to_params(results.query),
        "total": results.total,
        "page": results.query.page,
        "pages": results.pages,
        "seconds": round(results.seconds, 6),
        "as_of": results.as_of,
        "behind": results.behind,
        "notes": list(results.notes),
        "undated": results.undated,
        "facets": {
            name: [{"value": value, "count": count} for value, count in values]
            for name, values in results.facets.items()
        },
        "hits": [_hit_json(hit) for hit in results.hits],
    }


def forms_json(forms: Forms) -> list[dict[str, Any]]:
    """The forms in which matches hold each word of a query, with how many do."""
    return [
        {"word": leaf.text, "field": leaf.field, "forms": [{"value": word, "count": count} for word, count in counts]}
        for leaf, counts in forms
    ]


def document_json(document: Document, blocks: tuple[Block, ...], copies: tuple[Copy, ...] = ()) -> dict[str, Any]:
    """A document with the evidence for its values, its copies, and the blocks its page was cut into."""
    date = document.date
    return {
        "id": document.id,
        "version": document.version,
        "title": document.title,
        "date": date.text if date else None,
        "date_precision": date.precision if date else None,
        "instant": date.instant if date else "",
        "source": document.source,
        "from": document.published_in,
        "dateline": place_json(document.dateline) if document.dateline else None,
        "about": [place_json(place) for place in document.about],
        "regions": list(document.regions),
        "author": document.author,
        "language": document.language,
        "url": document.url,
        "gone_since": document.gone_since,
        "cluster": document.cluster,
        "copies": [_copy_json(copy) for copy in copies],
        "corrected": list(corrected_fields(document)),
        "body": document.body,
        "evidence": [{**asdict(evidence), "stands": stands(document, evidence)} for evidence in document.evidence],
        "blocks": [{"text": b.text, "kind": b.kind.value, "kept": b.kept, "rule": b.rule} for b in blocks],
    }


def place_json(place: Place) -> dict[str, Any]:
    """A place as a JSON object."""
    return {"country": place.country, "place": place.place, "confidence": place.confidence}


def review_json(review: SourceReview) -> dict[str, Any]:
    """What is suspicious of a source's documents, and the command that shows the worst of them."""
    return {**asdict(review), "next": f"backfile show --blocks {review.worst}"}


def difference_json(comparison: Comparison) -> dict[str, Any]:
    """How one document became another: pieces of text, each `same`, `removed` or `added`."""
    old, new = comparison.old, comparison.new
    return {
        "old": {"id": old.id, "version": old.version},
        "new": {"id": new.id, "version": new.version},
        "title": [[edit.value, text] for edit, text in comparison.title],
        "body": [[edit.value, text] for edit, text in comparison.body],
    }


def _copy_json(copy: Copy) -> dict[str, Any]:
    return {
        "id": copy.id,
        "title": copy.title,
        "source": copy.source,
        "date": copy.date.text if copy.date else None,
        "first_seen": copy.first_seen,
        "share": None if copy.share is None else round(copy.share, 3),
        "same_address": copy.same_address,
    }


def _hit_json(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "version": hit.version,
        "score": hit.score,
        "title": "".join(text for text, _ in hit.title),
        "date": hit.date.text if hit.date else None,
        "date_precision": hit.date.precision if hit.date else None,
        "source": hit.source,
        "regions": list(hit.regions),
        "author": hit.author,
        "language": hit.language,
        "url": hit.url,
        "words": hit.words,
        "folded": hit.folded,
        "gone_since": hit.gone_since,
        "matched": hit.matched,
        "excerpts": [_pieces(excerpt) for excerpt in hit.excerpts],
    }


def _pieces(marked: Marked) -> list[list[str | bool]]:
    return [[text, matched] for text, matched in marked]
