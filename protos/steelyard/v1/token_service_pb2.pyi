import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from steelyard.v1 import types_pb2 as _types_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PartKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PART_KIND_UNSPECIFIED: _ClassVar[PartKind]
    PART_KIND_TEXT: _ClassVar[PartKind]
    PART_KIND_IMAGE: _ClassVar[PartKind]
    PART_KIND_AUDIO: _ClassVar[PartKind]
    PART_KIND_DOCUMENT: _ClassVar[PartKind]
    PART_KIND_TOOL_CALL: _ClassVar[PartKind]
    PART_KIND_TOOL_RESULT: _ClassVar[PartKind]
    PART_KIND_VIDEO: _ClassVar[PartKind]

class TruncationSide(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRUNCATION_SIDE_UNSPECIFIED: _ClassVar[TruncationSide]
    TRUNCATION_SIDE_HEAD: _ClassVar[TruncationSide]
    TRUNCATION_SIDE_TAIL: _ClassVar[TruncationSide]
    TRUNCATION_SIDE_MIDDLE: _ClassVar[TruncationSide]

class SplitBoundary(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SPLIT_BOUNDARY_UNSPECIFIED: _ClassVar[SplitBoundary]
    SPLIT_BOUNDARY_TOKEN: _ClassVar[SplitBoundary]
    SPLIT_BOUNDARY_SENTENCE: _ClassVar[SplitBoundary]
    SPLIT_BOUNDARY_PARAGRAPH: _ClassVar[SplitBoundary]
    SPLIT_BOUNDARY_MARKDOWN: _ClassVar[SplitBoundary]
    SPLIT_BOUNDARY_CODE: _ClassVar[SplitBoundary]
PART_KIND_UNSPECIFIED: PartKind
PART_KIND_TEXT: PartKind
PART_KIND_IMAGE: PartKind
PART_KIND_AUDIO: PartKind
PART_KIND_DOCUMENT: PartKind
PART_KIND_TOOL_CALL: PartKind
PART_KIND_TOOL_RESULT: PartKind
PART_KIND_VIDEO: PartKind
TRUNCATION_SIDE_UNSPECIFIED: TruncationSide
TRUNCATION_SIDE_HEAD: TruncationSide
TRUNCATION_SIDE_TAIL: TruncationSide
TRUNCATION_SIDE_MIDDLE: TruncationSide
SPLIT_BOUNDARY_UNSPECIFIED: SplitBoundary
SPLIT_BOUNDARY_TOKEN: SplitBoundary
SPLIT_BOUNDARY_SENTENCE: SplitBoundary
SPLIT_BOUNDARY_PARAGRAPH: SplitBoundary
SPLIT_BOUNDARY_MARKDOWN: SplitBoundary
SPLIT_BOUNDARY_CODE: SplitBoundary

class CountTokensRequest(_message.Message):
    __slots__ = ("tokenizer", "text", "special_tokens")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SPECIAL_TOKENS_FIELD_NUMBER: _ClassVar[int]
    tokenizer: _types_pb2.TokenizerSelector
    text: str
    special_tokens: _types_pb2.SpecialTokenHandling
    def __init__(self, tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., text: _Optional[str] = ..., special_tokens: _Optional[_Union[_types_pb2.SpecialTokenHandling, str]] = ...) -> None: ...

class CountTokensResponse(_message.Message):
    __slots__ = ("count", "provenance")
    COUNT_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    count: _types_pb2.TokenCount
    provenance: _types_pb2.Provenance
    def __init__(self, count: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ...) -> None: ...

class BatchCountTokensRequest(_message.Message):
    __slots__ = ("tokenizer", "texts", "special_tokens")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    SPECIAL_TOKENS_FIELD_NUMBER: _ClassVar[int]
    tokenizer: _types_pb2.TokenizerSelector
    texts: _containers.RepeatedScalarFieldContainer[str]
    special_tokens: _types_pb2.SpecialTokenHandling
    def __init__(self, tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., texts: _Optional[_Iterable[str]] = ..., special_tokens: _Optional[_Union[_types_pb2.SpecialTokenHandling, str]] = ...) -> None: ...

class BatchCountTokensResponse(_message.Message):
    __slots__ = ("token_counts", "upper_bound_token_counts", "total_token_count", "method", "not_counted", "provenance")
    TOKEN_COUNTS_FIELD_NUMBER: _ClassVar[int]
    UPPER_BOUND_TOKEN_COUNTS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    NOT_COUNTED_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    token_counts: _containers.RepeatedScalarFieldContainer[int]
    upper_bound_token_counts: _containers.RepeatedScalarFieldContainer[int]
    total_token_count: int
    method: _types_pb2.CountMethod
    not_counted: _containers.RepeatedScalarFieldContainer[str]
    provenance: _types_pb2.Provenance
    def __init__(self, token_counts: _Optional[_Iterable[int]] = ..., upper_bound_token_counts: _Optional[_Iterable[int]] = ..., total_token_count: _Optional[int] = ..., method: _Optional[_Union[_types_pb2.CountMethod, str]] = ..., not_counted: _Optional[_Iterable[str]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ...) -> None: ...

class StreamCountTokensRequest(_message.Message):
    __slots__ = ("config", "chunk")
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    config: StreamConfig
    chunk: TextChunk
    def __init__(self, config: _Optional[_Union[StreamConfig, _Mapping]] = ..., chunk: _Optional[_Union[TextChunk, _Mapping]] = ...) -> None: ...

class StreamConfig(_message.Message):
    __slots__ = ("tokenizer", "special_tokens")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    SPECIAL_TOKENS_FIELD_NUMBER: _ClassVar[int]
    tokenizer: _types_pb2.TokenizerSelector
    special_tokens: _types_pb2.SpecialTokenHandling
    def __init__(self, tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., special_tokens: _Optional[_Union[_types_pb2.SpecialTokenHandling, str]] = ...) -> None: ...

class TextChunk(_message.Message):
    __slots__ = ("text", "more")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    MORE_FIELD_NUMBER: _ClassVar[int]
    text: str
    more: bool
    def __init__(self, text: _Optional[str] = ..., more: _Optional[bool] = ...) -> None: ...

class StreamCountTokensResponse(_message.Message):
    __slots__ = ("text_index", "count", "provenance", "total_token_count")
    TEXT_INDEX_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    text_index: int
    count: _types_pb2.TokenCount
    provenance: _types_pb2.Provenance
    total_token_count: int
    def __init__(self, text_index: _Optional[int] = ..., count: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ..., total_token_count: _Optional[int] = ...) -> None: ...

class EncodeTextRequest(_message.Message):
    __slots__ = ("tokenizer", "text", "special_tokens")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SPECIAL_TOKENS_FIELD_NUMBER: _ClassVar[int]
    tokenizer: _types_pb2.TokenizerSelector
    text: str
    special_tokens: _types_pb2.SpecialTokenHandling
    def __init__(self, tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., text: _Optional[str] = ..., special_tokens: _Optional[_Union[_types_pb2.SpecialTokenHandling, str]] = ...) -> None: ...

class EncodeTextResponse(_message.Message):
    __slots__ = ("token_ids", "provenance")
    TOKEN_IDS_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    token_ids: _containers.RepeatedScalarFieldContainer[int]
    provenance: _types_pb2.Provenance
    def __init__(self, token_ids: _Optional[_Iterable[int]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ...) -> None: ...

class DecodeTokensRequest(_message.Message):
    __slots__ = ("tokenizer", "token_ids")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    TOKEN_IDS_FIELD_NUMBER: _ClassVar[int]
    tokenizer: _types_pb2.TokenizerSelector
    token_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., token_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class DecodeTokensResponse(_message.Message):
    __slots__ = ("text", "raw_bytes", "is_valid_utf8", "provenance")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    RAW_BYTES_FIELD_NUMBER: _ClassVar[int]
    IS_VALID_UTF8_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    text: str
    raw_bytes: bytes
    is_valid_utf8: bool
    provenance: _types_pb2.Provenance
    def __init__(self, text: _Optional[str] = ..., raw_bytes: _Optional[bytes] = ..., is_valid_utf8: _Optional[bool] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ...) -> None: ...

class Model(_message.Message):
    __slots__ = ("name", "provider", "encoding", "method", "countable", "aliases", "context_token_limit", "input_token_limit", "output_token_limit", "framing", "prices")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    COUNTABLE_FIELD_NUMBER: _ClassVar[int]
    ALIASES_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_TOKEN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKEN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKEN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    FRAMING_FIELD_NUMBER: _ClassVar[int]
    PRICES_FIELD_NUMBER: _ClassVar[int]
    name: str
    provider: str
    encoding: str
    method: _types_pb2.CountMethod
    countable: bool
    aliases: _containers.RepeatedScalarFieldContainer[str]
    context_token_limit: int
    input_token_limit: int
    output_token_limit: int
    framing: str
    prices: ModelPrices
    def __init__(self, name: _Optional[str] = ..., provider: _Optional[str] = ..., encoding: _Optional[str] = ..., method: _Optional[_Union[_types_pb2.CountMethod, str]] = ..., countable: _Optional[bool] = ..., aliases: _Optional[_Iterable[str]] = ..., context_token_limit: _Optional[int] = ..., input_token_limit: _Optional[int] = ..., output_token_limit: _Optional[int] = ..., framing: _Optional[str] = ..., prices: _Optional[_Union[ModelPrices, _Mapping]] = ...) -> None: ...

class ModelPrices(_message.Message):
    __slots__ = ("input_usd", "cached_input_usd", "cache_write_usd", "output_usd")
    INPUT_USD_FIELD_NUMBER: _ClassVar[int]
    CACHED_INPUT_USD_FIELD_NUMBER: _ClassVar[int]
    CACHE_WRITE_USD_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_USD_FIELD_NUMBER: _ClassVar[int]
    input_usd: str
    cached_input_usd: str
    cache_write_usd: str
    output_usd: str
    def __init__(self, input_usd: _Optional[str] = ..., cached_input_usd: _Optional[str] = ..., cache_write_usd: _Optional[str] = ..., output_usd: _Optional[str] = ...) -> None: ...

class CatalogueInfo(_message.Message):
    __slots__ = ("version", "as_of", "age_days", "prices_version")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    AGE_DAYS_FIELD_NUMBER: _ClassVar[int]
    PRICES_VERSION_FIELD_NUMBER: _ClassVar[int]
    version: str
    as_of: str
    age_days: int
    prices_version: str
    def __init__(self, version: _Optional[str] = ..., as_of: _Optional[str] = ..., age_days: _Optional[int] = ..., prices_version: _Optional[str] = ...) -> None: ...

class ListModelsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "provider", "encoding", "method", "name_prefix")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    NAME_PREFIX_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    provider: str
    encoding: str
    method: _types_pb2.CountMethod
    name_prefix: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., provider: _Optional[str] = ..., encoding: _Optional[str] = ..., method: _Optional[_Union[_types_pb2.CountMethod, str]] = ..., name_prefix: _Optional[str] = ...) -> None: ...

class ListModelsResponse(_message.Message):
    __slots__ = ("models", "next_page_token", "catalogue")
    MODELS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CATALOGUE_FIELD_NUMBER: _ClassVar[int]
    models: _containers.RepeatedCompositeFieldContainer[Model]
    next_page_token: str
    catalogue: CatalogueInfo
    def __init__(self, models: _Optional[_Iterable[_Union[Model, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., catalogue: _Optional[_Union[CatalogueInfo, _Mapping]] = ...) -> None: ...

class GetModelRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetModelResponse(_message.Message):
    __slots__ = ("model", "catalogue")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    CATALOGUE_FIELD_NUMBER: _ClassVar[int]
    model: Model
    catalogue: CatalogueInfo
    def __init__(self, model: _Optional[_Union[Model, _Mapping]] = ..., catalogue: _Optional[_Union[CatalogueInfo, _Mapping]] = ...) -> None: ...

class CountMessagesRequest(_message.Message):
    __slots__ = ("model", "chat", "unknown_model")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    CHAT_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_MODEL_FIELD_NUMBER: _ClassVar[int]
    model: str
    chat: _types_pb2.ChatRequest
    unknown_model: _types_pb2.UnknownModelHandling
    def __init__(self, model: _Optional[str] = ..., chat: _Optional[_Union[_types_pb2.ChatRequest, _Mapping]] = ..., unknown_model: _Optional[_Union[_types_pb2.UnknownModelHandling, str]] = ...) -> None: ...

class CountMessagesResponse(_message.Message):
    __slots__ = ("count", "messages", "tools", "framing_token_count", "provenance", "model")
    COUNT_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    TOOLS_FIELD_NUMBER: _ClassVar[int]
    FRAMING_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    count: _types_pb2.TokenCount
    messages: _containers.RepeatedCompositeFieldContainer[MessageTokenCount]
    tools: _containers.RepeatedCompositeFieldContainer[ToolTokenCount]
    framing_token_count: int
    provenance: _types_pb2.Provenance
    model: str
    def __init__(self, count: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., messages: _Optional[_Iterable[_Union[MessageTokenCount, _Mapping]]] = ..., tools: _Optional[_Iterable[_Union[ToolTokenCount, _Mapping]]] = ..., framing_token_count: _Optional[int] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ..., model: _Optional[str] = ...) -> None: ...

class MessageTokenCount(_message.Message):
    __slots__ = ("role", "token_count", "parts", "framing_token_count", "upper_bound_token_count", "path")
    ROLE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    FRAMING_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    UPPER_BOUND_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    role: str
    token_count: int
    parts: _containers.RepeatedCompositeFieldContainer[PartTokenCount]
    framing_token_count: int
    upper_bound_token_count: int
    path: str
    def __init__(self, role: _Optional[str] = ..., token_count: _Optional[int] = ..., parts: _Optional[_Iterable[_Union[PartTokenCount, _Mapping]]] = ..., framing_token_count: _Optional[int] = ..., upper_bound_token_count: _Optional[int] = ..., path: _Optional[str] = ...) -> None: ...

class PartTokenCount(_message.Message):
    __slots__ = ("kind", "token_count", "path")
    KIND_FIELD_NUMBER: _ClassVar[int]
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    kind: PartKind
    token_count: int
    path: str
    def __init__(self, kind: _Optional[_Union[PartKind, str]] = ..., token_count: _Optional[int] = ..., path: _Optional[str] = ...) -> None: ...

class ToolTokenCount(_message.Message):
    __slots__ = ("name", "token_count", "path")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    name: str
    token_count: int
    path: str
    def __init__(self, name: _Optional[str] = ..., token_count: _Optional[int] = ..., path: _Optional[str] = ...) -> None: ...

class CheckBudgetRequest(_message.Message):
    __slots__ = ("models", "text", "chat", "plan_drops", "unknown_model")
    MODELS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CHAT_FIELD_NUMBER: _ClassVar[int]
    PLAN_DROPS_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_MODEL_FIELD_NUMBER: _ClassVar[int]
    models: _containers.RepeatedCompositeFieldContainer[ModelBudget]
    text: str
    chat: _types_pb2.ChatRequest
    plan_drops: bool
    unknown_model: _types_pb2.UnknownModelHandling
    def __init__(self, models: _Optional[_Iterable[_Union[ModelBudget, _Mapping]]] = ..., text: _Optional[str] = ..., chat: _Optional[_Union[_types_pb2.ChatRequest, _Mapping]] = ..., plan_drops: _Optional[bool] = ..., unknown_model: _Optional[_Union[_types_pb2.UnknownModelHandling, str]] = ...) -> None: ...

class ModelBudget(_message.Message):
    __slots__ = ("model", "reserved_output_token_count", "token_limit")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    RESERVED_OUTPUT_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOKEN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    model: str
    reserved_output_token_count: int
    token_limit: int
    def __init__(self, model: _Optional[str] = ..., reserved_output_token_count: _Optional[int] = ..., token_limit: _Optional[int] = ...) -> None: ...

class CheckBudgetResponse(_message.Message):
    __slots__ = ("fits",)
    FITS_FIELD_NUMBER: _ClassVar[int]
    fits: _containers.RepeatedCompositeFieldContainer[ModelFit]
    def __init__(self, fits: _Optional[_Iterable[_Union[ModelFit, _Mapping]]] = ...) -> None: ...

class ModelFit(_message.Message):
    __slots__ = ("model", "count", "limit_known", "available_token_count", "fits_by_count", "fits_by_upper_bound", "left_token_count", "left_by_upper_bound_token_count", "counted_completely", "drop_plan", "provenance")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    LIMIT_KNOWN_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    FITS_BY_COUNT_FIELD_NUMBER: _ClassVar[int]
    FITS_BY_UPPER_BOUND_FIELD_NUMBER: _ClassVar[int]
    LEFT_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    LEFT_BY_UPPER_BOUND_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    COUNTED_COMPLETELY_FIELD_NUMBER: _ClassVar[int]
    DROP_PLAN_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    model: str
    count: _types_pb2.TokenCount
    limit_known: bool
    available_token_count: int
    fits_by_count: bool
    fits_by_upper_bound: bool
    left_token_count: int
    left_by_upper_bound_token_count: int
    counted_completely: bool
    drop_plan: DropPlan
    provenance: _types_pb2.Provenance
    def __init__(self, model: _Optional[str] = ..., count: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., limit_known: _Optional[bool] = ..., available_token_count: _Optional[int] = ..., fits_by_count: _Optional[bool] = ..., fits_by_upper_bound: _Optional[bool] = ..., left_token_count: _Optional[int] = ..., left_by_upper_bound_token_count: _Optional[int] = ..., counted_completely: _Optional[bool] = ..., drop_plan: _Optional[_Union[DropPlan, _Mapping]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ...) -> None: ...

class DropPlan(_message.Message):
    __slots__ = ("message_indices", "token_count", "upper_bound_token_count", "fits")
    MESSAGE_INDICES_FIELD_NUMBER: _ClassVar[int]
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    UPPER_BOUND_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    FITS_FIELD_NUMBER: _ClassVar[int]
    message_indices: _containers.RepeatedScalarFieldContainer[int]
    token_count: int
    upper_bound_token_count: int
    fits: bool
    def __init__(self, message_indices: _Optional[_Iterable[int]] = ..., token_count: _Optional[int] = ..., upper_bound_token_count: _Optional[int] = ..., fits: _Optional[bool] = ...) -> None: ...

class TruncateTextRequest(_message.Message):
    __slots__ = ("tokenizer", "text", "token_limit", "side", "marker")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOKEN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    SIDE_FIELD_NUMBER: _ClassVar[int]
    MARKER_FIELD_NUMBER: _ClassVar[int]
    tokenizer: _types_pb2.TokenizerSelector
    text: str
    token_limit: int
    side: TruncationSide
    marker: str
    def __init__(self, tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., text: _Optional[str] = ..., token_limit: _Optional[int] = ..., side: _Optional[_Union[TruncationSide, str]] = ..., marker: _Optional[str] = ...) -> None: ...

class TruncateTextResponse(_message.Message):
    __slots__ = ("text", "count", "truncated", "removed", "provenance")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    REMOVED_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    text: str
    count: _types_pb2.TokenCount
    truncated: bool
    removed: _types_pb2.TextRange
    provenance: _types_pb2.Provenance
    def __init__(self, text: _Optional[str] = ..., count: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., truncated: _Optional[bool] = ..., removed: _Optional[_Union[_types_pb2.TextRange, _Mapping]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ...) -> None: ...

class SplitTextRequest(_message.Message):
    __slots__ = ("tokenizer", "text", "token_limit", "overlap_token_count", "boundary", "omit_texts")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOKEN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    OVERLAP_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    BOUNDARY_FIELD_NUMBER: _ClassVar[int]
    OMIT_TEXTS_FIELD_NUMBER: _ClassVar[int]
    tokenizer: _types_pb2.TokenizerSelector
    text: str
    token_limit: int
    overlap_token_count: int
    boundary: SplitBoundary
    omit_texts: bool
    def __init__(self, tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., text: _Optional[str] = ..., token_limit: _Optional[int] = ..., overlap_token_count: _Optional[int] = ..., boundary: _Optional[_Union[SplitBoundary, str]] = ..., omit_texts: _Optional[bool] = ...) -> None: ...

class SplitTextResponse(_message.Message):
    __slots__ = ("chunks", "method", "provenance")
    CHUNKS_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    chunks: _containers.RepeatedCompositeFieldContainer[SplitChunk]
    method: _types_pb2.CountMethod
    provenance: _types_pb2.Provenance
    def __init__(self, chunks: _Optional[_Iterable[_Union[SplitChunk, _Mapping]]] = ..., method: _Optional[_Union[_types_pb2.CountMethod, str]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ...) -> None: ...

class SplitChunk(_message.Message):
    __slots__ = ("range", "token_count", "text")
    RANGE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    range: _types_pb2.TextRange
    token_count: int
    text: str
    def __init__(self, range: _Optional[_Union[_types_pb2.TextRange, _Mapping]] = ..., token_count: _Optional[int] = ..., text: _Optional[str] = ...) -> None: ...

class EstimateCostRequest(_message.Message):
    __slots__ = ("model", "text", "chat", "input_token_count", "cached_input_token_count", "cache_write_token_count", "output_token_count", "service_tier", "date")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CHAT_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    CACHED_INPUT_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    CACHE_WRITE_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TIER_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    model: str
    text: str
    chat: _types_pb2.ChatRequest
    input_token_count: int
    cached_input_token_count: int
    cache_write_token_count: int
    output_token_count: int
    service_tier: _types_pb2.ServiceTier
    date: str
    def __init__(self, model: _Optional[str] = ..., text: _Optional[str] = ..., chat: _Optional[_Union[_types_pb2.ChatRequest, _Mapping]] = ..., input_token_count: _Optional[int] = ..., cached_input_token_count: _Optional[int] = ..., cache_write_token_count: _Optional[int] = ..., output_token_count: _Optional[int] = ..., service_tier: _Optional[_Union[_types_pb2.ServiceTier, str]] = ..., date: _Optional[str] = ...) -> None: ...

class EstimateCostResponse(_message.Message):
    __slots__ = ("cost", "upper_bound_total_usd", "input", "provenance", "model")
    COST_FIELD_NUMBER: _ClassVar[int]
    UPPER_BOUND_TOTAL_USD_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    cost: Cost
    upper_bound_total_usd: str
    input: _types_pb2.TokenCount
    provenance: _types_pb2.Provenance
    model: str
    def __init__(self, cost: _Optional[_Union[Cost, _Mapping]] = ..., upper_bound_total_usd: _Optional[str] = ..., input: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ..., model: _Optional[str] = ...) -> None: ...

class Cost(_message.Message):
    __slots__ = ("total_usd", "input_usd", "cached_input_usd", "cache_write_usd", "output_usd", "price_date", "price_source")
    TOTAL_USD_FIELD_NUMBER: _ClassVar[int]
    INPUT_USD_FIELD_NUMBER: _ClassVar[int]
    CACHED_INPUT_USD_FIELD_NUMBER: _ClassVar[int]
    CACHE_WRITE_USD_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_USD_FIELD_NUMBER: _ClassVar[int]
    PRICE_DATE_FIELD_NUMBER: _ClassVar[int]
    PRICE_SOURCE_FIELD_NUMBER: _ClassVar[int]
    total_usd: str
    input_usd: str
    cached_input_usd: str
    cache_write_usd: str
    output_usd: str
    price_date: str
    price_source: str
    def __init__(self, total_usd: _Optional[str] = ..., input_usd: _Optional[str] = ..., cached_input_usd: _Optional[str] = ..., cache_write_usd: _Optional[str] = ..., output_usd: _Optional[str] = ..., price_date: _Optional[str] = ..., price_source: _Optional[str] = ...) -> None: ...

class CompareModelsRequest(_message.Message):
    __slots__ = ("from_model", "to_model", "texts", "output_token_count", "service_tier", "unknown_model")
    FROM_MODEL_FIELD_NUMBER: _ClassVar[int]
    TO_MODEL_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TIER_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_MODEL_FIELD_NUMBER: _ClassVar[int]
    from_model: str
    to_model: str
    texts: _containers.RepeatedScalarFieldContainer[str]
    output_token_count: int
    service_tier: _types_pb2.ServiceTier
    unknown_model: _types_pb2.UnknownModelHandling
    def __init__(self, from_model: _Optional[str] = ..., to_model: _Optional[str] = ..., texts: _Optional[_Iterable[str]] = ..., output_token_count: _Optional[int] = ..., service_tier: _Optional[_Union[_types_pb2.ServiceTier, str]] = ..., unknown_model: _Optional[_Union[_types_pb2.UnknownModelHandling, str]] = ...) -> None: ...

class CompareModelsResponse(_message.Message):
    __slots__ = ("to", "token_ratio", "token_ratios", "stops_fitting", "begins_fitting")
    FROM_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    TOKEN_RATIO_FIELD_NUMBER: _ClassVar[int]
    TOKEN_RATIOS_FIELD_NUMBER: _ClassVar[int]
    STOPS_FITTING_FIELD_NUMBER: _ClassVar[int]
    BEGINS_FITTING_FIELD_NUMBER: _ClassVar[int]
    to: ModelTotals
    token_ratio: float
    token_ratios: _containers.RepeatedScalarFieldContainer[float]
    stops_fitting: _containers.RepeatedScalarFieldContainer[int]
    begins_fitting: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, to: _Optional[_Union[ModelTotals, _Mapping]] = ..., token_ratio: _Optional[float] = ..., token_ratios: _Optional[_Iterable[float]] = ..., stops_fitting: _Optional[_Iterable[int]] = ..., begins_fitting: _Optional[_Iterable[int]] = ..., **kwargs) -> None: ...

class ModelTotals(_message.Message):
    __slots__ = ("model", "count", "cost", "input_token_limit", "provenance")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    COST_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKEN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    model: str
    count: _types_pb2.TokenCount
    cost: Cost
    input_token_limit: int
    provenance: _types_pb2.Provenance
    def __init__(self, model: _Optional[str] = ..., count: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., cost: _Optional[_Union[Cost, _Mapping]] = ..., input_token_limit: _Optional[int] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ...) -> None: ...

class CreateTokenAnalysisRequest(_message.Message):
    __slots__ = ("tokenizer", "text", "chat", "labels")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CHAT_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    tokenizer: _types_pb2.TokenizerSelector
    text: str
    chat: _types_pb2.ChatRequest
    labels: _containers.ScalarMap[str, str]
    def __init__(self, tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., text: _Optional[str] = ..., chat: _Optional[_Union[_types_pb2.ChatRequest, _Mapping]] = ..., labels: _Optional[_Mapping[str, str]] = ...) -> None: ...

class CreateTokenAnalysisResponse(_message.Message):
    __slots__ = ("analysis",)
    ANALYSIS_FIELD_NUMBER: _ClassVar[int]
    analysis: TokenAnalysis
    def __init__(self, analysis: _Optional[_Union[TokenAnalysis, _Mapping]] = ...) -> None: ...

class TokenAnalysis(_message.Message):
    __slots__ = ("analysis_id", "tokenizer", "is_chat", "byte_count", "count", "provenance", "labels", "create_time", "expire_time")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ANALYSIS_ID_FIELD_NUMBER: _ClassVar[int]
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    IS_CHAT_FIELD_NUMBER: _ClassVar[int]
    BYTE_COUNT_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    analysis_id: str
    tokenizer: _types_pb2.TokenizerSelector
    is_chat: bool
    byte_count: int
    count: _types_pb2.TokenCount
    provenance: _types_pb2.Provenance
    labels: _containers.ScalarMap[str, str]
    create_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, analysis_id: _Optional[str] = ..., tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., is_chat: _Optional[bool] = ..., byte_count: _Optional[int] = ..., count: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ..., labels: _Optional[_Mapping[str, str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetTokenAnalysisRequest(_message.Message):
    __slots__ = ("analysis_id",)
    ANALYSIS_ID_FIELD_NUMBER: _ClassVar[int]
    analysis_id: str
    def __init__(self, analysis_id: _Optional[str] = ...) -> None: ...

class GetTokenAnalysisResponse(_message.Message):
    __slots__ = ("analysis",)
    ANALYSIS_FIELD_NUMBER: _ClassVar[int]
    analysis: TokenAnalysis
    def __init__(self, analysis: _Optional[_Union[TokenAnalysis, _Mapping]] = ...) -> None: ...

class ListTokenAnalysesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "model", "labels")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    model: str
    labels: _containers.ScalarMap[str, str]
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., model: _Optional[str] = ..., labels: _Optional[_Mapping[str, str]] = ...) -> None: ...

class ListTokenAnalysesResponse(_message.Message):
    __slots__ = ("analyses", "next_page_token")
    ANALYSES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    analyses: _containers.RepeatedCompositeFieldContainer[TokenAnalysis]
    next_page_token: str
    def __init__(self, analyses: _Optional[_Iterable[_Union[TokenAnalysis, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
