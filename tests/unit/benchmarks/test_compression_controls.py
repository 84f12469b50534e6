import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.compression_answers import tokens
from benchmarks.compression_controls import CONTROLS, bm25, head, sentences, tail

TEXT = (
    "The owl hunts at night. It eats mice. Nobody knows why.\n\n"
    "Trains leave at noon. The fare is 12 euro! Is that much?"
)


@pytest.mark.parametrize("name", CONTROLS)
@settings(max_examples=10, deadline=None)
@given(text=st.text(max_size=200), query=st.text(max_size=20), budget=st.integers(1, 60))
def test_control_keeps_its_limit(name: str, text: str, query: str, budget: int) -> None:
    """No control has more tokens than it was allowed, whatever the text."""
    answer = CONTROLS[name](text, query, budget)

    assert tokens().count(answer.text) <= budget


@pytest.mark.parametrize("name", CONTROLS)
def test_control_repeats_itself(name: str) -> None:
    """Chance is the same on every run."""
    first, second = (CONTROLS[name](TEXT, "owl", 12).text for _ in range(2))

    assert first == second


@given(text=st.text(max_size=200))
def test_sentences_are_the_text(text: str) -> None:
    """Nothing is lost between the sentences."""
    actual = "".join(sentences(text))

    assert actual == text


def test_head_and_tail_keep_the_ends() -> None:
    """One keeps the first words, the other the last ones."""
    first, last = head(TEXT, "", 4).text, tail(TEXT, "", 4).text

    assert (TEXT.startswith(first), TEXT.endswith(last)) == (True, True)


def test_bm25_keeps_what_the_query_asks_for() -> None:
    """The sentence with the words of the query is left."""
    actual = bm25(TEXT, "what is the fare", 8).text

    assert actual == "The fare is 12 euro! "
