"""A word's code tells what stands one position after it, and nothing where that is not sure."""

import numpy as np

from index.columnar.following import NOTHING, SEVERAL, code_of, following


def test_each_word_is_followed_by_the_word_at_the_next_position_of_its_text() -> None:
    texts = np.array([0, 0, 0, 0, 0, 1, 1, 1])
    positions = np.array([0, 1, 1, 2, 4, 0, 1, 2])
    codes = np.array([1, 2, 3, 4, 5, 6, 7, 8], np.uint8)
    expected = [SEVERAL, 4, 4, NOTHING, NOTHING, 7, 8, NOTHING]
    assert following(texts, positions, codes).tolist() == expected


def test_no_text_has_no_codes() -> None:
    assert following(np.zeros(0, int), np.zeros(0, int), np.zeros(0, np.uint8)).tolist() == []


def test_codes_are_between_those_that_mean_more() -> None:
    codes = {code_of(b"%d" % number) for number in range(1_000)}
    assert codes == set(range(NOTHING + 1, SEVERAL))
