from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.tokens.estimation import BucketBound, EstimateBound, Estimator, RatioModel
from domain.tokens.features import POOLED, feature_names, surface
from domain.tokens.model import CountMethod, TokenCount

BASES = ("first", "second")
SIZE = len(feature_names(BASES))
ESTIMATOR = Estimator(
    name="test",
    version="1",
    method=CountMethod.CALIBRATED,
    base_encodings=BASES,
    model=RatioModel(0.0, (1.0, *[0.0] * (SIZE - 1)), lowest=-1.0, highest=1.0),
    bound=EstimateBound(
        absolute_tokens=2,
        tokens_per_byte=1.25,
        buckets={
            POOLED: BucketBound(1.5, 0.95, 100),
            "prose": BucketBound(1.25, 0.95, 50),
            "ascii/prose": BucketBound(1.125, 0.95, 20),
        },
    ),
)
PROSE = "The steelyard weighs what is put on it, and says so in plain words to everyone. " * 5
CODE = "def weigh(x: int) -> int:\n    return {'a': [x + 1], 'b': (x, x)}[0] * 2\n" * 5


def counts(first: int, second: int | None = None) -> dict[str, int]:
    return {"first": first, "second": first if second is None else second, "unused": 7}


def test_estimate_is_base_times_ratio() -> None:
    """The weighted features are the logarithm of the ratio to the first encoding."""
    actual = ESTIMATOR.estimate(PROSE, counts(100, 120))

    assert (120, CountMethod.CALIBRATED) == (actual.token_count, actual.method)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(PROSE, 92), (PROSE.replace("e", "é"), 102), (CODE, 122)],
    ids=["own bucket", "bucket of the kind", "all texts"],
)
def test_bound_is_that_of_the_nearest_bucket(text: str, expected: int) -> None:
    """A bucket without a bound of its own takes that of its kind, else that of all texts."""
    actual = ESTIMATOR.estimate(text, counts(80)).upper_bound_token_count

    assert expected == actual


def test_ratio_stays_in_the_range_of_the_fit() -> None:
    """No text makes the estimate leave what the fit has seen."""
    expected = round(10 * 2.718281828)

    actual = ESTIMATOR.estimate(PROSE, counts(10, 10_000)).token_count

    assert expected == actual


@pytest.mark.parametrize(("frame", "expected"), [(0, (0, 0)), (7, (7, 7))])
def test_empty_text_is_its_frame(frame: int, expected: tuple[int, int]) -> None:
    """Nothing has no tokens but those of the message around it."""
    framed = replace(ESTIMATOR, frame_token_count=frame)

    actual = framed.estimate("", counts(0))

    assert expected == (actual.token_count, actual.upper_bound_token_count)


def test_frame_is_added_to_count_and_bound() -> None:
    """The frame is known, so that it widens nothing."""
    framed = replace(ESTIMATOR, frame_token_count=11)

    actual = framed.estimate(PROSE, counts(80))

    assert TokenCount(91, 103, CountMethod.CALIBRATED, frame_token_count=11) == actual


def test_bound_of_odd_text_is_what_bytes_allow() -> None:
    """For a run of one letter no share of errors says anything, only its size does."""
    expected = 1_252

    actual = ESTIMATOR.estimate("a" * 1_000, counts(125)).upper_bound_token_count

    assert expected == actual


def test_bound_is_never_above_what_bytes_allow() -> None:
    """However large the factor, a text has no more tokens than its bytes can be."""
    expected = 5

    actual = ESTIMATOR.estimate("ab", counts(2, 4)).upper_bound_token_count

    assert expected == actual


def test_streamed_text_is_estimated_from_its_surface() -> None:
    """A text of which only the surface was kept has the same estimate."""
    expected = ESTIMATOR.estimate(PROSE, counts(100))

    actual = ESTIMATOR.estimate_surface(surface(PROSE), counts(100))

    assert expected == actual


@given(st.text(min_size=1, max_size=200), st.integers(0, 2_000), st.integers(0, 2_000))
def test_any_text_has_a_sane_estimate(text: str, first: int, second: int) -> None:
    """Any text and any counts give at least one token, and a bound that is not below it."""
    actual = ESTIMATOR.estimate(text, counts(first, second))

    assert 1 <= actual.token_count <= actual.upper_bound_token_count
    assert actual.token_count <= ESTIMATOR.bound.ceiling(len(text.encode()))
