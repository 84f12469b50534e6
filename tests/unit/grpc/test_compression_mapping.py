"""What the wire says of compression and what the domain means by it fit each other."""

from collections.abc import Iterable
from enum import Enum

import pytest
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.inbound.grpc.compression_answers import from_plan, from_text
from adapters.inbound.grpc.compression_requests import to_content, to_rules, to_staying
from domain.compression.model import SegmentKind
from domain.compression.requests import Accuracy, CompressionRules, StayingMessages, Strategy
from domain.compression.results import (
    CompressedSpan,
    CompressedText,
    CompressionPlan,
    CompressionRatio,
    Fate,
    PlannedCompression,
    Reason,
)
from domain.shared.errors import InvalidValue
from domain.tokens.model import Provenance, TextMissing, TokenCount
from domain.tokens.truncation import TextRange

PROVENANCE = Provenance("characters", "", "test", "1", "")
PAIRS = (
    (pb.CompressionStrategy, "COMPRESSION_STRATEGY_", Strategy),
    (pb.CompressionAccuracy, "COMPRESSION_ACCURACY_", Accuracy),
    (pb.SegmentKind, "SEGMENT_KIND_", SegmentKind),
    (pb.CompressionRung, "COMPRESSION_RUNG_", Fate),
    (pb.CompressionReason, "COMPRESSION_REASON_", Reason),
)


@pytest.mark.parametrize(("wire", "prefix", "values"), PAIRS, ids=lambda each: str(each)[:30])
def test_every_value_has_its_counterpart(
    wire: EnumTypeWrapper, prefix: str, values: Iterable[Enum]
) -> None:
    """A value that is added on one side only is noticed."""
    names = {name.removeprefix(prefix) for name in dict(wire.items())} - {"UNSPECIFIED"}

    assert {value.name for value in values} == names


def test_a_request_without_options_is_the_default() -> None:
    """What is not said is left to the rules."""
    rules = to_rules(pb.CompressionOptions(), token_budget=7)

    assert CompressionRules(token_budget=7) == rules


def test_options_become_rules() -> None:
    """Every option arrives."""
    options = pb.CompressionOptions(
        strategy=pb.COMPRESSION_STRATEGY_TRUNCATE_TAIL,
        accuracy=pb.COMPRESSION_ACCURACY_HIGH,
        query="why?",
        literal_keep_tags=True,
        expandable=True,
    )

    rules = to_rules(options, token_budget=0)

    expected = CompressionRules(
        token_budget=0,
        query="why?",
        strategy=Strategy.TRUNCATE_TAIL,
        accuracy=Accuracy.HIGH,
        literal_keep_tags=True,
        expandable=True,
    )
    assert expected == rules


def test_a_number_that_is_no_strategy_names_its_field() -> None:
    """A newer client's value is refused, not guessed."""
    options = pb.CompressionOptions(strategy=99)  # type: ignore[arg-type]  # of a newer proto

    with pytest.raises(InvalidValue) as refusal:
        to_rules(options, token_budget=1)

    assert "options.strategy" == refusal.value.field


def test_an_absent_text_is_missing() -> None:
    """An empty text is fine, none is not."""
    assert "" == to_content(pb.CompressTextRequest(text="")).text
    with pytest.raises(TextMissing):
        to_content(pb.CompressTextRequest())


def test_messages_that_stay_are_told() -> None:
    """Frozen, pinned, and whether the last question may be shortened."""
    request = pb.CompressMessagesRequest(
        frozen_message_count=2, pinned_messages=[5, 3], compress_last_question=True
    )

    expected = StayingMessages(frozen=2, pinned=frozenset({3, 5}), last_question=False)
    assert expected == to_staying(request)


def test_spans_have_places_in_characters_and_bytes() -> None:
    """A stretch of two characters may be four bytes."""
    pinned, gone = TextRange(0, 2), TextRange(2, 3)
    prose = SegmentKind.PROSE
    spans = (
        CompressedSpan(pinned, pinned, prose, Fate.FULL, Reason.PINNED, byte_count=4),
        CompressedSpan(gone, None, prose, Fate.DROP, Reason.OVER_BUDGET, byte_count=1),
    )
    compressed = CompressedText(
        source="",
        text="éü",
        count=TokenCount.exact(2),
        ratio=CompressionRatio(3, 2),
        is_lossless=False,
        spans=spans,
        fates={Fate.DROP: 1, Fate.FULL: 1},
        strategy=Strategy.AUTO,
        provenance=PROVENANCE,
    )

    answer = from_text(compressed)

    assert [(0, 4), (4, 5)] == [
        (span.source_bytes.start, span.source_bytes.end) for span in answer.spans
    ]
    assert [True, False] == [span.HasField("output") for span in answer.spans]
    assert [pb.COMPRESSION_RUNG_FULL, pb.COMPRESSION_RUNG_DROP] == [
        each.rung for each in answer.rungs
    ]
    assert types_pb2.TextRange(start=0, end=2) == answer.spans[0].output


def test_shares_are_told_from_nothing_to_one() -> None:
    """Thousandths become a share."""
    planned = PlannedCompression(
        token_budget=5, is_feasible=True, predicted_tokens=4, kept_value_permille=250
    )

    answer = from_plan(CompressionPlan((planned,), TokenCount.exact(9), 1, PROVENANCE))

    assert 0.25 == answer.plans[0].predicted_kept_value
