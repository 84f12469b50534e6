"""Counts of parts are remembered by digest, without their frame, and not for ever."""

import pytest

from application.tokens.gauge import TokenizerGauge
from application.tokens.part_counts import Digests, PartCounts
from domain.shared.steps import STEP_CHARACTERS, Steps, Stepwise
from domain.tokens.model import CountMethod, TokenCount
from tests.fakes.tokenizers import CharacterTokenizer, FramedCounter
from tests.unit.application.world import result_of

LONG = "a" * STEP_CHARACTERS


def counted(part_counts: PartCounts, gauge: TokenizerGauge, *texts: str) -> dict[str, TokenCount]:
    def work() -> Stepwise[dict[str, TokenCount]]:
        yield True
        return (yield from part_counts.count(gauge, texts, digests=Digests()))

    return result_of(Steps(work()))


def test_a_text_is_counted_once() -> None:
    """In one call or in a later one, what was counted is not counted again."""
    tokenizer = CharacterTokenizer()
    part_counts, gauge = PartCounts(limit=100), TokenizerGauge(tokenizer)
    expected = {"aa": TokenCount.exact(2), "b": TokenCount.exact(1), "": TokenCount.exact(0)}

    first = counted(part_counts, gauge, "aa", "b", "aa")
    second = counted(part_counts, gauge, "b", "", "aa")

    assert expected == first | second
    assert [["aa", "b"], [""]] == tokenizer.counted


def test_the_frame_of_a_message_is_taken_off() -> None:
    """A part of a conversation has not the frame that a bare text is counted with."""
    expected = {"aa": TokenCount(2, 6, CountMethod.RECONSTRUCTED)}

    actual = counted(PartCounts(limit=100), TokenizerGauge(FramedCounter()), "aa")

    assert expected == actual


def test_counts_of_one_gauge_are_not_those_of_another() -> None:
    """The same text is counted again where something else counts or labels it."""
    tokenizer, part_counts = CharacterTokenizer(), PartCounts(limit=100)
    exact = TokenizerGauge(tokenizer)
    borrowed = exact.worth(CountMethod.CALIBRATED)
    expected = [CountMethod.EXACT, CountMethod.CALIBRATED]

    actual = [counted(part_counts, each, "a")["a"].method for each in (exact, borrowed)]

    assert expected == actual
    assert 2 == len(tokenizer.counted)


def test_no_text_is_held() -> None:
    """What is remembered is a digest and numbers, whatever the length of the text."""
    part_counts = PartCounts(limit=100)

    counted(part_counts, TokenizerGauge(CharacterTokenizer()), "a secret", "secret " * 1_000)

    assert {16} == {len(digest) for _, digest in part_counts._young}
    assert "secret" not in repr((part_counts._young, part_counts._old))


@pytest.mark.parametrize("limit", [0, 1, 2, 7, 100])
def test_no_more_counts_are_remembered_than_the_limit(limit: int) -> None:
    """However many texts come, the two generations together stay below the limit or two."""
    part_counts, gauge = PartCounts(limit=limit), TokenizerGauge(CharacterTokenizer())

    for number in range(300):
        counted(part_counts, gauge, str(number))

    assert len(part_counts._young) + len(part_counts._old) <= max(2, limit)


def test_what_is_asked_for_again_and_again_is_not_forgotten() -> None:
    """A count that is recalled from the older generation moves to the younger one."""
    tokenizer = CharacterTokenizer()
    part_counts, gauge = PartCounts(limit=8), TokenizerGauge(tokenizer)

    for number in range(50):
        counted(part_counts, gauge, "kept", f"new {number}")

    assert 1 == sum("kept" in batch for batch in tokenizer.counted)


def test_what_nobody_asks_for_is_forgotten() -> None:
    """After as many new texts as the limit, an old one is counted again."""
    tokenizer = CharacterTokenizer()
    part_counts, gauge = PartCounts(limit=8), TokenizerGauge(tokenizer)
    counted(part_counts, gauge, "old")

    for number in range(8):
        counted(part_counts, gauge, str(number))
    counted(part_counts, gauge, "old")

    assert 2 == sum("old" in batch for batch in tokenizer.counted)


@pytest.mark.parametrize(
    ("enough", "steps"), [(STEP_CHARACTERS - 1, 1), (STEP_CHARACTERS, 2), (float("inf"), 3)]
)
def test_counting_stops_once_there_is_enough(enough: float, steps: int) -> None:
    """Only more than enough is enough; what was not counted is missing."""
    tokenizer = CharacterTokenizer()
    texts = [LONG, f"b{LONG}", f"c{LONG}"]

    counting = PartCounts(limit=100).count(
        TokenizerGauge(tokenizer), texts, digests=Digests(), enough=enough
    )

    actual = result_of(Steps(counting))

    assert texts[:steps] == list(actual)
    assert steps == len(tokenizer.counted)


def test_what_is_remembered_counts_towards_enough() -> None:
    """A history that is known to be too long has nothing of the new text counted."""
    tokenizer, part_counts = CharacterTokenizer(), PartCounts(limit=100)
    gauge = TokenizerGauge(tokenizer)
    counted(part_counts, gauge, "history")

    def work() -> Stepwise[dict[str, TokenCount]]:
        yield True
        return (
            yield from part_counts.count(gauge, ["history", "new"], digests=Digests(), enough=6)
        )

    assert ["history"] == list(result_of(Steps(work())))


def test_a_text_is_digested_once_for_all_gauges() -> None:
    """The digests of a request are shared by the models that it is weighed for."""
    digests, part_counts = Digests(), PartCounts(limit=100)
    exact = TokenizerGauge(CharacterTokenizer())
    expected = {"aa": digests["aa"]}

    for gauge in (exact, exact.worth(CountMethod.CALIBRATED)):
        result_of(Steps(part_counts.count(gauge, ["aa"], digests=digests)))

    assert expected == digests


def test_each_step_says_whether_it_is_quick() -> None:
    """The gauge is asked about the texts of the step."""
    part_counts = PartCounts(limit=100)
    gauge = TokenizerGauge(CharacterTokenizer())

    said = list(part_counts.count(gauge, [LONG, "a"], digests=Digests()))

    assert [False, True] == said
