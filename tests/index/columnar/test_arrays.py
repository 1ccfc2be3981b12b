"""Arrays come back as they were written, whatever their width."""

from itertools import accumulate
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.columnar.arrays import ArrayWriter, Small, narrow, read_arrays, stretches
from index.columnar.dictionary import Dictionary


def test_arrays_are_read_as_they_were_written_in_pieces_or_whole(tmp_path: Path) -> None:
    file = ArrayWriter(tmp_path / "a")
    file.reserve("pieces", np.uint16, 5)
    file.add("whole", narrow([1, 70_000]))
    file.add("none", narrow([]))
    for piece in ([1, 2], [], [3, 4, 5]):
        file.put("pieces", np.array(piece, np.int64))
    file.close({"said": "ü"})
    about, arrays, _ = read_arrays(tmp_path / "a")
    assert about == {"said": "ü"}
    assert {name: array.tolist() for name, array in arrays.items()} == {
        "pieces": [1, 2, 3, 4, 5], "whole": [1, 70_000], "none": []
    }  # fmt: skip
    assert arrays["whole"].dtype.itemsize == 4


@given(st.lists(st.integers(0, 700)), st.data())
def test_small_numbers_keep_those_that_do_not_fit(numbers: list[int], data: st.DataObject) -> None:
    small = Small(*Small.split(np.array(numbers, np.int64), np.uint8))
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(numbers))] * 2)))
    assert small.cut(first, last).tolist() == numbers[first:last]
    places = np.arange(first, last)
    assert small.at(places).tolist() == numbers[first:last]
    assert small.sums(first, last).tolist() == list(accumulate(numbers[first:last]))


def test_stretches_follow_one_another() -> None:
    assert stretches(np.array([7, 0, 3]), np.array([2, 0, 3])).tolist() == [7, 8, 3, 4, 5]


@given(st.lists(st.binary(max_size=3)), st.binary(max_size=3))
def test_a_dictionary_finds_what_it_holds(strings: list[bytes], text: bytes) -> None:
    ordered = sorted(strings)
    found = Dictionary.of(ordered)
    assert list(found) == ordered
    assert found.find(text) == (ordered.index(text) if text in ordered else -1)
    first, last = found.equal(text)
    assert ordered[first:last] == [text] * ordered.count(text)


@given(st.lists(st.lists(st.integers(0, 400), min_size=1, max_size=9, unique=True), min_size=1), st.integers(0, 400))
def test_a_number_is_found_in_its_stretch_alone(rows: list[list[int]], wanted: int) -> None:
    """Also where it takes more than the width that numbers are kept in."""
    counts = np.array(list(map(len, rows)))
    small = Small(*Small.split(np.array([number for each in rows for number in sorted(each)]), np.uint8))
    found = small.hold(np.cumsum(counts) - counts, counts, np.full(len(counts), wanted))
    assert found.tolist() == [wanted in each for each in rows]
