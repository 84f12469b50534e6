# ruff: noqa: S106 - page tokens are no passwords
"""Each call asks what it says, in both clients."""

from datetime import date

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2
from steelyard_client import (
    CountMethod,
    ModelBudget,
    ServiceTier,
    SpecialTokens,
    SplitBoundary,
    Steelyard,
    TruncationSide,
    UnknownModel,
)

from tests.integration.client.asking import Case, Kind, ask
from tests.integration.client.compression_cases import COMPRESSION_CASES
from tests.integration.client.kept_cases import KEPT_CASES
from tests.integration.client.scripted_server import UNARY, RunningServer, ScriptedServicer

MODEL = types_pb2.TokenizerSelector(model="m", unknown_model="UNKNOWN_MODEL_HANDLING_ESTIMATE")
ENCODING = types_pb2.TokenizerSelector(encoding="e", unknown_model="UNKNOWN_MODEL_HANDLING_REFUSE")
TEXT = "SPECIAL_TOKEN_HANDLING_TEXT"
SPECIAL = "SPECIAL_TOKEN_HANDLING_SPECIAL"
ESTIMATE = "UNKNOWN_MODEL_HANDLING_ESTIMATE"
REFUSE = "UNKNOWN_MODEL_HANDLING_REFUSE"


CASES = [
    Case(
        "CountTokens",
        lambda client: client.count("hällo", model="m"),
        pb.CountTokensRequest(tokenizer=MODEL, text="hällo", special_tokens=TEXT),
    ),
    Case(
        "CountTokens",
        lambda client: client.count(
            "",
            encoding="e",
            special_tokens=SpecialTokens.SPECIAL,
            unknown_model=UnknownModel.REFUSE,
        ),
        pb.CountTokensRequest(tokenizer=ENCODING, text="", special_tokens=SPECIAL),
    ),
    Case(
        "BatchCountTokens",
        lambda client: client.count_batch(iter(["a", "b"]), model="m"),
        pb.BatchCountTokensRequest(tokenizer=MODEL, texts=["a", "b"], special_tokens=TEXT),
    ),
    Case(
        "EncodeText",
        lambda client: client.encode("a", model="m", special_tokens=SpecialTokens.SPECIAL),
        pb.EncodeTextRequest(tokenizer=MODEL, text="a", special_tokens=SPECIAL),
    ),
    Case(
        "DecodeTokens",
        lambda client: client.decode(range(3), model="m"),
        pb.DecodeTokensRequest(tokenizer=MODEL, token_ids=[0, 1, 2]),
    ),
    Case(
        "TruncateText",
        lambda client: client.truncate("a", token_limit=5, model="m"),
        pb.TruncateTextRequest(
            tokenizer=MODEL, text="a", token_limit=5, side="TRUNCATION_SIDE_HEAD"
        ),
    ),
    Case(
        "TruncateText",
        lambda client: client.truncate(
            "a",
            token_limit=5,
            encoding="e",
            unknown_model=UnknownModel.REFUSE,
            side=TruncationSide.MIDDLE,
            marker="…",
        ),
        pb.TruncateTextRequest(
            tokenizer=ENCODING,
            text="a",
            token_limit=5,
            side="TRUNCATION_SIDE_MIDDLE",
            marker="…",
        ),
    ),
    Case(
        "SplitText",
        lambda client: client.split(
            "a",
            token_limit=5,
            model="m",
            overlap_token_count=1,
            boundary=SplitBoundary.CODE,
            omit_texts=True,
        ),
        pb.SplitTextRequest(
            tokenizer=MODEL,
            text="a",
            token_limit=5,
            overlap_token_count=1,
            boundary="SPLIT_BOUNDARY_CODE",
            omit_texts=True,
        ),
    ),
    Case(
        "CountMessages",
        lambda client: client.count_messages(
            openai={"model": "m", "messages": [{"role": "user", "content": "hä"}]}
        ),
        pb.CountMessagesRequest(
            chat=types_pb2.ChatRequest(
                openai_json='{"model":"m","messages":[{"role":"user","content":"hä"}]}'
            ),
            unknown_model=ESTIMATE,
        ),
    ),
    Case(
        "CountMessages",
        lambda client: client.count_messages(
            anthropic="{ }", model="m", unknown_model=UnknownModel.REFUSE
        ),
        pb.CountMessagesRequest(
            model="m", chat=types_pb2.ChatRequest(anthropic_json="{ }"), unknown_model=REFUSE
        ),
    ),
    Case(
        "CheckBudget",
        lambda client: client.check_budget(["m", ModelBudget("n", 7, 99)], text=""),
        pb.CheckBudgetRequest(
            models=[
                pb.ModelBudget(model="m"),
                pb.ModelBudget(model="n", reserved_output_token_count=7, token_limit=99),
            ],
            text="",
            unknown_model=ESTIMATE,
        ),
    ),
    Case(
        "CheckBudget",
        lambda client: client.check_budget(["m"], gemini={}, plan_drops=True),
        pb.CheckBudgetRequest(
            models=[pb.ModelBudget(model="m")],
            chat=types_pb2.ChatRequest(gemini_json="{}"),
            plan_drops=True,
            unknown_model=ESTIMATE,
        ),
    ),
    Case(
        "EstimateCost",
        lambda client: client.estimate_cost(
            model="m",
            input_token_count=0,
            cached_input_token_count=1,
            cache_write_token_count=2,
            output_token_count=3,
            service_tier=ServiceTier.BATCH,
            date=date(2026, 1, 31),
        ),
        pb.EstimateCostRequest(
            model="m",
            input_token_count=0,
            cached_input_token_count=1,
            cache_write_token_count=2,
            output_token_count=3,
            service_tier="SERVICE_TIER_BATCH",
            date="2026-01-31",
        ),
    ),
    Case(
        "EstimateCost",
        lambda client: client.estimate_cost(model="m", text="a"),
        pb.EstimateCostRequest(model="m", text="a", service_tier="SERVICE_TIER_STANDARD"),
    ),
    Case(
        "CompareModels",
        lambda client: client.compare_models(
            "m",
            "n",
            texts=["a"],
            output_token_count=3,
            service_tier=ServiceTier.FLEX,
            unknown_model=UnknownModel.REFUSE,
        ),
        pb.CompareModelsRequest(
            from_model="m",
            to_model="n",
            texts=["a"],
            output_token_count=3,
            service_tier="SERVICE_TIER_FLEX",
            unknown_model=REFUSE,
        ),
    ),
    Case(
        "ListModels",
        lambda client: client.list_models_page(
            page_token="p",
            page_size=2,
            provider="openai",
            encoding="e",
            method=CountMethod.EXACT,
            name_prefix="gpt",
        ),
        pb.ListModelsRequest(
            page_size=2,
            page_token="p",
            provider="openai",
            encoding="e",
            method="COUNT_METHOD_EXACT",
            name_prefix="gpt",
        ),
    ),
    Case("GetModel", lambda client: client.get_model("m"), pb.GetModelRequest(name="m")),
    *COMPRESSION_CASES,
    *KEPT_CASES,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rpc)
def test_call_asks_what_it_says(
    kind: Kind, case: Case, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The arguments of a call are the fields of its request."""
    expected = [case.request]

    ask(kind, server.address, case.call)

    assert expected == servicer.requests


def test_every_rpc_has_a_call() -> None:
    """No RPC is forgotten; the streams have tests of their own."""
    expected = set(UNARY)

    called = {case.rpc for case in CASES}

    assert expected == called


def test_models_are_listed_page_by_page(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The listing goes on as long as a page names the next one, with the same filter."""
    servicer.script["ListModels"] = [
        pb.ListModelsResponse(models=[pb.Model(name="a")], next_page_token="2"),
        pb.ListModelsResponse(next_page_token="3"),
        pb.ListModelsResponse(models=[pb.Model(name="b")]),
    ]
    expected = (["a", "b"], [("", "x"), ("2", "x"), ("3", "x")])

    models = ask(kind, server.address, lambda client: client.list_models(provider="x"))

    asked = [(request.page_token, request.provider) for request in servicer.requests]
    assert expected == ([model.name for model in models], asked)


def test_pages_are_asked_for_when_they_are_needed(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """Who stops after the first model has asked for one page."""
    servicer.script["ListModels"] = [
        pb.ListModelsResponse(models=[pb.Model(name="a"), pb.Model(name="b")], next_page_token="2")
    ]
    expected = 1

    with Steelyard(server.address) as client:
        next(client.list_models())

    assert expected == len(servicer.requests)
