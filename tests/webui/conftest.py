"""Archives for the page's tests: the corpus, read as `backfile add` reads it, and documents made for one test."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from making import bring_up_to_date, make_corpus_archive

from archive.report import Block, Cleaned, Document
from archive.rows import arrival
from archive.store import Archive
from webui.app import create_app
from webui.resources import close_engine

MakeClient = Callable[..., FlaskClient]


@pytest.fixture(scope="session")
def corpus_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that holds the corpus. Tests only read it."""
    root = tmp_path_factory.mktemp("corpus") / "archive"
    with make_corpus_archive(root) as archive:
        bring_up_to_date(archive)
    return root


@pytest.fixture(scope="session")
def app(corpus_root: Path) -> Iterator[Flask]:
    """The app on the corpus."""
    made = create_app(corpus_root)
    yield made
    close_engine(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser on the corpus."""
    return app.test_client()


@pytest.fixture
def client_of(tmp_path: Path) -> Iterator[MakeClient]:
    """Make a browser on an archive of these documents, each with the original and the blocks given for all."""
    with ExitStack() as open_apps:

        def make(documents: Sequence[Document], data: bytes = b"", blocks: tuple[Block, ...] = ()) -> FlaskClient:
            root = tmp_path / "archive"
            with Archive.create(root) as archive:
                with archive.transaction():
                    for number, document in enumerate(documents):
                        arrived = arrival(b"reports/%d.html" % number, data or b"<p>original %d</p>" % number)
                        archive.keep(arrived, Cleaned(document, blocks, "html", "utf-8"), document.id)
                bring_up_to_date(archive)
            made = create_app(root)
            open_apps.callback(close_engine, made)
            return made.test_client()

        yield make
