"""What tests make documents from, and where the sample corpus and the real data are."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archive.intake import take_in
from archive.report import Cleaned, Document, PartialDate
from archive.rows import arrival
from archive.scan import named_roots
from archive.store import Archive
from index.find import open_engine
from index.sync import sync

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
DATA = ROOT.parent / "shared" / "data"

Put = Callable[..., Document]
"""Keeps a document made of an id, a body, and further fields of Document (the date as text)."""


def keep_document(archive: Archive, id: str, body: str = "", **fields: Any) -> Document:
    """Keep a document in one transaction, under a key made of its id."""
    date = PartialDate(fields.pop("date")) if fields.get("date") else None
    document = Document(title=fields.pop("title", ""), body=body, date=date, **fields)
    data = json.dumps([id, body, document.title, str(date), str(fields)]).encode()
    with archive.transaction():
        return archive.keep(arrival(b"/reports/" + id.encode(), data), Cleaned(document, (), "text", "utf-8"), id)


def make_corpus_archive(root: Path) -> Archive:
    """An archive that holds the corpus, read as `backfile add` reads it; not indexed yet."""
    archive = Archive.create(root)
    for _ in take_in(archive, named_roots([bytes(CORPUS)], archive.settings)):
        pass
    return archive


def bring_up_to_date(archive: Archive) -> None:
    """Make the index hold what the archive holds."""
    engine = open_engine(archive)
    sync(archive, engine)
    engine.close()
