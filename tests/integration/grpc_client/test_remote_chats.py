"""The use cases about chats and cuts, answered by a server."""

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from domain.tokens.boundaries import Boundary
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import CountMethod, TokenizerSelector, UnknownModel
from domain.tokens.questions import ModelBudget
from domain.tokens.splitting import TextChunk
from domain.tokens.truncation import Side, TextRange
from ports.inbound.chats import ChatAnalyses
from ports.inbound.cuts import TextCuts
from ports.inbound.use_cases import TokenUseCases
from tests.integration.client.scripted_server import ScriptedServicer

KNOWN = TokenizerSelector(model="m", unknown_model=UnknownModel.REFUSE)
COUNT = types_pb2.TokenCount(
    token_count=5, upper_bound_token_count=7, method="COUNT_METHOD_CALIBRATED"
)
PROVENANCE = types_pb2.Provenance(tokenizer="t", framing="f")


@pytest.fixture
def chats(remote: TokenUseCases) -> ChatAnalyses:
    return remote.chats


@pytest.fixture
def cuts(remote: TokenUseCases) -> TextCuts:
    return remote.cuts


@pytest.mark.parametrize("shape", ChatShape)
def test_chat_is_counted(chats: ChatAnalyses, servicer: ScriptedServicer, shape: ChatShape) -> None:
    """A body of any shape is sent as it is; what stands outside the turns is told apart."""
    servicer.script["CountMessages"] = [
        pb.CountMessagesResponse(
            count=COUNT,
            messages=[
                pb.MessageTokenCount(role="system", path="system"),
                pb.MessageTokenCount(
                    role="user",
                    path="messages[0]",
                    parts=[pb.PartTokenCount(kind="PART_KIND_TOOL_CALL", token_count=2)],
                ),
            ],
            tools=[pb.ToolTokenCount(name="f", token_count=3)],
            framing_token_count=4,
            provenance=PROVENANCE,
        )
    ]
    sent = types_pb2.ChatRequest(**{f"{shape.value}_json": "{ }"})
    expected = ("system", ["user"], ["tool_call"], ["f"], 4, "f")

    found = chats.count_messages(
        model="m", chat=ChatRequest(shape, "{ }"), unknown_model=UnknownModel.ESTIMATE
    ).step()

    assert sent == servicer.requests[0].chat
    assert found
    assert found.count.system
    assert expected == (
        found.count.system.role,
        [each.role for each in found.count.messages],
        [part.kind for each in found.count.messages for part in each.parts],
        [each.name for each in found.count.tools],
        found.count.framing_token_count,
        found.provenance.framing,
    )


def test_budgets_are_checked(chats: ChatAnalyses, servicer: ScriptedServicer) -> None:
    """What fits, what is left and what to drop come back; without a limit nothing is said."""
    plan = pb.DropPlan(message_indices=[1], token_count=2, upper_bound_token_count=3, fits=True)
    servicer.script["CheckBudget"] = [
        pb.CheckBudgetResponse(
            fits=[
                pb.ModelFit(
                    model="m",
                    count=COUNT,
                    limit_known=True,
                    available_token_count=6,
                    counted_completely=True,
                    drop_plan=plan,
                ),
                pb.ModelFit(model="n", count=COUNT),
            ]
        )
    ]
    expected = (True, False, 1, -1, (1,))

    known, unknown = (
        chats.check_budget(
            budgets=[ModelBudget("m", 2, 8), ModelBudget("n")],
            content="a",
            plan_drops=True,
            unknown_model=UnknownModel.ESTIMATE,
        ).step()
        or ()
    )

    assert known.fit
    assert known.drop_plan
    assert unknown.fit is None
    assert expected == (
        known.fit.fits_by_count,
        known.fit.fits_by_upper_bound,
        known.fit.tokens_left,
        known.fit.tokens_left_by_upper_bound,
        known.drop_plan.dropped,
    )


def test_chat_is_checked(chats: ChatAnalyses, servicer: ScriptedServicer) -> None:
    """A chat is held against budgets as it is."""
    expected = types_pb2.ChatRequest(openai_json="{}")

    chats.check_budget(
        budgets=[ModelBudget("m")],
        content=ChatRequest(ChatShape.OPENAI, "{}"),
        plan_drops=False,
        unknown_model=UnknownModel.ESTIMATE,
    )

    (request,) = servicer.requests
    assert expected == request.chat


def test_text_is_cut(cuts: TextCuts, servicer: ScriptedServicer) -> None:
    """What is left comes back with its count and with what was removed."""
    servicer.script["TruncateText"] = [
        pb.TruncateTextResponse(
            text="a…", count=COUNT, truncated=True, removed=types_pb2.TextRange(start=1, end=4)
        )
    ]
    asked = pb.TruncateTextRequest(
        tokenizer=types_pb2.TokenizerSelector(
            model="m", unknown_model="UNKNOWN_MODEL_HANDLING_REFUSE"
        ),
        text="abcd",
        token_limit=2,
        side="TRUNCATION_SIDE_TAIL",
        marker="…",
    )
    expected = ("a…", 5, (TextRange(1, 4),))

    analysis = cuts.truncate_text(
        selector=KNOWN, text="abcd", token_limit=2, side=Side.TAIL, marker="…"
    )

    assert [asked] == servicer.requests
    assert expected == (analysis.left.text, analysis.left.token_count, analysis.left.removed)


def test_text_is_split(cuts: TextCuts, servicer: ScriptedServicer) -> None:
    """Where the chunks stand is enough: their texts need not travel back."""
    servicer.script["SplitText"] = [
        pb.SplitTextResponse(
            chunks=[pb.SplitChunk(range=types_pb2.TextRange(start=0, end=2), token_count=1)],
            method="COUNT_METHOD_EXACT",
        )
    ]
    expected = ((TextChunk(0, 2, 1),), CountMethod.EXACT, True)

    analysis = cuts.split_text(
        selector=KNOWN,
        text="abcd",
        token_limit=2,
        overlap_token_count=0,
        boundary=Boundary.SENTENCE,
    )

    (request,) = servicer.requests
    assert expected == (analysis.chunks, analysis.method, request.omit_texts)


def test_nothing_is_quick(cuts: TextCuts) -> None:
    """A call always waits, so no event loop should make it."""
    expected = False

    is_quick = cuts.is_quick(KNOWN, text="")

    assert expected is is_quick
