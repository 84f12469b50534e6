"""What TokenService answers, made of values of the domain."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from domain.shared.pages import Page
from domain.tokens import analyses, text_analyses
from domain.tokens import model as domain
from domain.tokens.chat import MessageCount, ToolCount
from domain.tokens.cost import Cost, Price, PriceSheet
from domain.tokens.fitting import DropPlan
from domain.tokens.kept_analyses import KeptAnalysis
from domain.tokens.truncation import TextRange

_METHODS = {method: f"COUNT_METHOD_{method.name}" for method in domain.CountMethod}


def from_count(count: domain.TokenCount) -> types_pb2.TokenCount:
    """One count."""
    return types_pb2.TokenCount(
        token_count=count.token_count,
        upper_bound_token_count=count.upper_bound_token_count,
        method=_METHODS[count.method],
        not_counted=count.not_counted,
        frame_token_count=count.frame_token_count,
    )


@lru_cache(maxsize=256)
def from_provenance(provenance: domain.Provenance) -> types_pb2.Provenance:
    """Few differ, and messages are only read: one for all calls."""
    return types_pb2.Provenance(
        tokenizer=provenance.tokenizer,
        vocabulary_sha256=provenance.vocabulary_sha256,
        engine=provenance.engine,
        catalogue_version=provenance.catalogue_version,
        framing=provenance.framing,
    )


def from_batch(analysis: text_analyses.BatchTokenAnalysis) -> pb.BatchCountTokensResponse:
    """The counts of a batch."""
    return pb.BatchCountTokensResponse(
        token_counts=analysis.token_counts,
        upper_bound_token_counts=analysis.upper_bound_token_counts,
        total_token_count=sum(analysis.token_counts),
        method=_METHODS[analysis.method],
        not_counted=analysis.not_counted,
        provenance=from_provenance(analysis.provenance),
    )


def from_encoded(encoded: text_analyses.EncodedText) -> pb.EncodeTextResponse:
    """The ids of a text."""
    return pb.EncodeTextResponse(
        token_ids=encoded.token_ids, provenance=from_provenance(encoded.provenance)
    )


def from_decoded(decoded: text_analyses.DecodedTokens) -> pb.DecodeTokensResponse:
    """The text of ids."""
    return pb.DecodeTokensResponse(
        text=decoded.text,
        raw_bytes=decoded.raw_bytes,
        is_valid_utf8=decoded.is_valid_utf8,
        provenance=from_provenance(decoded.provenance),
    )


def from_chat(analysis: analyses.ChatAnalysis) -> pb.CountMessagesResponse:
    """The count of a chat request, piece by piece."""
    count = analysis.count
    messages = (*([count.system] if count.system else ()), *count.messages)
    return pb.CountMessagesResponse(
        model=analysis.model,
        count=from_count(count.total),
        messages=map(_from_message, messages),
        tools=map(_from_tool, count.tools),
        framing_token_count=count.framing_token_count + count.response_schema_token_count,
        provenance=from_provenance(analysis.provenance),
    )


def _from_message(message: MessageCount) -> pb.MessageTokenCount:
    return pb.MessageTokenCount(
        role=message.role,
        token_count=message.token_count,
        upper_bound_token_count=message.upper_bound_token_count,
        framing_token_count=message.framing_token_count,
        path=message.path,
        parts=(
            pb.PartTokenCount(
                kind=f"PART_KIND_{part.kind.upper()}", token_count=part.token_count, path=part.path
            )
            for part in message.parts
        ),
    )


def _from_tool(tool: ToolCount) -> pb.ToolTokenCount:
    return pb.ToolTokenCount(name=tool.name, token_count=tool.token_count, path=tool.path)


def from_fit(found: analyses.ModelFit) -> pb.ModelFit:
    """Whether it fits one model."""
    fit = found.fit
    return pb.ModelFit(
        model=found.model,
        count=from_count(found.count),
        limit_known=fit is not None,
        available_token_count=fit.available_tokens if fit else 0,
        fits_by_count=fit is not None and fit.fits_by_count,
        fits_by_upper_bound=fit is not None and fit.fits_by_upper_bound,
        left_token_count=fit.tokens_left if fit else 0,
        left_by_upper_bound_token_count=fit.tokens_left_by_upper_bound if fit else 0,
        counted_completely=found.counted_completely,
        drop_plan=_from_plan(found.drop_plan) if found.drop_plan else None,
        provenance=from_provenance(found.provenance),
    )


def _from_plan(plan: DropPlan) -> pb.DropPlan:
    return pb.DropPlan(
        message_indices=plan.dropped,
        token_count=plan.token_count,
        upper_bound_token_count=plan.upper_bound_token_count,
        fits=plan.fits,
    )


def from_truncation(analysis: analyses.TruncationAnalysis) -> pb.TruncateTextResponse:
    """What is left of a text."""
    left = analysis.left
    return pb.TruncateTextResponse(
        text=left.text,
        count=from_count(analysis.count),
        truncated=left.was_truncated,
        removed=_from_range(left.removed[0]) if left.removed else None,
        provenance=from_provenance(analysis.provenance),
    )


def _from_range(removed: TextRange) -> types_pb2.TextRange:
    return types_pb2.TextRange(start=removed.start, end=removed.end)


def from_split(analysis: analyses.SplitAnalysis, text: str) -> pb.SplitTextResponse:
    """The chunks of a text; without their texts where ``text`` is empty."""
    return pb.SplitTextResponse(
        chunks=(
            pb.SplitChunk(
                range=types_pb2.TextRange(start=chunk.start, end=chunk.end),
                token_count=chunk.token_count,
                text=text[chunk.start : chunk.end],
            )
            for chunk in analysis.chunks
        ),
        method=_METHODS[analysis.method],
        provenance=from_provenance(analysis.provenance),
    )


def from_cost_analysis(analysis: analyses.CostAnalysis) -> pb.EstimateCostResponse:
    """What a call costs."""
    provenance = analysis.provenance
    return pb.EstimateCostResponse(
        model=analysis.model,
        cost=_from_cost(analysis.cost),
        upper_bound_total_usd=_decimal(analysis.upper_bound.total_usd),
        input=from_count(analysis.count),
        provenance=from_provenance(provenance) if provenance else None,
    )


def _from_cost(cost: Cost) -> pb.Cost:
    return pb.Cost(
        total_usd=_decimal(cost.total_usd),
        input_usd=_decimal(cost.input_usd),
        cached_input_usd=_decimal(cost.cached_input_usd),
        cache_write_usd=_decimal(cost.cache_write_usd),
        output_usd=_decimal(cost.output_usd),
        price_date=cost.price_date.isoformat(),
        price_source=cost.source,
    )


def from_comparison(comparison: analyses.ModelComparison) -> pb.CompareModelsResponse:
    """What would change from one model to another."""
    response = pb.CompareModelsResponse(
        to=_from_totals(comparison.after),
        token_ratio=comparison.token_ratio,
        token_ratios=comparison.token_ratios,
        stops_fitting=comparison.stops_fitting,
        begins_fitting=comparison.begins_fitting,
    )
    getattr(response, "from").CopyFrom(_from_totals(comparison.before))  # a keyword of Python
    return response


def _from_totals(totals: analyses.ModelTotals) -> pb.ModelTotals:
    return pb.ModelTotals(
        model=totals.model.name,
        count=from_count(totals.count),
        cost=_from_cost(totals.cost) if totals.cost else None,
        input_token_limit=totals.model.longest_input,
        provenance=from_provenance(totals.provenance),
    )


def from_models(
    page: Page[analyses.PricedModel], info: analyses.CatalogueInfo
) -> pb.ListModelsResponse:
    """A page of models."""
    return pb.ListModelsResponse(
        models=map(from_model, page.items),
        next_page_token=page.next_token,
        catalogue=from_info(info),
    )


def from_info(info: analyses.CatalogueInfo) -> pb.CatalogueInfo:
    """How old the data about models is."""
    return pb.CatalogueInfo(
        version=info.version,
        as_of=_date(info.as_of),
        age_days=info.age_days,
        prices_version=info.prices_version,
    )


def from_model(priced: analyses.PricedModel) -> pb.Model:
    """A model and what it costs."""
    model = priced.model
    return pb.Model(
        name=model.name,
        provider=model.provider,
        encoding=model.encoding,
        method=_METHODS[model.method],
        countable=model.countable,
        aliases=model.aliases,
        context_token_limit=model.context_token_limit,
        input_token_limit=model.input_token_limit,
        output_token_limit=model.output_token_limit,
        framing=model.framing,
        prices=_from_sheet(priced.prices) if priced.prices else None,
    )


def _from_sheet(sheet: PriceSheet) -> pb.ModelPrices:
    return pb.ModelPrices(
        input_usd=_price(sheet.input_price),
        cached_input_usd=_price(sheet.cached_input_price),
        cache_write_usd=_price(sheet.cache_write_price),
        output_usd=_price(sheet.output_price),
    )


def from_kept(kept: KeptAnalysis) -> pb.TokenAnalysis:
    """A count that is kept."""
    by_model, by_encoding = kept.model or None, kept.encoding or None
    return pb.TokenAnalysis(
        analysis_id=kept.analysis_id,
        tokenizer=types_pb2.TokenizerSelector(model=by_model, encoding=by_encoding),
        is_chat=kept.is_chat,
        byte_count=kept.byte_count,
        count=from_count(kept.analysis.count),
        provenance=from_provenance(kept.analysis.provenance),
        labels=kept.labels,
        create_time=kept.created_at,
        expire_time=kept.expires_at,
    )


def from_kept_page(page: Page[KeptAnalysis]) -> pb.ListTokenAnalysesResponse:
    """A page of counts that are kept."""
    return pb.ListTokenAnalysesResponse(
        analyses=map(from_kept, page.items), next_page_token=page.next_token
    )


def _price(price: Price | None) -> str:
    return _decimal(price.usd_per_million) if price else ""


def _decimal(number: Decimal) -> str:
    """Without an exponent and without noughts at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(day: date | None) -> str:
    return day.isoformat() if day else ""
