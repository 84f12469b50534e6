from math import log
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.tokens.features import (
    LARGEST_SHARE,
    SLICE_CHARACTERS,
    SURFACE_NAMES,
    bucket_of,
    feature_names,
    features,
    joined,
    surface,
)

PROSE = "The steelyard weighs what is put on it, and says so in plain words to everyone. " * 3
CODE = "def weigh(x: int) -> int:\n    return {'a': [x + 1], 'b': (x, x)}[0] * 2\n" * 3
RUSSIAN = "Признание достоинства всех членов человеческой семьи является основой свободы. " * 3


def number(text: str, name: str) -> int:
    return surface(text)[SURFACE_NAMES.index(name)]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("aé中", "bytes", 6),
        ("aé中", "characters", 3),
        ("abC", "class a", 2),
        ("привет", "class r", 6),
        ("中文", "class C", 2),
        ("x = {}", "class .", 3),
        ("camelCase", "pair aA", 1),
        ("he said", "pair  a", 1),
        ("snake_case", "sign _", 1),
    ],
)
def test_surface_counts_what_it_names(text: str, name: str, expected: int) -> None:
    """Each number of a surface is how often the text has what its name says."""
    actual = number(text, name)

    assert expected == actual


def test_empty_text_has_empty_surface() -> None:
    """Nothing has no numbers."""
    expected = (0,) * len(SURFACE_NAMES)

    actual = surface("")

    assert expected == actual


@given(st.text(max_size=40), st.text(max_size=40))
def test_characters_add_up_over_parts(first: str, second: str) -> None:
    """Sizes and classes of a whole are the sums of those of its parts, wherever it was cut."""
    alone = len([name for name in SURFACE_NAMES if not name.startswith(("pair", "sign"))])

    parts = joined(surface(first), surface(second))

    assert surface(first + second)[:alone] == parts[:alone]


def test_long_text_is_sum_of_its_slices() -> None:
    """A text longer than a slice is looked at in slices."""
    text = "中a" * SLICE_CHARACTERS

    expected = tuple(2 * each for each in surface(text[:SLICE_CHARACTERS]))

    assert expected == surface(text)


@pytest.mark.alone
def test_megabyte_is_quick() -> None:
    """The surface of 1 MB takes about 0.1 s; the limit leaves room for a slow machine."""
    text = (PROSE + CODE) * 2_500
    start = perf_counter()

    surface(text[:1_000_000])

    assert perf_counter() - start < 0.5


def test_features_have_a_name_each() -> None:
    """There are as many features as names, whatever the encodings."""
    expected = len(feature_names(["a", "b", "c"]))

    actual = len(features(surface(PROSE), [50, 60, 70]))

    assert expected == actual


def test_features_begin_with_logarithms_of_ratios() -> None:
    """The first feature compares the second encoding with the first."""
    expected = log(2)

    actual, *_ = features(surface(PROSE), [50, 100])

    assert expected == actual


def test_share_is_limited() -> None:
    """A run that is one token does not give a share beyond what a fit has seen."""
    index = feature_names(["a"]).index("class  ")

    actual = features(surface(" " * 1_000), [1])[index]

    assert LARGEST_SHARE == actual


@pytest.mark.parametrize(
    ("text", "characters_per_token", "expected"),
    [
        (PROSE, 4.0, "ascii/prose"),
        (PROSE, 2.0, "ascii/rare"),
        (CODE, 3.0, "ascii/code"),
        ("Hi there", 4.0, "ascii/short"),
        (PROSE.replace("e", "é"), 3.5, "latin/prose"),
        (RUSSIAN, 3.5, "cyrillic/prose"),
        ("人人生而自由在尊严和权利上一律平等。" * 9, 1.0, "cjk/rare"),
        ("ሰብአዊ መብቶች ለሁሉም ሰዎች ናቸው " * 9, 1.0, "other/rare"),
        ("a" * 1_000, 8.0, "odd"),
        (" " * 1_000, 16.0, "odd"),
        ("ᏂᎦᏓ ᎠᏂᏴᏫ " * 30, 0.4, "odd"),
    ],
)
def test_bucket_is_script_and_kind(text: str, characters_per_token: float, expected: str) -> None:
    """Texts are told apart by script and kind, and what is neither language nor code is odd."""
    actual = bucket_of(surface(text), base=round(len(text) / characters_per_token))

    assert expected == actual
