import pytest

from domain.compression.structured.json_ids import Rank, looks_like_id, rank_of_column, rank_of_key
from domain.compression.structured.json_values import Number


@pytest.mark.parametrize(
    ("key", "rank"),
    [
        ("id", Rank.STRONG),
        ("user_id", Rank.STRONG),
        ("userId", Rank.STRONG),
        ("UUID", Rank.STRONG),
        ("flight_number", Rank.STRONG),
        ("email", Rank.WEAK),
        ("firstName", Rank.WEAK),
        ("paid", Rank.NONE),
        ("identity", Rank.NONE),
        ("", Rank.NONE),
        ("__", Rank.NONE),
    ],
)
def test_the_last_word_of_a_key_tells_an_id(key: str, rank: Rank) -> None:
    """Words are told apart by underscores and capital letters."""
    assert rank_of_key(key) is rank


@pytest.mark.parametrize("text", ["SKU-17", "a.b@example.com", "4WQ150", "refs/heads/v2"])
def test_words_of_letters_and_digits_look_like_ids(text: str) -> None:
    """One word that no sentence would hold names something."""
    assert looks_like_id(text)


@pytest.mark.parametrize("text", ["2024-05-01", "10:30pm", "plain", "two words1", "17", "", "20kg"])
def test_dates_words_and_amounts_do_not(text: str) -> None:
    """What is said of many things names none."""
    assert not looks_like_id(text)


def test_values_that_all_differ_and_look_like_ids_are_ids() -> None:
    """The key does not have to say so."""
    assert rank_of_column("ticket", ["AB1", "BC22", "CD3"]) is Rank.WEAK
    assert rank_of_column("ticket", ["AB1", "AB1", "CD3"]) is Rank.NONE


def test_ids_that_come_again_and_again_are_weak() -> None:
    """What many objects share does not tell them apart."""
    assert rank_of_column("type_id", [Number(1)] * 9 + [Number(2)]) is Rank.WEAK
    assert rank_of_column("type_id", [Number(at) for at in range(10)]) is Rank.STRONG
