"""Gaps leave one blank line, and records are judged by themselves."""

from domain.compression.model import DROPPED, verbatim
from domain.compression.rendering import write
from domain.compression.scoring import Signals, scores


def test_a_gap_leaves_one_blank_line() -> None:
    """Where blank lines stand on both sides of what was left out, those before it stay."""
    source = "a\n\nX\n\nb"
    chosen = [verbatim(0, 3).options[0], DROPPED, verbatim(4, 7).options[0]]

    assert write(source, chosen).text == "a\n\nb"


def test_a_record_is_not_raised_by_its_neighbours() -> None:
    """What stands around a record says nothing of it: its own words are judged instead."""
    signals = Signals(words=[1_000, 0], words_around=[0, 1_000])

    first, second = scores("query", ["one", "two"], [0, 0], signals, apart={0})

    assert first > second
