"""What many tests start from: an empty archive, and documents put into it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from making import Put, keep_document

from archive.store import Archive

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="do damage many times over, as `make soak` does")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "archive") as made:
        yield made


@pytest.fixture
def put(archive: Archive) -> Put:
    return partial(keep_document, archive)
