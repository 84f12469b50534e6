"""The use cases about models, prices, chats and cuts, answered by a server."""

from datetime import date
from decimal import Decimal

import grpc
import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from domain.shared import errors
from domain.shared.pages import PageRequest
from domain.tokens.catalogue import EVERY_MODEL, ModelFilter
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.cost import PriceUnknown, ServiceTier
from domain.tokens.model import CountMethod, TokenizerSelector, UnknownModel
from domain.tokens.questions import CostQuestion
from ports.inbound.models import ModelAnalyses
from ports.inbound.use_cases import TokenUseCases
from tests.integration.client.scripted_server import ScriptedServicer, status

KNOWN = TokenizerSelector(model="m", unknown_model=UnknownModel.REFUSE)
COUNT = types_pb2.TokenCount(
    token_count=5, upper_bound_token_count=7, method="COUNT_METHOD_CALIBRATED"
)
PROVENANCE = types_pb2.Provenance(tokenizer="t", framing="f")


@pytest.fixture
def models(remote: TokenUseCases) -> ModelAnalyses:
    return remote.models


def test_models_come_in_pages(models: ModelAnalyses, servicer: ScriptedServicer) -> None:
    """The filter and the page are asked for, and the next page is named."""
    servicer.script["ListModels"] = [
        pb.ListModelsResponse(
            models=[
                pb.Model(name="gpt-4", provider="openai", encoding="e", method="COUNT_METHOD_EXACT")
            ],
            next_page_token="Yg==",  # noqa: S106 - no password
        )
    ]
    only = ModelFilter(provider="openai", encoding="e", method=CountMethod.EXACT, name_prefix="gp")
    expected = pb.ListModelsRequest(
        page_size=2,
        page_token="YQ==",  # noqa: S106 - no password
        provider="openai",
        encoding="e",
        method="COUNT_METHOD_EXACT",
        name_prefix="gp",
    )

    page = models.list_models(page=PageRequest(2, "YQ=="), only=only)

    assert [expected] == servicer.requests
    assert (["gpt-4"], "Yg==") == ([each.model.name for each in page.items], page.next_token)


def test_rest_of_the_filter_is_kept_here(models: ModelAnalyses, servicer: ScriptedServicer) -> None:
    """What a server cannot be asked for is left out of its page."""
    servicer.script["ListModels"] = [
        pb.ListModelsResponse(models=[pb.Model(name="a", countable=True), pb.Model(name="b")])
    ]
    expected = ["b"]

    page = models.list_models(page=PageRequest(), only=ModelFilter(countable=False))

    assert expected == [each.model.name for each in page.items]


def test_model_has_its_limits_and_prices(models: ModelAnalyses, servicer: ScriptedServicer) -> None:
    """A model comes with what it takes and what it costs."""
    model = pb.Model(
        name="m",
        input_token_limit=9,
        prices=pb.ModelPrices(input_usd="1.25", output_usd="10"),
    )
    servicer.script["GetModel"] = [
        pb.GetModelResponse(model=model, catalogue=pb.CatalogueInfo(prices_version="p 1"))
    ]
    expected = (None, 9, Decimal("1.25"), None, "p 1")

    found = models.get_model(name="m")

    assert found.prices
    assert expected == (
        found.model.context_token_limit,
        found.model.input_token_limit,
        found.prices.input_price.usd_per_million,
        found.prices.cached_input_price,
        found.prices.source,
    )


def test_model_without_prices_has_none(models: ModelAnalyses) -> None:
    """A price that nobody knows is not 0."""
    found = models.get_model(name="m")

    assert found.prices is None


@pytest.mark.parametrize("name", ["", "m" * 129, "gp\udcff"])
def test_name_that_cannot_be_sent_is_invalid(models: ModelAnalyses, name: str) -> None:
    """A model name that is empty, too long or no Unicode is refused as it is without a server."""
    with pytest.raises(errors.InvalidValue) as refused:
        models.get_model(name=name)

    expected = "name"
    assert expected == refused.value.field


def test_age_of_the_catalogue_is_told(models: ModelAnalyses, servicer: ScriptedServicer) -> None:
    """How old the data is comes with any page."""
    info = pb.CatalogueInfo(version="7", as_of="2026-01-31", age_days=3, prices_version="p 1")
    servicer.script["ListModels"] = [pb.ListModelsResponse(catalogue=info)]
    expected = ("7", date(2026, 1, 31), 3, "p 1")

    told = models.catalogue_info()

    assert expected == (told.version, told.as_of, told.age_days, told.prices_version)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("a", {"text": "a"}),
        (3, {"input_token_count": 3}),
        (
            ChatRequest(ChatShape.GEMINI, "{}"),
            {"chat": types_pb2.ChatRequest(gemini_json="{}")},
        ),
    ],
)
def test_cost_is_asked_for(
    models: ModelAnalyses,
    servicer: ScriptedServicer,
    content: str | int | ChatRequest,
    field: dict[str, object],
) -> None:
    """A text, a number of tokens or a chat is priced, with all that decides the price."""
    question = CostQuestion(1, 2, 3, ServiceTier.FLEX, date(2026, 1, 31))
    expected = pb.EstimateCostRequest(
        model="m",
        cached_input_token_count=1,
        cache_write_token_count=2,
        output_token_count=3,
        service_tier="SERVICE_TIER_FLEX",
        date="2026-01-31",
        **field,  # type: ignore[arg-type]  # one of the three
    )

    models.estimate_cost(model="m", content=content, question=question)

    assert [expected] == servicer.requests


def test_cost_adds_up(models: ModelAnalyses, servicer: ScriptedServicer) -> None:
    """The total is the server's, and that of the upper bound too."""
    cost = pb.Cost(total_usd="0.3", input_usd="0.1", output_usd="0.2", price_date="2026-01-31")
    servicer.script["EstimateCost"] = [
        pb.EstimateCostResponse(
            cost=cost, upper_bound_total_usd="0.5", input=COUNT, provenance=PROVENANCE
        )
    ]
    expected = (Decimal("0.3"), Decimal("0.5"), 5, "t")

    found = models.estimate_cost(model="m", content="a", question=CostQuestion()).step()

    assert found
    assert found.provenance
    assert expected == (
        found.cost.total_usd,
        found.upper_bound.total_usd,
        found.count.token_count,
        found.provenance.tokenizer,
    )


def test_unknown_price_is_raised(models: ModelAnalyses, servicer: ScriptedServicer) -> None:
    """A reason of the prices becomes its class."""
    servicer.script["EstimateCost"] = [
        status(grpc.StatusCode.NOT_FOUND, reason="PRICE_UNKNOWN", model="m")
    ]

    with pytest.raises(PriceUnknown):
        models.estimate_cost(model="m", content="a", question=CostQuestion())


def test_models_are_compared(models: ModelAnalyses, servicer: ScriptedServicer) -> None:
    """Both sides of a comparison come back, with what stops fitting."""
    answer = pb.CompareModelsResponse(
        to=pb.ModelTotals(model="n", count=COUNT, input_token_limit=9),
        token_ratio=1.5,
        token_ratios=[1.5],
        stops_fitting=[0],
    )
    servicer.script["CompareModels"] = [answer]
    expected = ("n", 9, None, 1.5, (1.5,), (0,), ())

    found = models.compare_models(
        models=("m", "n"),
        texts=["a"],
        question=CostQuestion(),
        unknown_model=UnknownModel.ESTIMATE,
    ).step()

    assert found
    assert expected == (
        found.after.model.name,
        found.after.model.input_token_limit,
        found.after.cost,
        found.token_ratio,
        found.token_ratios,
        found.stops_fitting,
        found.begins_fitting,
    )


def test_every_model_is_listed_unless_told_otherwise(
    models: ModelAnalyses, servicer: ScriptedServicer
) -> None:
    """No filter leaves nothing out."""
    servicer.script["ListModels"] = [
        pb.ListModelsResponse(models=[pb.Model(name="a", method="COUNT_METHOD_HEURISTIC")])
    ]
    expected = ["a"]

    page = models.list_models(page=PageRequest(), only=EVERY_MODEL)

    assert expected == [each.model.name for each in page.items]
