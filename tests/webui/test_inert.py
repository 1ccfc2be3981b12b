"""Whatever a stored page holds, what is served of it cannot act."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from webui.inert import inert_page, web_address

ACTIVE_TAGS = {
    "script", "iframe", "object", "embed", "applet", "link", "meta", "base", "frame", "frameset", "template", "portal",
}  # fmt: skip
ADDRESSES = {"href", "src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "xlink:href"}


def active_parts(page: str) -> list[str]:
    """What in a page could run, load or lead away, by two parsers that disagree about broken markup."""
    found = []
    for parser in ("html.parser", "lxml"):
        for tag in BeautifulSoup(page, parser).find_all(True):
            if tag.name in ACTIVE_TAGS:
                found.append(tag.name)
            for name, value in tag.attrs.items():
                picture = name == "src" and str(value).lower().startswith("data:image/")
                if name.startswith("on") or (name in ADDRESSES and not picture) or name == "http-equiv":
                    found.append(f"{tag.name} {name}={value}")
    return found


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script\x0csrc=x>alert(1)</script>",
    "<script/x>alert(1)</script >after",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script>unclosed alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<img srcset='//evil.example/a.png 2x' src=//evil.example/b.png>",
    "<picture><source srcset=//evil.example/a.png><img alt=a></picture>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a><use href='//evil.example/#a'/></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><a title='</style><img src=x onerror=alert(1)>'></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></mtext></math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)' ping=//evil.example>x</a>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<base href=//evil.example/>",
    "<link rel=preconnect href=//evil.example><link rel=stylesheet href=//evil.example/x.css>",
    "<iframe srcdoc='<script>alert(1)</script>' src=//evil.example></iframe>",
    "<object data=//evil.example/x.swf><embed src=//evil.example/y.swf></object>",
    "<form action=//evil.example><input type=image src=//evil.example/i.png formaction=//evil.example></form>",
    "<body onload=alert(1) background=//evil.example/b.png><frameset onload=alert(1)>",
    "<video poster=//evil.example/p.png src=//evil.example/v.mp4 autoplay><track src=//evil.example/t></video>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='//evil.example'?><script>alert(1)</script>",
    "<title></title><script>alert(1)</script>",
    "<textarea></textarea><script>alert(1)</script></textarea>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<p title='<script>alert(1)</script>' style='background:url(//evil.example/p.png)'>x</p>",
    '<p title="a" onclick="b" title=\'"><script>alert(1)</script>\'>x</p>',
    "<template><script>alert(1)</script></template>",
    "<style>@import '//evil.example/x.css'; p { background: URL( //evil.example/p.png) }</style>",
]


@pytest.mark.parametrize("page", HOSTILE)
def test_nothing_hostile_stays_active(page: str) -> None:
    inert = inert_page(f"<p>before</p>{page}")
    assert active_parts(inert) == []
    assert "before" in inert
    assert "url(//" not in inert.lower().replace(" ", "")
    assert "@import" not in inert.lower()


@given(st.lists(st.sampled_from([*HOSTILE, *"<>/='\"- \n!a", "</", "<!--", "-->", "style", "script", "onload=", "\0"])))
@settings(max_examples=300)
def test_no_mixture_of_hostile_pieces_is_active(pieces: list[str]) -> None:
    assert active_parts(inert_page("".join(pieces))) == []


@given(st.text())
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    plain = text.replace("<", "")
    assert inert_page(plain) == "<!doctype html>\n" + plain


@pytest.mark.parametrize(
    "hostile", ["<a ", "<", "<!--", "<![CDATA[", "</a ", "<a b='", "<style>", "<script></s", "<b>", "&#", "<?"]
)
def test_hundreds_of_thousands_of_broken_tags_are_no_work(hostile: str) -> None:
    """The standard library's parser takes minutes for some of these; here the test would simply not end."""
    assert inert_page(hostile * 300_000)


def test_what_a_reader_needs_is_kept() -> None:
    page = """<html lang=en><title>T</title><style>p { color: red } @media (width <= 9em) { a>b {} }</style>
      <body><h1 class="big">A &amp; B</h1><p style="color: blue">1 < 2 <a href="https://a.example/?b&amp;c">there</a></p>
      <table><tr><td colspan=2>x</td></tr></table><img alt="a ship" src="data:image/png;base64,AAAA"></body></html>"""
    soup = BeautifulSoup(inert_page(page), "lxml")
    assert soup.html and soup.html["lang"] == "en"
    assert soup.h1 and (soup.h1.text, soup.h1["class"]) == ("A & B", ["big"])
    assert soup.p and soup.p.text == "1 < 2 there"
    assert soup.a and soup.a["title"] == "https://a.example/?b&c"
    assert soup.td and soup.td["colspan"] == "2"
    assert soup.img and (soup.img["alt"], soup.img["src"]) == ("a ship", "data:image/png;base64,AAAA")
    assert soup.style and "(width <= 9em) { a>b {} }" in soup.style.text


@pytest.mark.parametrize(
    "url", ["https://a.example/b?c=d&e#f", "http://a.example", "HTTPS://A.example/", "https://пример.example/я"]
)
def test_web_addresses_can_be_followed(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " https://a.example",
        "data:text/html,x", "file:///etc/passwd", "//a.example", "/a", "a.example", "https:", "https:///a", "https://",
        "http://[", "ftp://a.example", "https://a.example/ b", "https://a.example\\@b.example", "vbscript:x",
        "https://a.example/\u202egpj", 'https://a.example/"onclick="x',
    ],
)  # fmt: skip
def test_other_addresses_are_only_text(url: str) -> None:
    assert web_address(url) == ""


@given(st.text() | st.builds("{}:{}".format, st.sampled_from(["http", "https", "javascript", "data"]), st.text()))
@settings(max_examples=1000)
def test_only_http_and_https_survive(url: str) -> None:
    kept = web_address(url)
    assert kept == "" or (kept == url and kept.lower().startswith(("http://", "https://")))


@pytest.mark.parametrize("name", ["video", "audio"])
def test_a_player_that_cannot_play_is_left_out_for_its_text(name: str) -> None:
    page = f"<p>a</p><{name} controls src=//a.example/v><source src=//a.example/w>The ship leaves.</{name}><p>b</p>"
    assert inert_page(page) == "<!doctype html>\n<p>a</p>The ship leaves.<p>b</p>"
