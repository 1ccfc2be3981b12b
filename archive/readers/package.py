"""Office documents and books are zip files of XML: their parts, read so that none can do harm."""

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from lxml import etree

from archive.errors import RefusedError

MAX_PART_BYTES = 24 << 20
"""A part as unpacked; its tree takes ten times as much memory."""

ZIP_START = b"PK\x03\x04"
ZIP_FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What the standard library raises on zip files that are broken, cut short, encrypted or too new for it."""


class Package:
    """One zip file of parts, by their names."""

    def __init__(self, data: bytes) -> None:
        """Raises RefusedError where it is no zip file that can be read."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except ZIP_FAULTS as error:
            raise RefusedError("broken", f"it is not a whole zip file, as its format wants: {error}") from error
        self.names = frozenset(self._zip.namelist())

    def part(self, name: str) -> bytes:
        """The bytes of a part; none where there is no such part. Raises RefusedError."""
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as file:
                data = file.read(MAX_PART_BYTES + 1)
        except ZIP_FAULTS as error:
            raise RefusedError("broken", f"its part {name} cannot be unpacked: {error}") from error
        if len(data) > MAX_PART_BYTES:
            raise RefusedError("too-large", f"its part {name} unpacks to over {MAX_PART_BYTES >> 20} MB")
        return data

    def xml(self, name: str) -> Any:
        """The root of an XML part, or an empty element where there is no such part. Raises RefusedError."""
        data = self.part(name)
        if not data.strip():
            return etree.Element("nothing")
        # Entities are never expanded and nothing is fetched; depth and length keep libxml2's own limits.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise RefusedError("broken", f"its part {name} is no XML that can be read: {error}") from error
        dtd = root.getroottree().docinfo.internalDTD
        if dtd is not None and next(dtd.iterentities(), None) is not None:
            raise RefusedError("broken", f"its part {name} declares entities, which no such document does")
        return root


def zip_names(data: bytes) -> frozenset[str]:
    """The names in a zip file; none where it is none, or cannot be read."""
    if not data.startswith(ZIP_START):
        return frozenset()
    try:
        return Package(data).names
    except RefusedError:
        return frozenset()


def texts(root: Any, names: Mapping[str, str]) -> dict[str, str]:
    """The text of the first element of each local name below `root`, under the name that `names` gives it."""
    found: dict[str, str] = {}
    for element in root.iter("{*}*"):
        name = names.get(etree.QName(element).localname)
        if name and name not in found and element.text:
            found[name] = element.text
    return found
