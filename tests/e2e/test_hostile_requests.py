"""Whatever a caller sends is answered in bounded time, with a count or a documented error."""

from collections.abc import Callable
from typing import Any

import pytest
from steelyard.v1 import token_service_pb2 as pb

from tests.e2e.hostility import BOUND_S, BYTES, MODELS, others_go_on, selected
from tests.e2e.requests import by_model, chunk
from tests.e2e.running import RunningServer
from tests.e2e.statuses import Failure, failure, failure_of

CHARACTERS = {
    "letter": "a",
    "blank": " ",
    "line feed": "\n",
    "digit": "1",
    "quote": "'",
    "null byte": "\x00",
    "accent": "\u0301",
    "han": "\u4e2d",
    "emoji": "\U0001f469",
    "joiner": "\u200d",
}
REFUSALS = {"TEXT_NOT_COUNTABLE", "COUNTING_POOL_UNAVAILABLE"}


def run_of(character: str) -> str:
    """A megabyte of one character."""
    return character * (BYTES // len(character.encode()))


def answer_or_failure(call: Callable[[], Any]) -> Any:
    """The answer, or what the failed call tells."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - what is no failure of gRPC fails here
        return failure(error)


@pytest.mark.parametrize("model", MODELS)
def test_a_megabyte_of_one_character_is_counted_while_others_go_on(
    server: RunningServer, model: str
) -> None:
    """Each run has a sane count or a documented refusal, and small calls are answered meanwhile."""
    with others_go_on(server) as took:
        for name, character in CHARACTERS.items():
            request = selected(model, text=run_of(character))

            found = answer_or_failure(
                lambda request=request: server.stub.CountTokens(request, timeout=BOUND_S)  # type: ignore[misc]  # mypy cannot infer a lambda's default
            )

            if isinstance(found, Failure):
                assert found.reason in REFUSALS, (name, found)
            else:
                assert 0 < found.count.token_count <= 2 * BYTES, name
                assert found.count.token_count <= found.count.upper_bound_token_count

    assert took
    assert max(took) < 5


@pytest.mark.parametrize("model", ["gpt-4o", "claude-opus-4-5", "gemini-2.5-pro", "no-such-model"])
@pytest.mark.parametrize("character", ["a", " ", "\u4e2d"])
def test_a_megabyte_of_one_character_is_cut(
    server: RunningServer, model: str, character: str
) -> None:
    """In bounded time, and what is left keeps the limit."""
    answer = server.stub.TruncateText(
        pb.TruncateTextRequest(tokenizer=by_model(model), text=run_of(character), token_limit=100),
        timeout=BOUND_S,
    )

    assert 0 < answer.count.upper_bound_token_count <= 100


@pytest.mark.parametrize("model", ["gpt-4o", "claude-opus-4-7", "no-such-model"])
@pytest.mark.parametrize("boundary", pb.SplitBoundary.values())
def test_a_text_without_boundaries_is_split(
    server: RunningServer, model: str, boundary: pb.SplitBoundary
) -> None:
    """Where there is no place to cut, it is cut between characters."""
    answer = server.stub.SplitText(
        pb.SplitTextRequest(
            tokenizer=by_model(model),
            text="a" * 100_000,
            token_limit=500,
            boundary=boundary,
            omit_texts=True,
        ),
        timeout=BOUND_S,
    )

    assert 100_000 == answer.chunks[-1].range.end
    assert max(each.token_count for each in answer.chunks) <= 500


LOWEST = -(2**63)
HIGHEST = 2**63 - 1
ONE = by_model("gpt-4o")
QUESTIONS: dict[str, tuple[str, Any, str]] = {
    "lowest limit": (
        "TruncateText",
        pb.TruncateTextRequest(tokenizer=ONE, text="x", token_limit=LOWEST),
        "token_limit",
    ),
    "chunks of nothing": (
        "SplitText",
        pb.SplitTextRequest(tokenizer=ONE, text="x"),
        "token_limit",
    ),
    "lowest chunk": (
        "SplitText",
        pb.SplitTextRequest(tokenizer=ONE, text="x", token_limit=LOWEST),
        "token_limit",
    ),
    "negative overlap": (
        "SplitText",
        pb.SplitTextRequest(tokenizer=ONE, text="x", token_limit=5, overlap_token_count=-1),
        "overlap_token_count",
    ),
    "overlap of a chunk": (
        "SplitText",
        pb.SplitTextRequest(tokenizer=ONE, text="x", token_limit=5, overlap_token_count=HIGHEST),
        "overlap_token_count",
    ),
    "negative budget": (
        "CheckBudget",
        pb.CheckBudgetRequest(models=[pb.ModelBudget(model="gpt-4o", token_limit=-1)], text="x"),
        "models[0].token_limit",
    ),
    "negative reserve": (
        "CheckBudget",
        pb.CheckBudgetRequest(
            models=[pb.ModelBudget(model="gpt-4o", reserved_output_token_count=LOWEST)], text="x"
        ),
        "models[0].reserved_output_token_count",
    ),
    "too much reserved": (
        "CheckBudget",
        pb.CheckBudgetRequest(
            models=[pb.ModelBudget(model="gpt-4o", reserved_output_token_count=HIGHEST)], text="x"
        ),
        "models[0].reserved_output_token_count",
    ),
    "a budget for nobody": (
        "CheckBudget",
        pb.CheckBudgetRequest(models=[pb.ModelBudget()], text="x"),
        "models[0].model",
    ),
    "a long name": (
        "CheckBudget",
        pb.CheckBudgetRequest(models=[pb.ModelBudget(model="m" * BYTES)], text="x"),
        "models[0].model",
    ),
    "lowest input": (
        "EstimateCost",
        pb.EstimateCostRequest(model="gpt-4o", input_token_count=LOWEST),
        "input_token_count",
    ),
    "lowest output": (
        "EstimateCost",
        pb.EstimateCostRequest(model="gpt-4o", text="x", output_token_count=LOWEST),
        "output_token_count",
    ),
    "a cache of more than all": (
        "EstimateCost",
        pb.EstimateCostRequest(model="gpt-4o", text="x", cached_input_token_count=HIGHEST),
        "cached_input_token_count",
    ),
    "negative output": (
        "CompareModels",
        pb.CompareModelsRequest(
            from_model="gpt-4o", to_model="gpt-4", texts=["x"], output_token_count=-1
        ),
        "output_token_count",
    ),
}
EMPTY: dict[str, tuple[str, Any, str]] = {
    "CountTokens": ("CountTokens", pb.CountTokensRequest(), "tokenizer"),
    "BatchCountTokens": ("BatchCountTokens", pb.BatchCountTokensRequest(), "tokenizer"),
    "EncodeText": ("EncodeText", pb.EncodeTextRequest(), "tokenizer"),
    "DecodeTokens": ("DecodeTokens", pb.DecodeTokensRequest(), "tokenizer"),
    "CountMessages": ("CountMessages", pb.CountMessagesRequest(), "chat"),
    "CheckBudget": ("CheckBudget", pb.CheckBudgetRequest(), "content"),
    "TruncateText": ("TruncateText", pb.TruncateTextRequest(), "tokenizer"),
    "SplitText": ("SplitText", pb.SplitTextRequest(), "tokenizer"),
    "EstimateCost": ("EstimateCost", pb.EstimateCostRequest(), "input"),
    "CompareModels": ("CompareModels", pb.CompareModelsRequest(), "texts"),
    "GetModel": ("GetModel", pb.GetModelRequest(), "name"),
}
WRONG = {**QUESTIONS, **{f"empty {name}": case for name, case in EMPTY.items()}}


@pytest.mark.parametrize(("method", "request_", "field"), WRONG.values(), ids=WRONG)
def test_a_wrong_request_is_an_error_of_its_field(
    server: RunningServer, method: str, request_: Any, field: str
) -> None:
    """Negative, huge, contradictory or empty: the field at fault is named."""
    failed = failure_of(lambda: getattr(server.stub, method)(request_, timeout=BOUND_S))

    assert failed.reason in {"VALUE_INVALID", "TEXT_MISSING"}
    assert (field,) == failed.fields
    assert len(failed.message) < 300


@pytest.mark.parametrize("number", [99, -1])
@pytest.mark.parametrize(
    ("method", "request_type", "field", "rest"),
    [
        ("CountTokens", pb.CountTokensRequest, "special_tokens", {"tokenizer": ONE, "text": "x"}),
        ("TruncateText", pb.TruncateTextRequest, "side", {"tokenizer": ONE, "text": "x"}),
        ("SplitText", pb.SplitTextRequest, "boundary", {"tokenizer": ONE, "text": "x"}),
        ("CheckBudget", pb.CheckBudgetRequest, "unknown_model", {"text": "x"}),
        ("EstimateCost", pb.EstimateCostRequest, "service_tier", {"model": "gpt-4o", "text": "x"}),
        ("CompareModels", pb.CompareModelsRequest, "service_tier", {"texts": ["x"]}),
        ("ListModels", pb.ListModelsRequest, "method", {}),
    ],
)
def test_a_value_of_no_enum_is_an_error_of_its_field(
    *,
    server: RunningServer,
    method: str,
    request_type: Callable[..., Any],
    field: str,
    rest: dict[str, Any],
    number: int,
) -> None:
    """A client of a later version is told what this server does not know."""
    request = request_type(**rest, **{field: number})

    failed = failure_of(lambda: getattr(server.stub, method)(request))

    assert ("VALUE_INVALID", (field,)) == (failed.reason, failed.fields)


def test_a_stream_of_a_text_that_cannot_be_cut_is_bounded(server: RunningServer) -> None:
    """Ten thousand chunks without an end cost nothing but their memory, and are counted as one."""
    configuration = pb.StreamConfig(tokenizer=by_model("claude-opus-4-5"))
    chunks = (chunk("word " * 20, more=number < 9_999) for number in range(10_000))
    messages = [pb.StreamCountTokensRequest(config=configuration), *chunks]

    (answer,) = server.stub.StreamCountTokens(iter(messages), timeout=BOUND_S)

    assert 200_000 <= answer.count.token_count <= 210_000


def test_the_server_is_well_after_all_of_this(server: RunningServer) -> None:
    """Nothing died, and nothing was thrown that nobody expected."""
    answer = server.stub.CountTokens(selected("claude-opus-4-5", text="word " * 5_000))

    assert 5_000 <= answer.count.token_count <= 5_020
    assert [] == server.log(event="child died and is replaced")
    assert [] == [line for line in server.log(event="call") if line["code"] == "INTERNAL"]
