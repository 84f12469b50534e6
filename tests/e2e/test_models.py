"""Models are listed, filtered and found, and counted as the listing says."""

from datetime import date
from typing import Any

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from domain.shared.pages import DEFAULT_PAGE_SIZE
from tests.e2e.requests import by_model
from tests.e2e.running import RunningServer


def listed(server: RunningServer, **fields: Any) -> list[pb.Model]:
    request = pb.ListModelsRequest(page_size=1_000, **fields)
    return list(server.stub.ListModels(request).models)


def test_the_filters_divide_the_models(server: RunningServer) -> None:
    """By provider, by encoding and by method: each model is in exactly one part."""
    models = listed(server)
    names = [model.name for model in models]

    for field in ("provider", "encoding"):
        values = sorted({getattr(model, field) for model in models} - {""})
        parts = [model for value in values for model in listed(server, **{field: value})]
        unnamed = [model for model in models if not getattr(model, field)]
        assert names == sorted(model.name for model in (*parts, *unnamed))


@pytest.mark.parametrize("method", set(types_pb2.CountMethod.values()) - {0})
def test_a_method_lists_the_models_that_are_counted_so(
    server: RunningServer, method: types_pb2.CountMethod
) -> None:
    """No others, and all of them."""
    expected = [model.name for model in listed(server) if model.method == method]

    assert expected == [model.name for model in listed(server, method=method)]


@pytest.mark.parametrize("prefix", ["gpt-5", "GPT-5", "claude-", "gemini-2.5"])
def test_a_prefix_lists_what_begins_so(server: RunningServer, prefix: str) -> None:
    """By name or by another name of it; small and capital letters are the same."""
    found = listed(server, name_prefix=prefix)

    assert found
    assert all(
        any(name.lower().startswith(prefix.lower()) for name in (model.name, *model.aliases))
        for model in found
    )


def test_filters_go_together_and_pages_are_of_what_is_left(server: RunningServer) -> None:
    """Walking the pages of a filtered list gives what one page gives."""
    fields: dict[str, Any] = {"provider": "openai", "encoding": "o200k_base"}
    expected = [model.name for model in listed(server, **fields)]
    names: list[str] = []
    token = ""

    while True:
        page = server.stub.ListModels(pb.ListModelsRequest(page_size=9, page_token=token, **fields))
        names += [model.name for model in page.models]
        token = page.next_page_token
        if not token:
            break

    assert expected == names
    assert len(names) > 9


@pytest.mark.parametrize(
    "fields", [{"provider": "nobody"}, {"encoding": "nothing"}, {"name_prefix": "\0"}]
)
def test_a_filter_that_nothing_passes_lists_nothing(
    server: RunningServer, fields: dict[str, Any]
) -> None:
    """That is no error, and there is no further page."""
    answer = server.stub.ListModels(pb.ListModelsRequest(**fields))

    assert ([], "") == (list(answer.models), answer.next_page_token)


def test_a_page_has_a_hundred_models_unless_asked(server: RunningServer) -> None:
    """The documented default."""
    answer = server.stub.ListModels(pb.ListModelsRequest())

    assert 100 == DEFAULT_PAGE_SIZE == len(answer.models)


def test_every_model_that_can_be_counted_is_counted_as_listed(server: RunningServer) -> None:
    """Encoding and method of a count are those that the listing promises."""
    expected = [
        (model.name, model.encoding, model.method) for model in listed(server) if model.countable
    ]

    actual = []
    for name, *_ in expected:
        request = pb.CountTokensRequest(tokenizer=by_model(name), text="Hello, world")
        answer = server.stub.CountTokens(request)
        actual.append((name, answer.provenance.tokenizer, answer.count.method))

    assert expected == actual


def test_every_other_model_is_estimated(server: RunningServer) -> None:
    """Nothing is said to be counted that is not."""
    estimates = {types_pb2.COUNT_METHOD_CALIBRATED, types_pb2.COUNT_METHOD_HEURISTIC}

    for model in listed(server):
        if not model.countable:
            request = pb.CountTokensRequest(tokenizer=by_model(model.name), text="Hello, world")
            assert server.stub.CountTokens(request).count.method in estimates, model.name


def test_every_listed_model_is_found(server: RunningServer) -> None:
    """GetModel says of each what the list says."""
    for model in listed(server):
        assert model == server.stub.GetModel(pb.GetModelRequest(name=model.name)).model


def test_other_names_lead_to_the_same_model(server: RunningServer) -> None:
    """Every alias has the encoding and the limits of its model; who bills it may be another."""
    for model in listed(server):
        for alias in model.aliases:
            found = server.stub.GetModel(pb.GetModelRequest(name=alias)).model
            assert (model.encoding, model.context_token_limit) == (
                found.encoding,
                found.context_token_limit,
            ), alias


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("openai/gpt-4o", "o200k_base"),
        ("us.anthropic.claude-opus-4-5-20251101-v1:0", "claude-v3"),
        ("vertex_ai/gemini-2.5-pro", "gemma3"),
        ("meta-llama/Llama-3-70b-instruct", "llama3"),
    ],
)
def test_a_route_is_read(server: RunningServer, name: str, encoding: str) -> None:
    """Names as gateways write them."""
    assert encoding == server.stub.GetModel(pb.GetModelRequest(name=name)).model.encoding


def test_the_catalogue_tells_its_age(server: RunningServer) -> None:
    """The day of the data, the days since then, and where the prices are from."""
    info = server.stub.ListModels(pb.ListModelsRequest()).catalogue
    alone = server.stub.GetModel(pb.GetModelRequest(name="gpt-4o")).catalogue

    assert info == alone
    assert info.as_of == date.fromisoformat(info.as_of).isoformat()
    assert info.version.startswith(info.as_of)
    assert info.age_days >= 0
    assert info.prices_version.startswith("genai-prices ")


@pytest.mark.parametrize("name", ["gpt-4o", "claude-opus-4-5", "gemini-2.5-pro"])
def test_a_model_has_limits_and_prices(server: RunningServer, name: str) -> None:
    """The well known ones have all of them."""
    model = server.stub.GetModel(pb.GetModelRequest(name=name)).model

    assert model.HasField("context_token_limit") or model.HasField("input_token_limit")
    assert model.HasField("output_token_limit")
    assert float(model.prices.input_usd) < float(model.prices.output_usd)
