"""Every value of the domain has its place in an answer."""

from dataclasses import replace
from typing import Any

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.inbound.grpc import token_answers as answers
from domain.tokens.analyses import (
    ChatAnalysis,
    ModelFit,
    SplitAnalysis,
    TruncationAnalysis,
)
from domain.tokens.chat import (
    AudioPart,
    DocumentPart,
    ImagePart,
    MessageCount,
    PartCount,
    TextPart,
    ToolCallPart,
    ToolCount,
    ToolResultPart,
    VideoPart,
)
from domain.tokens.fitting import BindingLimit, DropPlan, Fit
from domain.tokens.model import CountMethod, TokenCount
from domain.tokens.splitting import TextChunk
from domain.tokens.text_analyses import (
    BatchTokenAnalysis,
    DecodedTokens,
    EncodedText,
)
from domain.tokens.truncation import TextRange, TruncatedText
from domain.tokens.weighing import ConversationCount
from tests.unit.grpc.labels import COUNT, MADE_BY, WIRE_COUNT, WIRE_MADE_BY


def test_a_count_has_all_of_its_label() -> None:
    """Number, bound, method, what is not counted, and the frame."""
    assert WIRE_COUNT == answers.from_count(COUNT)


@pytest.mark.parametrize("method", CountMethod)
def test_every_method_has_a_value(method: CountMethod) -> None:
    """None is sent as unspecified, and each has its own name."""
    sent = answers.from_count(TokenCount(0, 0, method)).method

    assert f"COUNT_METHOD_{method.name}" == types_pb2.CountMethod.Name(sent)


def test_what_made_a_count_is_told_whole() -> None:
    """A count can be made again."""
    assert WIRE_MADE_BY == answers.from_provenance(MADE_BY)


def test_a_batch_has_its_sum() -> None:
    """Counts and bounds in order, and the sum of the counts."""
    analysis = BatchTokenAnalysis((1, 2), (3, 4), CountMethod.CALIBRATED, MADE_BY, ("x",))
    expected = pb.BatchCountTokensResponse(
        token_counts=[1, 2],
        upper_bound_token_counts=[3, 4],
        total_token_count=3,
        method=types_pb2.COUNT_METHOD_CALIBRATED,
        not_counted=["x"],
        provenance=WIRE_MADE_BY,
    )

    assert expected == answers.from_batch(analysis)


def test_ids_and_bytes_are_told_with_what_made_them() -> None:
    """Broken characters are said to be broken."""
    encoded = pb.EncodeTextResponse(token_ids=[1, 2], provenance=WIRE_MADE_BY)
    decoded = pb.DecodeTokensResponse(
        text="\ufffd", raw_bytes=b"\xff", is_valid_utf8=False, provenance=WIRE_MADE_BY
    )

    assert encoded == answers.from_encoded(EncodedText((1, 2), MADE_BY))
    assert decoded == answers.from_decoded(DecodedTokens(b"\xff", MADE_BY))


def message(path: str, role: str, *parts: PartCount) -> MessageCount:
    return MessageCount(
        path=path,
        role=role,
        token_count=4,
        upper_bound_token_count=6,
        framing_token_count=3,
        parts=parts,
    )


def test_a_chat_is_told_piece_by_piece() -> None:
    """The system prompt stands before the messages, the answer's schema counts as framing."""
    part = PartCount(kind="text", path="m[0].c", token_count=1)
    count = ConversationCount(
        total=COUNT,
        system=message("system", "system"),
        messages=(message("m[0]", "user", part),),
        tools=(ToolCount(path="t[0]", name="f", token_count=7),),
        framing_token_count=10,
        response_schema_token_count=20,
    )
    sizes: dict[str, Any] = {
        "token_count": 4,
        "upper_bound_token_count": 6,
        "framing_token_count": 3,
    }
    expected = pb.CountMessagesResponse(
        model="m",
        count=WIRE_COUNT,
        messages=[
            pb.MessageTokenCount(role="system", path="system", **sizes),
            pb.MessageTokenCount(
                role="user",
                path="m[0]",
                parts=[pb.PartTokenCount(kind=pb.PART_KIND_TEXT, token_count=1, path="m[0].c")],
                **sizes,
            ),
        ],
        tools=[pb.ToolTokenCount(name="f", token_count=7, path="t[0]")],
        framing_token_count=30,
        provenance=WIRE_MADE_BY,
    )

    assert expected == answers.from_chat(ChatAnalysis("m", count, MADE_BY))


PARTS = (
    TextPart,
    ImagePart,
    AudioPart,
    DocumentPart,
    ToolCallPart,
    ToolResultPart,
    VideoPart,
)


def test_every_kind_of_part_has_a_value() -> None:
    """No kind is sent as unspecified, and none is left without a part."""
    parts = [PartCount(kind=each.kind, path="", token_count=0) for each in PARTS]
    count = ConversationCount(
        total=COUNT,
        system=None,
        messages=(message("", "user", *parts),),
        tools=(),
        framing_token_count=0,
    )

    sent = answers.from_chat(ChatAnalysis("m", count, MADE_BY)).messages[0].parts

    assert [f"PART_KIND_{each.kind.upper()}" for each in PARTS] == [
        pb.PartKind.Name(each.kind) for each in sent
    ]
    assert set(pb.PartKind.values()) - {0} == {each.kind for each in sent}


FIT = ModelFit(
    "m", COUNT, Fit(5, 9, 7, BindingLimit.INPUT), counted_completely=True, drop_plan=None,
    provenance=MADE_BY,
)  # fmt: skip
WIRE_FIT = pb.ModelFit(
    model="m",
    count=WIRE_COUNT,
    limit_known=True,
    available_token_count=7,
    fits_by_count=True,
    fits_by_upper_bound=False,
    left_token_count=2,
    left_by_upper_bound_token_count=-2,
    counted_completely=True,
    provenance=WIRE_MADE_BY,
)


def test_a_fit_is_told_by_count_and_by_upper_bound() -> None:
    """What is left may be negative by one and not by the other."""
    assert WIRE_FIT == answers.from_fit(FIT)


def test_nothing_is_said_to_fit_where_no_limit_is_known() -> None:
    """All that depends on a limit is nought, and that none is known is said."""
    expected = pb.ModelFit(
        model="m", count=WIRE_COUNT, counted_completely=False, provenance=WIRE_MADE_BY
    )

    actual = answers.from_fit(replace(FIT, fit=None, counted_completely=False))

    assert expected == actual


@pytest.mark.parametrize("dropped", [(), (0, 3)])
def test_a_drop_plan_is_there_even_if_nothing_may_go(dropped: tuple[int, ...]) -> None:
    """An empty plan says that nothing helps; no plan says that none was needed."""
    plan = DropPlan(dropped, 3, 4, fits=not dropped)
    expected = pb.DropPlan(
        message_indices=dropped, token_count=3, upper_bound_token_count=4, fits=not dropped
    )

    actual = answers.from_fit(replace(FIT, drop_plan=plan))

    assert actual.HasField("drop_plan")
    assert expected == actual.drop_plan
    assert not answers.from_fit(FIT).HasField("drop_plan")


@pytest.mark.parametrize(
    ("removed", "expected"),
    [((), None), ((TextRange(0, 3),), types_pb2.TextRange(start=0, end=3))],
)
def test_what_is_left_of_a_text_tells_what_is_gone(
    removed: tuple[TextRange, ...], expected: types_pb2.TextRange | None
) -> None:
    """A text that was left alone has nothing removed."""
    analysis = TruncationAnalysis(TruncatedText("abc", 5, removed), COUNT, MADE_BY)

    actual = answers.from_truncation(analysis)

    assert ("abc", WIRE_COUNT, bool(removed)) == (actual.text, actual.count, actual.truncated)
    assert actual.HasField("removed") is (expected is not None)
    assert expected in (None, actual.removed)


@pytest.mark.parametrize(("text", "texts"), [("abcd", ["abc", "cd"]), ("", ["", ""])])
def test_chunks_are_told_with_or_without_their_texts(text: str, texts: list[str]) -> None:
    """Ranges and counts are there either way."""
    chunks = (TextChunk(0, 3, 3), TextChunk(2, 4, 2))

    actual = answers.from_split(SplitAnalysis(chunks, CountMethod.EXACT, MADE_BY), text)

    assert texts == [each.text for each in actual.chunks]
    assert [(0, 3, 3), (2, 4, 2)] == [
        (each.range.start, each.range.end, each.token_count) for each in actual.chunks
    ]
    assert (types_pb2.COUNT_METHOD_EXACT, WIRE_MADE_BY) == (actual.method, actual.provenance)
