"""Parts are judged by the query, and the best ones again where high accuracy is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from application.compression.limits import CompressionLimits
from domain.compression.requests import QUERY_CHARACTERS, Accuracy
from domain.compression.reranking import AccuracyTierMissing
from tests.unit.application.compression.world import PASSAGES, TEXT, CompressionWorld
from tests.unit.application.world import chat

QUERY = "the lighthouse on the northern cliff, bread and water, a baker"
"""Shares most with the first passage, then with the third, then with the fourth."""
LOG = "".join(
    f"2024-05-01 10:00:{second:02} INFO worker {second} finished in {second * 3} ms\n"
    for second in range(30)
)


@dataclass(frozen=True, slots=True)
class Favouring:
    """Plays ports.outbound.rerankers.Reranker: some words are the query's meaning.

    Args:
        words: Those.
        limit: The most passages that it takes.
        asked: Takes down the queries and passages.
    """

    words: str = ""
    limit: int = 1_000
    asked: list[tuple[str, Sequence[str]]] = field(default_factory=list)

    def similarities(self, query: str, passages: Sequence[str]) -> Sequence[int]:
        self.asked.append((query, passages))
        return [1_000_000 * (self.words in each) for each in passages[: self.limit]]


@dataclass(frozen=True, slots=True)
class Missing:
    """Plays ports.outbound.rerankers.Reranker: it is not installed."""

    def similarities(self, query: str, passages: Sequence[str]) -> Sequence[int]:
        raise AccuracyTierMissing(missing="onnxruntime")


def judging_again(reranker: Favouring | Missing, passages: int = 2) -> CompressionWorld:
    limits = CompressionLimits(reranked_passages=passages)
    return CompressionWorld(reranker=reranker, limits=limits)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_best_passages_are_judged_again(count: int) -> None:
    """So many of them, the best first."""
    reranker = Favouring()

    judging_again(reranker, count).compressed(100, query=QUERY, accuracy=Accuracy.HIGH)

    ((query, passages),) = reranker.asked
    best = [PASSAGES[0], PASSAGES[2], PASSAGES[3]][:count]
    assert (QUERY, best) == (query, [each.strip() for each in passages])


def test_what_is_judged_again_may_win() -> None:
    """Of two likely passages the one that the encoder finds nearer is kept."""
    reranker = Favouring("yeast")

    high = judging_again(reranker).compressed(60, query=QUERY, accuracy=Accuracy.HIGH)
    standard = judging_again(reranker).compressed(60, query=QUERY)

    assert (PASSAGES[2], PASSAGES[0]) == (high.text, standard.text)


def test_passages_that_the_encoder_leaves_keep_their_worth() -> None:
    """It takes as many as it can afford; the others stand as they stood."""
    reranker = Favouring("yeast", limit=1)

    result = judging_again(reranker).compressed(60, query=QUERY, accuracy=Accuracy.HIGH)

    assert PASSAGES[0] == result.text


@pytest.mark.parametrize(
    ("query", "accuracy"),
    [(QUERY, Accuracy.STANDARD), ("", Accuracy.HIGH), (" \n", Accuracy.HIGH)],
)
def test_nothing_is_judged_again_in_vain(query: str, accuracy: Accuracy) -> None:
    """Not without a question, and only on demand."""
    reranker = Favouring()

    judging_again(reranker).compressed(100, query=query, accuracy=accuracy)

    assert [] == reranker.asked


def test_the_texts_of_a_chat_are_judged_again_together() -> None:
    """By the last question, where no other query is given."""
    reranker = Favouring()

    judging_again(reranker, 1).compressed_chat(
        150, chat(PASSAGES[2] * 3, TEXT, "Where is the lighthouse?"), accuracy=Accuracy.HIGH
    )

    ((query, passages),) = reranker.asked
    assert ("Where is the lighthouse?", [PASSAGES[0] + " "]) == (query, passages)


def test_a_missing_tier_is_an_error() -> None:
    """High accuracy is not silently lowered."""
    with pytest.raises(AccuracyTierMissing):
        judging_again(Missing()).compressed(100, query=QUERY, accuracy=Accuracy.HIGH)


def test_a_missing_tier_is_not_missed_where_it_is_not_needed() -> None:
    """A text that fits needs no judging."""
    house = judging_again(Missing())

    result = house.compressed(len(TEXT), query=QUERY, accuracy=Accuracy.HIGH)

    assert TEXT == result.text


def test_of_a_long_query_the_beginning_counts(house: CompressionWorld) -> None:
    """However long a question is, the work is bounded."""
    house.compressed(100, query="q" * (QUERY_CHARACTERS + 1))

    assert {QUERY_CHARACTERS} == {len(query) for query, _ in house.relevance.asked}


def test_of_a_long_part_the_beginning_is_judged(house: CompressionWorld) -> None:
    """A line that nothing divides is not compared as a whole."""
    text = LOG + LOG.splitlines()[0] + "x" * 5_000 + "\n"

    house.compressed(600, text, query=QUERY)

    ((_, passages),) = house.relevance.asked
    assert 2_000 == max(map(len, passages))


@pytest.mark.parametrize(("query", "is_judged"), [("", False), ("worker 7", True)])
def test_lines_of_a_log_are_judged_by_a_query_only(
    house: CompressionWorld, query: str, *, is_judged: bool
) -> None:
    """None of them stands for the whole more than another."""
    house.compressed(600, LOG, query=query)

    assert is_judged is any(passages for _, passages in house.relevance.asked)


def test_costs_are_counted_together(house: CompressionWorld) -> None:
    """One batch for all parts, and a few counts of the whole."""
    house.compressed(100, TEXT * 20, query=QUERY)

    counted = house.tokens.tokenizer.counted
    assert 1 == sum(len(batch) > 1 for batch in counted)
    assert len(counted) <= 12
