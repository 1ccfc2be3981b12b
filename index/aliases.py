"""What a person calls a source, to the one name it is kept under: `source:AP` finds Associated Press. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from operator import is_not

from archive.settings import Source
from archive.sources import one_name
from index.query import And, Exact, Node, Not, Or, Phrase, Query, Word


def under_one_name(query: Query, sources: Sequence[Source]) -> Query:
    """The query with each source asked for looked up under its one name too; `sources` are those of `archive.toml`."""
    names = tuple(dict.fromkeys(one_name(name, sources) or name for name in query.sources))
    tree = _node(query.tree, sources) if query.tree else None
    return query if tree is query.tree and names == query.sources else replace(query, tree=tree, sources=names)


def _node(node: Node, sources: Sequence[Source]) -> Node:
    match node:
        case And(parts) | Or(parts):
            renamed = tuple(_node(part, sources) for part in parts)
            return type(node)(renamed) if any(map(is_not, renamed, parts)) else node
        case Not(part):
            other = _node(part, sources)
            return node if other is part else Not(other)
        case Word(text, "source", start, end) | Phrase(text, "source", start, end):
            name = one_name(text, sources)
            if name and name.casefold() != text.casefold():
                return Or((node, Phrase(name, "source", start, end)))
        case Exact(text, "source", start, end):
            name = one_name(text, sources)
            return Exact(name, "source", start, end) if name and name != text else node
    return node
