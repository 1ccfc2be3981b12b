"""Files in other formats, made from words: the smallest of each that a reader must understand."""

import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
DC = "http://purl.org/dc/elements/1.1/"


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip file of parts by their names; `mimetype` is stored as it is."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name), data, kind)
    return file.getvalue()


def docx(body: str, core: str = "", **parts: str) -> bytes:
    """A Word document of what stands between the tags of its body, and further parts of `word/`."""
    styles = "".join(
        f'<w:style w:styleId="{id}"><w:name w:val="{name}"/></w:style>'
        for id, name in (("T", "Title"), ("H", "heading 1"), ("Q", "Quote"))
    )
    made = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{CORE}" xmlns:dc="{DC}">{core}</cp:coreProperties>',
    }
    return zipped(made | {f"word/{name}.xml": f'<w:x xmlns:w="{W}">{text}</w:x>' for name, text in parts.items()})


def p(text: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def odt(body: str, meta: str = "", head: str = "") -> bytes:
    """An OpenDocument text of what stands between the tags of its body."""
    names = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "text", "table", "style", "meta"))
    names += f' xmlns:dc="{DC}"'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {names}>{head}<office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {names}><office:meta>{meta}</office:meta></office:document-meta>",
        }
    )


def epub(chapters: Sequence[str], meta: str = "") -> bytes:
    """A book of chapters, each what stands in the body of its page; they are stored in another order."""
    items = "".join(f'<item id="c{n}" href="text/c%20{n}.xhtml"/>' for n in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    pages = {f"OEBPS/text/c {n}.xhtml": f"<html><body>{chapter}</body></html>" for n, chapter in enumerate(chapters)}
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfile full-path="OEBPS/book.opf"/></container>',
            "OEBPS/book.opf": f'<package><metadata xmlns:dc="{DC}">{meta}</metadata><manifest>{items}</manifest>'
            f"<spine>{spine}</spine></package>",
            **dict(reversed(pages.items())),
        }
    )


Print = tuple[float, float, float, str]
"""Text on a page: where it begins from the left and from below, its size (all in points), and its words."""


def pdf(pages: Sequence[Sequence[Print]], info: str = "") -> bytes:
    """A PDF of A4 pages in Helvetica."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    objects.append(f"<<{info}>>".encode())
    kids = []
    for page in pages:
        text = "".join(f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET\n" for x, y, size, words in page).encode("cp1252")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(text), text))
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
            % len(objects)
        )
    refs = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{refs}]>>".encode()
    return _numbered(objects)


def _numbered(objects: Sequence[bytes]) -> bytes:
    made, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s\nendobj\n" % (number, text)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(made)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return made + f"{head}trailer<</Size {len(objects) + 1}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{start}\n%%EOF".encode()


def answer(
    url: str, date: str, body: bytes | str, head: str = "Content-Type: text/html", status: str = "200 OK"
) -> bytes:
    """A record of a web archive: what `url` answered on a date."""
    data = body.encode() if isinstance(body, str) else body
    block = f"HTTP/1.1 {status}\r\n{head}\r\n\r\n".encode() + data
    lines = ["WARC/1.0", "WARC-Type: response", f"WARC-Target-URI: {url}", f"WARC-Date: {date}"]
    lines += ["Content-Type: application/http; msgtype=response", f"Content-Length: {len(block)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


MAIL_HEAD = "From: Anna Example <anna@quay.example>\nTo: desk@lantern.example\nDate: Sun, 8 Jun 2025 23:30:00 -0500\n"
MAIL_HEAD += "Subject: Re: Fwd: Harbour opens\nMIME-Version: 1.0\n"


def multipart(kind: str, *bodies: str, head: str = MAIL_HEAD) -> bytes:
    """A mail of parts, each with its own headers."""
    inner = "".join(f"--b\n{body}\n" for body in bodies)
    return f'{head}Content-Type: multipart/{kind};\n boundary="b"\n\n{inner}--b--\n'.encode()
