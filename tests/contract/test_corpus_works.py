"""What every implementation of ports.outbound.corpora.ChunkWork must promise."""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from application.compression.corpora import CompressingWork
from application.tokens.corpora import CountingWork
from application.tokens.measures import GaugeMeasures
from domain.compression.corpora import CorpusCompression
from domain.compression.requests import CompressionRules
from domain.tokens.corpora import (
    CorpusCounting,
    CorpusFile,
    CorpusFormat,
    CorpusRecord,
    FailedRecord,
    Place,
    Record,
)
from domain.tokens.model import CountMethod, SpecialTokens, TextNotCountable, TokenizerSelector
from ports.outbound.corpora import ChunkWork
from tests.fakes.compression import BeginningKept
from tests.fakes.corpora import CharacterWork
from tests.fakes.tokenizers import CharacterTokenizer
from tests.unit.application.world import WORK_LIMIT, World

WORK_PORTS = (ChunkWork,)
"""What this suite is for."""
FILE = CorpusFile("/corpus.jsonl", "corpus.jsonl", CorpusFormat.JSONL)
ONE = TokenizerSelector(model="one")
REFUSED = "refused"
"""What the refusing tokenizer does not count."""


def compressing(*, budget: int = 5, share: Fraction | None = None) -> CompressingWork:
    """Keeps the beginning of each record."""
    rules = CompressionRules(token_budget=budget)
    question = CorpusCompression(selector=ONE, rules=rules, share=share)
    return CompressingWork(BeginningKept(), GaugeMeasures(World().scales), question)


def counting(selector: TokenizerSelector = ONE, world: World | None = None) -> CountingWork:
    """Counts characters."""
    return CountingWork((world or World()).gauges, CorpusCounting(selector))


def records(*texts: str) -> list[Record]:
    return [
        CorpusRecord(Place(FILE, line, f"r{line}"), text, len(text))
        for line, text in enumerate(texts, 1)
    ]


def lines(work: ChunkWork, found: Sequence[Record]) -> list[dict[str, Any]]:
    """What the output says of each."""
    return [json.loads(line) for line in work.do(found).output.splitlines()]


@pytest.fixture(params=["characters", "counting", "compressing"])
def work(request: pytest.FixtureRequest) -> ChunkWork:
    if request.param == "characters":
        return CharacterWork()
    return counting() if request.param == "counting" else compressing()


def test_each_record_has_a_line_with_its_place(work: ChunkWork) -> None:
    """The lines stand in the order of the records and say which is which."""
    actual = lines(work, records("a", "", "bc"))

    assert [("corpus.jsonl", 1, "r1"), ("corpus.jsonl", 2, "r2"), ("corpus.jsonl", 3, "r3")] == [
        (each["path"], each["line"], each["id"]) for each in actual
    ]


def test_tokens_are_counted(work: ChunkWork) -> None:
    """Each line says how many tokens there are, and the totals are their sum."""
    result = work.do(records("abc", "d"))

    counts = [json.loads(line)["token_count"] for line in result.output.splitlines()]
    assert [3, 1] == counts
    assert (2, 0, 4, 4) == (
        result.totals.record_count,
        result.totals.failed_count,
        result.totals.byte_count,
        result.totals.token_count,
    )


def test_what_failed_before_stays_an_error(work: ChunkWork) -> None:
    """A record that could not be read has its reason in its line, between those of the others."""
    found: list[Record] = [*records("a"), FailedRecord(Place(FILE, 2), "BROKEN", "it is broken", 9)]
    found += records("b")

    actual = lines(work, found)

    assert [None, "BROKEN", None] == [each.get("error") for each in actual]
    assert work.do(found).totals.failed_count == 1


def test_the_same_records_give_the_same_bytes(work: ChunkWork) -> None:
    """Whoever does a chunk again writes the same lines."""
    found = records("abc", "Grüße 😀", 'quoted "')

    assert work.do(found) == work.do(found)


def test_no_records_give_nothing(work: ChunkWork) -> None:
    """An empty chunk has neither lines nor totals."""
    result = work.do([])

    assert b"" == result.output
    assert result.totals.record_count == 0


class TestCounting:
    """What only counting promises."""

    def test_a_text_that_cannot_be_counted_fails_alone(self) -> None:
        """The others of its batch are counted."""
        world = World(tokenizer=RefusingCounter())

        actual = lines(counting(world=world), records("abc", REFUSED, "de"))

        assert [3, None, 2] == [each.get("token_count") for each in actual]
        assert actual[1]["error"] == "TEXT_NOT_COUNTABLE"

    def test_bounds_are_written_where_counts_are_not_exact(self) -> None:
        """A reconstructed count has its upper bound beside it."""
        selector = TokenizerSelector(model="framed")

        (actual,) = lines(counting(selector), records("abcd"))

        assert actual["upper_bound_token_count"] > actual["token_count"]

    def test_exact_counts_need_no_bound(self) -> None:
        """A line that says nothing of a bound is exact."""
        (actual,) = lines(counting(), records("abcd"))

        assert "upper_bound_token_count" not in actual

    def test_a_text_that_takes_too_long_is_estimated(self) -> None:
        """The totals say how the least certain count was made."""
        selector = TokenizerSelector(model="framed")

        result = counting(selector).do(records("abcd", "x" * (WORK_LIMIT + 1)))

        assert result.totals.method is not CountMethod.RECONSTRUCTED
        assert result.totals.failed_count == 0


class TestCompressing:
    """What only compressing promises."""

    def test_the_budget_is_kept(self) -> None:
        """Each line has what is left of the text, and how long it was."""
        (actual,) = lines(compressing(budget=5), records("abcdefgh"))

        assert ("abcde", 5, 8) == (
            actual["text"],
            actual["token_count"],
            actual["original_token_count"],
        )

    def test_a_share_is_taken_of_each_record(self) -> None:
        """Half of a short record is less than half of a long one."""
        work = compressing(share=Fraction(1, 2))

        actual = lines(work, records("abcdefgh", "abcd"))

        assert ["abcd", "ab"] == [each["text"] for each in actual]

    def test_text_is_written_as_it_is(self) -> None:
        """Letters of all scripts stand in the output, and what JSON needs is escaped."""
        (actual,) = compressing(budget=50).do(records('é "漢"\n')).output.splitlines()

        assert 'é \\"漢\\"\\n'.encode() in actual


class RefusingCounter(CharacterTokenizer):
    """Does not count one text."""

    def encode(self, text: str, *, special_tokens: SpecialTokens) -> list[int]:
        if text == REFUSED:
            raise TextNotCountable("this engine cannot count it", encoding="characters")
        return super().encode(text, special_tokens=special_tokens)
