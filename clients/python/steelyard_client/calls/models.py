"""Calls about models: the request of each, and how its answer is read."""

from collections.abc import Iterable
from typing import Unpack

from steelyard.v1 import token_service_pb2 as pb

from steelyard_client.arguments import CallOptions, Comparison, ModelFilter
from steelyard_client.calls.call import Call
from steelyard_client.calls.reading import (
    cost_of,
    count_of,
    day,
    method_of,
    number_or_none,
    usd,
    usd_or_none,
)
from steelyard_client.calls.sending import building, name_field, text_fields
from steelyard_client.enums import CountMethod, ServiceTier, UnknownModel, to_wire
from steelyard_client.results.models import (
    CatalogueInfo,
    Model,
    ModelComparison,
    ModelPage,
    ModelPrices,
    ModelTotals,
)


def compare_models(
    from_model: str, to_model: str, *, texts: Iterable[str], **how: Unpack[Comparison]
) -> Call[ModelComparison]:
    """Compares two models on the same texts."""
    listed = text_fields(texts, field="texts")
    with building("CompareModels"):
        request = pb.CompareModelsRequest(
            from_model=name_field(from_model, field="from_model"),
            to_model=name_field(to_model, field="to_model"),
            texts=listed,
            output_token_count=how.get("output_token_count", 0),
            service_tier=to_wire(ServiceTier(how.get("service_tier", ServiceTier.STANDARD))),
            unknown_model=to_wire(UnknownModel(how.get("unknown_model", UnknownModel.ESTIMATE))),
        )
    return Call("CompareModels", request, _comparison, how)


def list_models_page(*, page_token: str = "", **how: Unpack[ModelFilter]) -> Call[ModelPage]:
    """Lists one page of models."""
    method = how.get("method")
    with building("ListModels"):
        request = pb.ListModelsRequest(
            page_size=how.get("page_size", 0),
            page_token=name_field(page_token, field="page_token"),
            provider=name_field(how.get("provider", ""), field="provider"),
            encoding=name_field(how.get("encoding", ""), field="encoding"),
            method=None if method is None else to_wire(CountMethod(method)),
            name_prefix=name_field(how.get("name_prefix", ""), field="name_prefix"),
        )
    return Call("ListModels", request, _page, how)


def get_model(name: str, **how: Unpack[CallOptions]) -> Call[Model]:
    """Resolves a model name."""
    request = pb.GetModelRequest(name=name_field(name, field="name"))
    return Call("GetModel", request, _found, how)


def _comparison(answer: pb.CompareModelsResponse) -> ModelComparison:
    return ModelComparison(
        _totals(getattr(answer, "from")),  # a keyword of the language
        _totals(answer.to),
        answer.token_ratio,
        tuple(answer.token_ratios),
        tuple(answer.stops_fitting),
        tuple(answer.begins_fitting),
    )


def _totals(totals: pb.ModelTotals) -> ModelTotals:
    return ModelTotals(
        totals.model,
        count_of(totals.count, totals.provenance),
        cost_of(totals.cost) if totals.HasField("cost") else None,
        number_or_none(totals, "input_token_limit"),
    )


def _page(answer: pb.ListModelsResponse) -> ModelPage:
    catalogue = _catalogue(answer.catalogue)
    models = tuple(_model(each, catalogue) for each in answer.models)
    return ModelPage(models, answer.next_page_token, catalogue)


def _found(answer: pb.GetModelResponse) -> Model:
    return _model(answer.model, _catalogue(answer.catalogue))


def _model(model: pb.Model, catalogue: CatalogueInfo) -> Model:
    return Model(
        name=model.name,
        provider=model.provider,
        encoding=model.encoding,
        method=method_of(model.method),
        countable=model.countable,
        aliases=tuple(model.aliases),
        context_token_limit=number_or_none(model, "context_token_limit"),
        input_token_limit=number_or_none(model, "input_token_limit"),
        output_token_limit=number_or_none(model, "output_token_limit"),
        framing=model.framing,
        prices=_prices(model.prices) if model.HasField("prices") else None,
        catalogue=catalogue,
    )


def _prices(prices: pb.ModelPrices) -> ModelPrices:
    return ModelPrices(
        usd(prices.input_usd),
        usd_or_none(prices.cached_input_usd),
        usd_or_none(prices.cache_write_usd),
        usd_or_none(prices.output_usd),
    )


def _catalogue(info: pb.CatalogueInfo) -> CatalogueInfo:
    return CatalogueInfo(info.version, day(info.as_of), info.age_days, info.prices_version)
