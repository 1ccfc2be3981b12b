"""Small numbers come back from the bytes they share, whatever the widths beside them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columnar.packed import pack, places_of, sizes_of, unpack, unpack_one, widths_for

WIDTHS = [0, 1, 2, 4, 8, 16, 32]

stretches = st.lists(
    st.sampled_from(WIDTHS).flatmap(
        lambda width: st.tuples(st.just(width), st.lists(st.integers(0, (1 << width) - 1), max_size=19))
    )
)


@given(stretches)
def test_stretches_of_any_widths_come_back_together_and_alone(rows: list[tuple[int, list[int]]]) -> None:
    values = np.array([number for _, numbers in rows for number in numbers], np.uint32)
    counts = np.array([len(numbers) for _, numbers in rows], np.int64)
    widths = np.array([width for width, _ in rows], np.int64)
    packed = pack(values, counts, widths)
    assert unpack(packed, counts, widths).tolist() == values.tolist()
    end = 0
    for (width, numbers), size in zip(rows, sizes_of(counts, widths).tolist(), strict=True):
        if width:
            assert unpack_one(packed[end : end + size], len(numbers), width).tolist() == numbers
        end += size
    assert end == len(packed)


@given(st.data(), st.sampled_from([1, 2, 4]))
def test_numbers_are_found_where_they_stand(data: st.DataObject, width: int) -> None:
    number = st.integers(0, (1 << width) - 1)
    numbers = data.draw(st.lists(number, max_size=40))
    wanted = tuple(data.draw(st.lists(number, min_size=1, max_size=2)))
    packed = pack(np.array(numbers, np.uint8), np.array([len(numbers)]), width)
    assert places_of(packed, wanted, len(numbers), width).tolist() == [
        at for at, each in enumerate(numbers) if each in wanted
    ]


@pytest.mark.parametrize(
    ("count", "width"),
    [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 4), (16, 4), (17, 8), (256, 8), (257, 16), (65_537, 32)],
)
def test_a_width_is_no_wider_than_it_must_be(count: int, width: int) -> None:
    assert widths_for(np.array([count])).tolist() == [width]
