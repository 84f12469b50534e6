"""What counting words and n-grams is made of."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from adapters.outbound.relevance.lexical import distinct


@given(st.lists(st.integers(-3, 3) | st.integers(-(2**62), 2**62)))
def test_distinct_values_are_those_of_numpy(values: list[int]) -> None:
    array = np.array(values, dtype=np.int64)

    assert np.array_equal(np.unique(array), distinct(array))
