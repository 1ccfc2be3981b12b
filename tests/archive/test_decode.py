"""The encoding of a file is what its bytes are, whatever the file says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import RefusedError
from archive.readers.decode import decode

RUSSIAN = "<p>" + "Президент заявил во вторник, что правительство продолжит работу над законом. " * 4 + "</p>"
CHINESE = "<p>" + "中国与越南之间的铁路货运本周二开始试行新的单证办法。" * 4 + "</p>"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-8"),
    ],
)
def test_text_comes_right_with_no_word_about_its_encoding(text: str, codec: str) -> None:
    assert decode(text.encode(codec))[0] == text


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("iso-8859-1", "cp1252", "<p>“Curly quotes” — and a dash €</p>"),
        ("gb2312", "gb18030", "<p>囍镕</p>"),
        ("tis-620", "cp874", "<p>ภาษาไทย</p>"),
        ("koi8-r", "koi8_r", "<p>Привет</p>"),
        ("shift_jis", "cp932", "<p>①日本語</p>"),
    ],
)
def test_a_declared_charset_is_read_as_browsers_read_it(declared: str, codec: str, text: str) -> None:
    page = f'<meta charset="{declared}">{text}'
    assert decode(page.encode(codec))[0] == page


def test_cyrillic_that_says_it_is_utf_8_comes_right() -> None:
    page = '<meta charset="utf-8">' + RUSSIAN
    assert decode(page.encode("cp1251")) == (page, "cp1251")


def test_utf_8_that_says_it_is_latin_1_comes_right() -> None:
    page = '<meta charset="iso-8859-1">' + RUSSIAN
    assert decode(page.encode())[0] == page


def test_one_broken_byte_does_not_make_utf_8_something_else() -> None:
    text, codec = decode(RUSSIAN.encode() + b"\xff")
    assert codec == "utf-8"
    assert text == RUSSIAN + "\ufffd"


def test_isolated_nuls_and_nuls_at_the_end_are_dropped() -> None:
    assert decode(b"the quick brown f\0ox jumps over the lazy dog and more" * 3 + b"\0" * 500)[0].count("fox") == 3


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "zip"),
        (b"\x1f\x8b\x08", "gzip"),
    ],
)
def test_binary_data_is_refused_by_the_name_of_what_it_is(start: bytes, kind: str) -> None:
    with pytest.raises(RefusedError) as refused:
        decode(start + bytes(range(256)))
    assert refused.value.reason == "not-text"
    assert kind in refused.value.detail


def test_bytes_with_many_control_characters_are_refused() -> None:
    with pytest.raises(RefusedError, match="not-text"):
        decode(bytes(range(256)) * 20)


@pytest.mark.parametrize("charset", ["base64", "rot13", "idna", "punycode", "nonsense", "utf-16", "undefined", "zlib"])
def test_a_charset_that_is_none_is_passed_over(charset: str) -> None:
    page = f'<meta charset="{charset}"><p>naïve café</p>'
    assert decode(page.encode())[0] == page


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text, codec = decode(data)
    except RefusedError as error:
        assert error.reason == "not-text"
    else:
        assert codec
        assert "\0" not in text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_utf_8_with_its_mark_is_given_back_unchanged(text: str) -> None:
    assert decode(text.encode("utf-8-sig"))[0] == text.replace("\ufeff", "", 1 if text.startswith("\ufeff") else 0)


@pytest.mark.parametrize("text", ["à Orléans", "señor Núñez montaña", "£5 naïve", "Die Straße über Österreich"])
def test_western_text_with_no_word_about_its_encoding_is_cp1252(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize("text", ["Zażółć gęślą jaźń", "Příliš žluťoučký kůň úpěl ďábelské ódy"])
def test_central_european_text_is_no_western_text(text: str) -> None:
    assert decode(text.encode("cp1250")) == (text, "cp1250")


@pytest.mark.parametrize(
    "head",
    [
        "A page says charset=koi8-r at its head. ",
        '<link rel="x" charset="koi8-r">',
        '<script>let charset="koi8-r"</script>',
        '<!-- <meta charset="koi8-r"> -->',
        '<meta name="x" content="charset=koi8-r">',
    ],
)
def test_only_a_meta_tag_or_an_xml_declaration_says_the_encoding(head: str) -> None:
    page = head + "<p>naïve café</p>"
    assert decode(page.encode("cp1252")) == (page, "cp1252")


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="koi8-r">',
        "<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>",
        '<meta content="text/html; charset=koi8-r" http-equiv=content-type>',
        '<?xml version="1.0" encoding="koi8-r"?>',
    ],
)
def test_each_way_to_say_the_encoding_is_heard(head: str) -> None:
    page = head + "<p>Привет</p>"
    assert decode(page.encode("koi8_r")) == (page, "koi8-r")


def test_plain_text_says_no_encoding() -> None:
    text = 'Write <meta charset="koi8-r"> naïve'
    assert decode(text.encode("cp1252"), marked_up=False)[0] == text


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "windows-1250"])
def test_one_utf_8_character_wins_over_a_single_byte_charset(charset: str) -> None:
    page = f'<meta charset="{charset}"><p>café</p>'
    assert decode(page.encode())[0] == page


@pytest.mark.parametrize(
    "charset", ["unicode_escape", "raw-unicode-escape", "utf-7", "punycode", "idna", "rot13", "hex"]
)
def test_codecs_that_no_browser_knows_are_no_charset(charset: str) -> None:
    page = f'<meta charset="{charset}"><p>+AGE- \\u0041 naïve</p>'
    assert decode(page.encode("cp1252")) == (page, "cp1252")
