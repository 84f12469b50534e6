"""What the requests of TokenService say, as values of the domain."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, Protocol

from google.protobuf.message import Message
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from domain.shared.errors import InvalidValue
from domain.tokens import model as domain
from domain.tokens.boundaries import Boundary
from domain.tokens.catalogue import ModelFilter
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.cost import ServiceTier
from domain.tokens.kept_analyses import AnalysisFilter
from domain.tokens.questions import CostQuestion, ModelBudget
from domain.tokens.truncation import Side


class TextRequest(Protocol):
    """A request with a text that must be there."""

    @property
    def text(self) -> str:
        """The text; empty where there is none."""
        ...

    def HasField(self, field_name: Literal["text"]) -> bool:  # noqa: N802 - protobuf's own name
        """Whether there is one."""
        ...


_SPECIAL = {
    types_pb2.SPECIAL_TOKEN_HANDLING_UNSPECIFIED: domain.SpecialTokens.AS_TEXT,
    types_pb2.SPECIAL_TOKEN_HANDLING_TEXT: domain.SpecialTokens.AS_TEXT,
    types_pb2.SPECIAL_TOKEN_HANDLING_SPECIAL: domain.SpecialTokens.AS_SPECIAL,
}
_UNKNOWN = {
    types_pb2.UNKNOWN_MODEL_HANDLING_UNSPECIFIED: domain.UnknownModel.ESTIMATE,
    types_pb2.UNKNOWN_MODEL_HANDLING_ESTIMATE: domain.UnknownModel.ESTIMATE,
    types_pb2.UNKNOWN_MODEL_HANDLING_REFUSE: domain.UnknownModel.REFUSE,
}
_TIERS = {
    types_pb2.SERVICE_TIER_UNSPECIFIED: ServiceTier.STANDARD,
    types_pb2.SERVICE_TIER_STANDARD: ServiceTier.STANDARD,
    types_pb2.SERVICE_TIER_BATCH: ServiceTier.BATCH,
    types_pb2.SERVICE_TIER_FLEX: ServiceTier.FLEX,
    types_pb2.SERVICE_TIER_PRIORITY: ServiceTier.PRIORITY,
}
_SIDES = {
    pb.TRUNCATION_SIDE_UNSPECIFIED: Side.HEAD,
    pb.TRUNCATION_SIDE_HEAD: Side.HEAD,
    pb.TRUNCATION_SIDE_TAIL: Side.TAIL,
    pb.TRUNCATION_SIDE_MIDDLE: Side.MIDDLE,
}
_BOUNDARIES = {
    pb.SPLIT_BOUNDARY_UNSPECIFIED: Boundary.TOKEN,
    pb.SPLIT_BOUNDARY_TOKEN: Boundary.TOKEN,
    pb.SPLIT_BOUNDARY_SENTENCE: Boundary.SENTENCE,
    pb.SPLIT_BOUNDARY_PARAGRAPH: Boundary.PARAGRAPH,
    pb.SPLIT_BOUNDARY_MARKDOWN: Boundary.MARKDOWN,
    pb.SPLIT_BOUNDARY_CODE: Boundary.CODE,
}
_METHODS = {
    types_pb2.COUNT_METHOD_UNSPECIFIED: None,
    types_pb2.COUNT_METHOD_EXACT: domain.CountMethod.EXACT,
    types_pb2.COUNT_METHOD_RECONSTRUCTED: domain.CountMethod.RECONSTRUCTED,
    types_pb2.COUNT_METHOD_RULES: domain.CountMethod.RULES,
    types_pb2.COUNT_METHOD_CALIBRATED: domain.CountMethod.CALIBRATED,
    types_pb2.COUNT_METHOD_HEURISTIC: domain.CountMethod.HEURISTIC,
}
_SHAPES = {
    "openai_json": ChatShape.OPENAI,
    "anthropic_json": ChatShape.ANTHROPIC,
    "gemini_json": ChatShape.GEMINI,
}


def choice[Key: int, Value](table: Mapping[Key, Value], number: Key, *, field: str) -> Value:
    """What an enum's value stands for.

    Raises:
        InvalidValue: It is none of them.
    """
    if number in table:
        return table[number]
    raise InvalidValue(f"{number} is none of its values", field=field)


def to_selector(selector: types_pb2.TokenizerSelector) -> domain.TokenizerSelector:
    """Which tokenizer counts."""
    return domain.TokenizerSelector(
        selector.model,
        selector.encoding,
        to_unknown_model(selector.unknown_model, field="tokenizer.unknown_model"),
    )


def to_text(request: TextRequest) -> str:
    """The text that must be there."""
    if not request.HasField("text"):
        raise domain.TextMissing("no text was given; an empty one would be fine", field="text")
    return request.text


def to_chunk(request: pb.StreamCountTokensRequest) -> pb.TextChunk:
    """The chunk that every message of a stream but the first must be."""
    if not request.HasField("chunk"):
        raise InvalidValue("every message after the first is a chunk", field="chunk")
    return request.chunk


def to_special_tokens(handling: types_pb2.SpecialTokenHandling) -> domain.SpecialTokens:
    """What special-token text counts as."""
    return choice(_SPECIAL, handling, field="special_tokens")


def to_unknown_model(
    handling: types_pb2.UnknownModelHandling, *, field: str = "unknown_model"
) -> domain.UnknownModel:
    """What happens when nobody knows the model."""
    return choice(_UNKNOWN, handling, field=field)


def to_tier(tier: types_pb2.ServiceTier) -> ServiceTier:
    """At which tier."""
    return choice(_TIERS, tier, field="service_tier")


def to_side(side: pb.TruncationSide) -> Side:
    """Which part of a text is kept."""
    return choice(_SIDES, side, field="side")


def to_boundary(boundary: pb.SplitBoundary) -> Boundary:
    """Where chunks should end."""
    return choice(_BOUNDARIES, boundary, field="boundary")


def to_chat(chat: types_pb2.ChatRequest) -> ChatRequest:
    """The chat request that must be there."""
    shape = chat.WhichOneof("body")
    if shape is None:
        raise InvalidValue("give the request's body in one of the shapes", field="chat")
    return ChatRequest(_SHAPES[shape], getattr(chat, shape))


def to_content(request: pb.CheckBudgetRequest) -> str | ChatRequest:
    """The text or the chat that must fit."""
    match _content_field(request, "content"):
        case "chat":
            return to_chat(request.chat)
        case _:
            return request.text


def to_input(request: pb.EstimateCostRequest) -> str | ChatRequest | int:
    """The text, the chat or the number of tokens that is sent."""
    match _content_field(request, "input"):
        case "chat":
            return to_chat(request.chat)
        case "text":
            return request.text
        case _:
            return request.input_token_count


def to_subject(request: pb.CreateTokenAnalysisRequest) -> str | ChatRequest:
    """The text or the chat that is counted."""
    match _content_field(request, "subject"):
        case "chat":
            return to_chat(request.chat)
        case _:
            return request.text


def to_budget(budget: pb.ModelBudget) -> ModelBudget:
    """A model and what must be left free in it."""
    return ModelBudget(
        budget.model,
        budget.reserved_output_token_count,
        budget.token_limit if budget.HasField("token_limit") else None,
    )


def to_filter(request: pb.ListModelsRequest) -> ModelFilter:
    """Which models to list."""
    return ModelFilter(
        provider=request.provider,
        encoding=request.encoding,
        method=choice(_METHODS, request.method, field="method"),
        name_prefix=request.name_prefix,
    )


def to_analysis_filter(request: pb.ListTokenAnalysesRequest) -> AnalysisFilter:
    """Which analyses to list."""
    return AnalysisFilter(model=request.model, labels=dict(request.labels))


def to_cost_question(request: pb.EstimateCostRequest) -> CostQuestion:
    """What decides the price beside the input."""
    return CostQuestion(
        cached_input_tokens=request.cached_input_token_count,
        cache_write_tokens=request.cache_write_token_count,
        output_tokens=request.output_token_count,
        tier=to_tier(request.service_tier),
        on=_to_date(request.date),
    )


def _to_date(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # ISO 8601 has other ways to write a day
        raise InvalidValue("a date is written as YYYY-MM-DD", field="date")
    return day


def _content_field(request: Message, oneof: str) -> str:
    if chosen := request.WhichOneof(oneof):
        return str(chosen)
    fields = [each.name for each in request.DESCRIPTOR.oneofs_by_name[oneof].fields]
    raise InvalidValue(f"give one of {', '.join(fields)}", field=oneof)
