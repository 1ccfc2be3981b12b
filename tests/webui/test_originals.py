"""What arrived is shown inert where a browser can show it, and kept under its id where it cannot."""

from pathlib import Path

from packing import docx, multipart, p

from archive.intake import take_in
from archive.scan import named_roots
from archive.store import Archive
from webui.app import create_app
from webui.resources import close_engine

SAVED = "From: <Saved by Blink>\nSnapshot-Content-Location: https://quay.example/x\nMIME-Version: 1.0\n"
HTML = "<html><head><meta charset=utf-8></head><body><p>Größe of the harbour</p><script>alert(1)</script></body></html>"


def test_a_saved_page_is_shown_and_a_word_document_is_kept(archive: Archive, tmp_path: Path) -> None:
    page = "Content-Type: text/html; charset=windows-1252\n\n" + HTML
    (tmp_path / "a.mhtml").write_bytes(multipart("related", page, head=SAVED).decode().encode("cp1252"))
    (tmp_path / "b.docx").write_bytes(docx(p("Size of the harbour")))
    roots = named_roots([bytes(tmp_path / name) for name in ("a.mhtml", "b.docx")], archive.settings)
    saved, word = sorted(take_in(archive, roots), key=lambda outcome: outcome.key)
    app = create_app(archive.root)
    client = app.test_client()
    shown = client.get(f"/original/{saved.id}")
    assert (shown.content_type, "Größe of the harbour" in shown.text) == ("text/html; charset=utf-8", True)
    assert "alert" not in shown.text
    kept = client.get(f"/original/{word.id}")
    assert kept.headers["Content-Disposition"] == f'attachment; filename="{word.id}.docx"'
    assert "a Word document" in client.get(f"/document/{word.id}?view=original").text
    assert "<iframe" in client.get(f"/document/{saved.id}?view=original").text
    close_engine(app)
