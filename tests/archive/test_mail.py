"""Mail and pages saved as messages become Pages: headers as evidence, quoted mail and signatures as what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packing import MAIL_HEAD as HEAD
from packing import multipart as parts

from archive.errors import RefusedError
from archive.extract import extract
from archive.readers import read
from archive.settings import default_settings


def mail(body: str, head: str = HEAD) -> bytes:
    return f"{head}\n{body}".encode()


def kept(data: bytes) -> list[str]:
    return [block.text for block in extract(data, "a.eml", default_settings()).blocks if block.kept]


def rules(data: bytes) -> dict[str, str]:
    blocks = extract(data, "a.eml", default_settings()).blocks
    return {block.text: block.rule for block in blocks if not block.kept and block.rule != "date and source line"}


def test_headers_are_the_evidence_and_no_text() -> None:
    document = extract(mail("Ships are leaving.\n"), "a.eml", default_settings()).document
    assert (document.title, document.author, document.source) == ("Harbour opens", "Anna Example", "quay.example")
    assert document.date is not None
    assert (document.date.text, document.date.instant) == ("2025-06-08", "2025-06-08T23:30:00-05:00")
    assert document.body == "Ships are leaving."


def test_who_writes_to_a_list_is_a_source_and_no_author() -> None:
    head = HEAD.replace("Anna Example", "The Long Quay") + "List-Id: <news.quay.example>\n"
    document = extract(mail("Ships are leaving.\n", head), "a.eml", default_settings()).document
    assert (document.source, document.author) == ("The Long Quay", "")


def test_mail_quoted_below_the_answer_is_furniture_and_between_answers_it_is_text() -> None:
    quoted = "On Saturday, Bob Example <bob@quay.example> wrote:\n> Will it open?\n> Tell me.\n"
    assert kept(mail(f"It will.\n\n{quoted}")) == ["It will."]
    assert set(rules(mail(f"It will.\n\n{quoted}")).values()) == {"quoted mail"}
    assert kept(mail("> Will it open?\n\nIt will.\n")) == ["Will it open?", "It will."]
    assert kept(mail("> Nothing but a quote.\n")) == ["Nothing but a quote."]


def test_a_signature_is_furniture_and_what_stands_below_it_is_not_lost() -> None:
    data = mail("It will.\n-- \nAnna Example\nThe Long Quay\n\nOn Saturday, Bob Example wrote:\n\nWill it open?\n")
    assert rules(data) == {"The Long Quay": "signature"}
    assert kept(data)[-1] == "Will it open?"


def test_of_alternatives_the_plain_one_is_read_unless_it_is_a_stub() -> None:
    html = "Content-Type: text/html; charset=utf-8\n\n<p>The ships are leaving the harbour — at last.</p>"
    assert kept(parts("alternative", "Content-Type: text/plain\n\nThe ships are leaving the harbour.", html)) == [
        "The ships are leaving the harbour."
    ]
    assert kept(parts("alternative", "Content-Type: text/plain\n\nSee HTML.", html)) == [
        "The ships are leaving the harbour — at last."
    ]


def test_a_part_is_in_the_character_set_it_names() -> None:
    head = HEAD + "Content-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: base64\n"
    assert kept(mail("8NLJ18XULCDNydI=\n", head)) == ["Привет, мир"]


def test_headers_are_decoded_whatever_they_hold() -> None:
    head = HEAD.replace("Re: Fwd: Harbour opens", "=?utf-8?B?0J/RgNC40LLQtdGC?= =?nonsense?Q?x?=")
    assert "Harbour" not in extract(mail("Text.", head), "a.eml", default_settings()).document.title
    raw = HEAD.replace("Harbour opens", "Größe").encode("cp1252") + b"\nText."
    assert extract(raw, "a.eml", default_settings()).document.title == "Größe"


def test_a_mail_with_a_subject_and_no_text_is_a_report_and_one_without_both_is_none() -> None:
    assert extract(mail(""), "a.eml", default_settings()).document.title == "Harbour opens"
    with pytest.raises(RefusedError, match="no-text"):
        read(mail("", "From: a@b.example\nMessage-ID: <1@b.example>\n"), "a.eml")


def test_a_few_headers_copied_into_a_text_are_a_text() -> None:
    text = b"From: Anna Example\nSubject: Harbour\nDate: Sun, 8 Jun 2025 10:00:00 +0200\n\nShips are leaving."
    assert read(text, "a.txt").format == "text"
    assert read(b"Received: from x\n" + text, "a.txt").format == "mail"
    assert read(text, "a").format == "text"
    assert read(text.replace(b"Example", b"<anna@quay.example>"), "a").format == "mail"


SAVED = "From: <Saved by Blink>\nSnapshot-Content-Location: https://quay.example/2025/harbour\nSubject: x\n"
SAVED += "Date: Mon, 9 Jun 2025 10:00:00 -0000\nMIME-Version: 1.0\n"
PAGE = "<html><head><title>Harbour opens</title></head><body><p>{}</p></body></html>"
STORY = "Ships left the harbour on Sunday, for the first time since March, the master of the port said."


def page(charset: str = "utf-8", story: str = STORY) -> str:
    head = f"Content-Type: text/html; charset={charset}\nContent-Location: https://quay.example/2025/harbour\n\n"
    return head + PAGE.format(story)


def test_a_saved_page_is_read_as_the_page_with_its_address_and_the_moment_it_was_saved() -> None:
    other = "Content-Type: text/html\nContent-Location: https://ads.example/\n\n" + PAGE.format("Buy now.")
    data = parts("related", other, page(), head=SAVED)
    found = read(data, "a.mhtml")
    assert (found.format, found.facts.captured) == ("mhtml", "2025-06-09T10:00:00+00:00")
    document = extract(data, "a.mhtml", default_settings()).document
    assert (document.url, document.body) == ("https://quay.example/2025/harbour", STORY)


def test_no_page_was_published_after_it_was_saved() -> None:
    story = f"<p>Updated 8 August 2025</p><p>{STORY}</p><time datetime='2025-07-01'>1 July 2025</time>"
    document = extract(parts("related", page(story=story), head=SAVED), "a.mhtml", default_settings()).document
    dates = [one for one in document.evidence if one.field == "date"]
    assert all(one.value < "2025-06-11" or (one.confidence == 0 and "later" in one.method) for one in dates)


@pytest.mark.parametrize("missing", [8, 60, 200])
def test_a_saved_page_that_was_cut_is_refused(missing: int) -> None:
    with pytest.raises(RefusedError, match="truncated"):
        read(parts("related", page(), head=SAVED)[:-missing], "a.mhtml")


def test_a_mail_that_was_cut_is_read_and_told() -> None:
    data = parts("mixed", "Content-Type: text/plain\n\nThe text of it.", "Content-Type: text/plain\n\nMore of it.")
    assert set(rules(data[:-9]).values()) == {"not all of it is here"}
    assert kept(data[:-9])[0] == "The text of it."
    assert not rules(data)


@given(st.data())
def test_no_broken_message_does_worse_than_be_refused(data: st.DataObject) -> None:
    whole = parts("alternative", "Content-Type: text/plain\n\nText of it.", page("koi8-r"))
    place = data.draw(st.integers(0, len(whole)))
    junk = data.draw(st.binary(max_size=8))
    try:
        read(whole[:place] + junk + whole[place + len(junk) :], "a.eml")
    except RefusedError as error:
        assert error.detail


def test_a_message_in_messages_without_end_is_refused() -> None:
    inner = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))
    with pytest.raises(RefusedError):
        read((HEAD + inner).encode(), "a.eml")
