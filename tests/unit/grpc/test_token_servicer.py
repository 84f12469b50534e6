"""Each RPC asks its use case with what the request says, and answers with what that found."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.inbound.grpc.storage_work import StorageWork
from adapters.inbound.grpc.token_servicer import TokenServicer
from adapters.inbound.grpc.work import Work
from domain.shared.errors import InvalidValue
from domain.tokens.model import ModelNotFound
from ports.inbound.use_cases import TokenUseCases
from tests.fakes.analyses import AnalysesInMemory
from tests.unit.application.world import World

NO_CONTEXT: Any = None
"""What the gRPC library knows of a call; no RPC looks at it."""
ONE = types_pb2.TokenizerSelector(model="one")
MESSAGES = [{"role": "user", "content": "aaaa"}, {"role": "assistant", "content": "bb"}]
CHAT = types_pb2.ChatRequest(openai_json=json.dumps({"messages": MESSAGES, "model": "one"}))


@pytest.fixture
def servicer(world: World) -> Iterator[TokenServicer]:
    work, storage = Work(1), StorageWork(1, waiting=8, timeout_ms=5_000)
    tokens = TokenUseCases(world.texts, world.chats, world.cuts, world.models)
    yield TokenServicer(tokens, AnalysesInMemory(), work=work, storage=storage)
    work.close()
    storage.close()


@pytest.fixture
def world() -> World:
    return World()


def answer[Answer](call: Awaitable[Answer]) -> Answer:
    async def run() -> Answer:
        return await call

    return asyncio.run(run())


def answers_of(
    servicer: TokenServicer, *messages: pb.StreamCountTokensRequest
) -> list[pb.StreamCountTokensResponse]:
    async def sent() -> AsyncIterator[pb.StreamCountTokensRequest]:
        for message in messages:
            yield message

    async def run() -> list[pb.StreamCountTokensResponse]:
        return [each async for each in servicer.StreamCountTokens(sent(), NO_CONTEXT)]

    return asyncio.run(run())


def config(selector: types_pb2.TokenizerSelector = ONE) -> pb.StreamCountTokensRequest:
    return pb.StreamCountTokensRequest(config=pb.StreamConfig(tokenizer=selector))


def chunk(text: str, *, more: bool = False) -> pb.StreamCountTokensRequest:
    return pb.StreamCountTokensRequest(chunk=pb.TextChunk(text=text, more=more))


@pytest.mark.parametrize("text", ["hello", "a text that no tokenizer calls quick"])
def test_count_tokens_counts_on_the_loop_or_beside_it(servicer: TokenServicer, text: str) -> None:
    """Where it runs makes no difference to the answer."""
    request = pb.CountTokensRequest(tokenizer=ONE, text=text)

    actual = answer(servicer.CountTokens(request, NO_CONTEXT))

    assert (len(text), "characters") == (actual.count.token_count, actual.provenance.tokenizer)


def test_batch_count_tokens_counts_each_text(servicer: TokenServicer) -> None:
    """In the order of the request."""
    request = pb.BatchCountTokensRequest(tokenizer=ONE, texts=["a", "", "ccc"])

    actual = answer(servicer.BatchCountTokens(request, NO_CONTEXT))

    assert ([1, 0, 3], 4) == (list(actual.token_counts), actual.total_token_count)


def test_stream_count_tokens_answers_after_the_last_chunk_of_each_text(
    servicer: TokenServicer,
) -> None:
    """Texts are numbered and added up, chunks that go on have no answer."""
    actual = answers_of(servicer, config(), chunk("a", more=True), chunk("b"), chunk("ccc"))

    assert [(0, 2, 2), (1, 3, 5)] == [
        (each.text_index, each.count.token_count, each.total_token_count) for each in actual
    ]


@pytest.mark.parametrize(
    ("messages", "field"),
    [
        ([], "config"),
        ([chunk("a")], "config"),
        ([config(), config()], "chunk"),
        ([config(), pb.StreamCountTokensRequest()], "chunk"),
    ],
    ids=["nothing", "no config", "two configs", "no chunk"],
)
def test_a_stream_that_begins_or_goes_on_wrongly_is_refused(
    servicer: TokenServicer, messages: list[pb.StreamCountTokensRequest], field: str
) -> None:
    """First the configuration, once, then chunks."""
    with pytest.raises(InvalidValue) as caught:
        answers_of(servicer, *messages)

    assert field == caught.value.field


def test_ids_go_out_and_come_back(servicer: TokenServicer) -> None:
    """EncodeText and DecodeTokens are each other's opposite."""
    encoded = answer(
        servicer.EncodeText(pb.EncodeTextRequest(tokenizer=ONE, text="aé"), NO_CONTEXT)
    )
    decoded = answer(
        servicer.DecodeTokens(
            pb.DecodeTokensRequest(tokenizer=ONE, token_ids=encoded.token_ids), NO_CONTEXT
        )
    )

    assert ([97, 233], "aé") == (list(encoded.token_ids), decoded.text)


@pytest.mark.parametrize("model", ["one", ""])
def test_count_messages_counts_a_chat(servicer: TokenServicer, model: str) -> None:
    """For the model of the request, or else for that of the body."""
    request = pb.CountMessagesRequest(model=model, chat=CHAT)

    actual = answer(servicer.CountMessages(request, NO_CONTEXT))

    assert (15, 3, [7, 5]) == (
        actual.count.token_count,
        actual.framing_token_count,
        [each.token_count for each in actual.messages],
    )
    assert "rules 2" == actual.provenance.framing


def test_check_budget_answers_for_each_model(servicer: TokenServicer) -> None:
    """With a plan where it was asked for and is needed."""
    request = pb.CheckBudgetRequest(
        models=[
            pb.ModelBudget(model="one", token_limit=100),
            pb.ModelBudget(model="framed", token_limit=10, reserved_output_token_count=5),
        ],
        chat=CHAT,
        plan_drops=True,
    )

    roomy, tight = answer(servicer.CheckBudget(request, NO_CONTEXT)).fits

    assert (True, 85, False) == (
        roomy.fits_by_upper_bound,
        roomy.left_token_count,
        roomy.HasField("drop_plan"),
    )
    assert (False, 5, True) == (
        tight.fits_by_upper_bound,
        tight.available_token_count,
        tight.HasField("drop_plan"),
    )


@pytest.mark.parametrize(
    ("side", "left"),
    [
        (pb.TRUNCATION_SIDE_UNSPECIFIED, "ab…"),
        (pb.TRUNCATION_SIDE_HEAD, "ab…"),
        (pb.TRUNCATION_SIDE_TAIL, "…ef"),
        (pb.TRUNCATION_SIDE_MIDDLE, "a…f"),
    ],
)
def test_truncate_text_keeps_the_side_that_was_asked_for(
    servicer: TokenServicer, side: pb.TruncationSide, left: str
) -> None:
    """Limit, side and marker are those of the request."""
    request = pb.TruncateTextRequest(
        tokenizer=ONE, text="abcdef", token_limit=3, side=side, marker="…"
    )

    actual = answer(servicer.TruncateText(request, NO_CONTEXT))

    assert (left, 3, True) == (actual.text, actual.count.token_count, actual.truncated)


@pytest.mark.parametrize(("omit", "texts"), [(False, ["abcd", "def"]), (True, ["", ""])])
def test_split_text_gives_chunks(servicer: TokenServicer, texts: list[str], *, omit: bool) -> None:
    """Limit and overlap are those of the request; the texts may be left out."""
    request = pb.SplitTextRequest(
        tokenizer=ONE, text="abcdef", token_limit=4, overlap_token_count=1, omit_texts=omit
    )

    actual = answer(servicer.SplitText(request, NO_CONTEXT))

    assert texts == [each.text for each in actual.chunks]
    assert [(0, 4), (3, 6)] == [(each.range.start, each.range.end) for each in actual.chunks]


def test_estimate_cost_prices_the_question(servicer: TokenServicer) -> None:
    """Tier and day are those of the request."""
    request = pb.EstimateCostRequest(
        model="one",
        text="hello",
        output_token_count=10,
        service_tier=types_pb2.SERVICE_TIER_BATCH,
        date="2026-01-02",
    )

    actual = answer(servicer.EstimateCost(request, NO_CONTEXT))

    assert ("0.000015", "2026-01-02") == (actual.cost.total_usd, actual.cost.price_date)


def test_compare_models_compares_in_the_order_of_the_names(servicer: TokenServicer) -> None:
    """From one model to the other, with output for each text."""
    request = pb.CompareModelsRequest(
        from_model="one", to_model="framed", texts=["aaaa"], output_token_count=1
    )

    actual = answer(servicer.CompareModels(request, NO_CONTEXT))

    before = getattr(actual, "from")
    assert ("one", "framed", 7 / 4) == (before.model, actual.to.model, actual.token_ratio)
    assert ("0.000006", "0.000023") == (before.cost.total_usd, actual.to.cost.total_usd)


def test_list_models_gives_the_page_that_was_asked_for(servicer: TokenServicer) -> None:
    """Size, token and filter are those of the request."""
    request = pb.ListModelsRequest(page_size=1, name_prefix="likely")

    first = answer(servicer.ListModels(request, NO_CONTEXT))
    request.page_token = first.next_page_token
    second = answer(servicer.ListModels(request, NO_CONTEXT))

    assert [["likely"], ["likely-framed"]] == [
        [model.name for model in page.models] for page in (first, second)
    ]
    assert ("7", "") == (second.catalogue.version, second.next_page_token)


def test_get_model_resolves_a_name(servicer: TokenServicer) -> None:
    """With what it costs and how old that is."""
    actual = answer(servicer.GetModel(pb.GetModelRequest(name="one-x"), NO_CONTEXT))

    assert ("one-x", "characters", "7") == (
        actual.model.name,
        actual.model.encoding,
        actual.catalogue.version,
    )


type Call = Callable[[TokenServicer, Any, Any], Awaitable[object]]

REFUSE = types_pb2.UNKNOWN_MODEL_HANDLING_REFUSE
UNKNOWN = types_pb2.TokenizerSelector(model="zzz", unknown_model=REFUSE)


@pytest.mark.parametrize(
    ("call", "request_"),
    [
        (TokenServicer.CountTokens, pb.CountTokensRequest(tokenizer=UNKNOWN, text="")),
        (TokenServicer.BatchCountTokens, pb.BatchCountTokensRequest(tokenizer=UNKNOWN, texts=[""])),
        (TokenServicer.TruncateText, pb.TruncateTextRequest(tokenizer=UNKNOWN, text="")),
        (
            TokenServicer.SplitText,
            pb.SplitTextRequest(tokenizer=UNKNOWN, text="", token_limit=1),
        ),
        (
            TokenServicer.CountMessages,
            pb.CountMessagesRequest(model="zzz", chat=CHAT, unknown_model=REFUSE),
        ),
        (
            TokenServicer.CheckBudget,
            pb.CheckBudgetRequest(
                models=[pb.ModelBudget(model="zzz")], text="", unknown_model=REFUSE
            ),
        ),
        (
            TokenServicer.CompareModels,
            pb.CompareModelsRequest(
                from_model="one", to_model="zzz", texts=[""], unknown_model=REFUSE
            ),
        ),
        (TokenServicer.EstimateCost, pb.EstimateCostRequest(model="zzz", text="")),
        (TokenServicer.GetModel, pb.GetModelRequest(name="zzz")),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_an_unknown_model_is_refused_by_every_rpc_that_is_told_to(
    servicer: TokenServicer, call: Call, request_: Any
) -> None:
    """The request's own field decides, and where there is none nothing is estimated."""
    with pytest.raises(ModelNotFound) as caught:
        answer(call(servicer, request_, NO_CONTEXT))

    assert "zzz" == caught.value.metadata["model"]
