"""Sets of documents are joined alike whether they are listed or laid out, and nothing that is kept changes by it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columnar.found import ALL, Found, Laid, Listed, alike, either, evenly, every, looked_up, union

DOCUMENTS = 700
sets = st.one_of(
    st.dictionaries(st.integers(0, DOCUMENTS - 1), st.sampled_from([0.25, 1.0, 3.5]), max_size=5),
    st.integers(1, 7).map(lambda step: {doc: 1.0 + doc % 5 for doc in range(0, DOCUMENTS, step)}),
)


def listed(scores: dict[int, float]) -> Listed:
    docs = sorted(scores)
    return Listed(np.array(docs, np.int64), np.array([scores[doc] for doc in docs], np.float64))


def laid(scores: dict[int, float]) -> Laid:
    held, column = np.zeros(DOCUMENTS, bool), np.zeros(DOCUMENTS)
    for doc, score in scores.items():
        held[doc], column[doc] = True, score
    return Laid(held, column)


founds = st.tuples(sets, st.sampled_from([listed, laid]))


def said(found: Found) -> dict[int, float]:
    whole = found.listed()
    assert found.total == len(whole.docs)
    return dict(zip(whole.docs.tolist(), whole.scores.tolist(), strict=True))


@given(st.lists(founds, min_size=1, max_size=4))
def test_what_is_in_any_scores_the_sum_and_what_was_joined_stays_as_it_was(some: list) -> None:
    made = [form(scores) for scores, form in some]
    expected: dict[int, float] = {}
    for scores, _ in some:
        for doc, score in scores.items():
            expected[doc] = expected.get(doc, 0.0) + score
    assert said(either(made, [1.0] * len(made), DOCUMENTS)) == pytest.approx(expected)
    assert [said(found) for found in made] == [scores for scores, _ in some]


@given(st.lists(founds, min_size=1, max_size=4))
def test_what_is_in_all_scores_the_sum(some: list) -> None:
    expected = {
        doc: sum(scores[doc] for scores, _ in some)
        for doc in set.intersection(*(set(scores) for scores, _ in some))
    }  # fmt: skip
    made = [form(scores) for scores, form in some]
    assert said(every(made, [1.0] * len(made), DOCUMENTS)) == pytest.approx(expected)


@given(founds, sets)
def test_a_test_lets_through_what_passes(one: tuple, wanted: dict[int, float]) -> None:
    scores, form = one
    mask = laid(wanted).held
    passed = {doc: score for doc, score in scores.items() if doc in wanted}
    assert said(form(scores).only(lambda at: mask[at])) == passed
    assert form(scores).count(mask) == len(passed)
    assert form(scores).compact().total == len(scores)


@given(sets, founds)
def test_what_scores_alike_stays_so_until_it_is_added_to(held: dict[int, float], other: tuple) -> None:
    even = alike(laid(held).held, 2.0)
    assert even.even
    assert even.only(lambda at: laid(held).held[at]).even
    assert even.scores.nbytes == 8 * DOCUMENTS
    assert Listed(np.arange(3), evenly(2.0, 3)).kept(np.array([True, False, True])).even
    scores, form = other
    both = union(even, form(scores), DOCUMENTS)
    assert said(both) == {doc: 2.0 * (doc in held) + scores.get(doc, 0.0) for doc in {*held, *scores}}
    assert even.held[ALL].sum() == len(held)


@given(sets, sets)
def test_documents_are_looked_up_among_few_and_many(some: dict[int, float], others: dict[int, float]) -> None:
    if others:
        there, places = looked_up(listed(some).docs, listed(others).docs, DOCUMENTS)
        assert there.tolist() == [doc in others for doc in sorted(some)]
        assert listed(others).docs[places[there]].tolist() == [doc for doc in sorted(some) if doc in others]
