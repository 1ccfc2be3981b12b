"""A page as a tree: what is in it, in page order, at any depth."""

import gc

import pytest

from archive.readers.tree import Node, parse


def names(text: str) -> list[str]:
    return [node.name for node in parse(text).root.nodes()]


def test_elements_come_in_page_order_and_what_is_left_open_is_closed() -> None:
    assert names("<p>a<p>b<b>c</i></b><ul><li>d<li>e</ul>") == ["html", "body", "p", "p", "b", "ul", "li", "li"]


def test_text_is_one_run_however_the_parser_cuts_it() -> None:
    tree = parse("<p>Fish &amp; chips &lt; 5 &euro;</p>")
    assert list(tree.root.strings()) == ["Fish & chips < 5 €"]


def test_scripts_are_no_text_but_have_theirs() -> None:
    tree = parse("<div>a<script>let x = '<p>';</script><style>p {}</style>b</div>")
    assert list(tree.root.strings()) == ["a", "b"]
    script = next(node for node in tree.root.nodes() if node.name == "script")
    assert list(script.strings()) == ["let x = '<p>';"]


def test_comments_are_kept_apart() -> None:
    tree = parse("<!-- saved from url=(0021)https://quay.example/ --><p>a<!-- b -->c</p>")
    assert tree.comments[0].strip().startswith("saved from")
    assert "".join(tree.root.strings()) == "ac"


@pytest.mark.parametrize("depth", [255, 5_000, 100_000])
def test_no_depth_is_too_deep(depth: int) -> None:
    tree = parse("<div>" * depth + "<p>The harbour</p>" + "</div>" * depth + "<p>after")
    assert list(tree.root.strings()) == ["The harbour", "after"]
    assert sum(node.name == "div" for node in tree.root.nodes()) == depth


def test_an_element_knows_whether_it_stands_in_an_article() -> None:
    tree = parse("<p><b>a</b></p><article><p><i>b</i></p></article><main><u>c</u></main>")
    assert [node.name for node in tree.root.nodes() if node.inside] == ["p", "i", "u"]


def test_a_tree_is_gone_as_soon_as_nobody_holds_it() -> None:
    gc.collect()
    gc.disable()
    try:
        parse("<div>" * 500 + "<p>The harbour</p>")
        assert "div" not in {one.name for one in gc.get_objects() if isinstance(one, Node)}
    finally:
        gc.enable()
