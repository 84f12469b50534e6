from steelyard.v1 import types_pb2 as _types_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

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
    __slots__ = ("name", "provider", "encoding", "method", "countable")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    COUNTABLE_FIELD_NUMBER: _ClassVar[int]
    name: str
    provider: str
    encoding: str
    method: _types_pb2.CountMethod
    countable: bool
    def __init__(self, name: _Optional[str] = ..., provider: _Optional[str] = ..., encoding: _Optional[str] = ..., method: _Optional[_Union[_types_pb2.CountMethod, str]] = ..., countable: _Optional[bool] = ...) -> None: ...

class ListModelsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListModelsResponse(_message.Message):
    __slots__ = ("models", "next_page_token")
    MODELS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    models: _containers.RepeatedCompositeFieldContainer[Model]
    next_page_token: str
    def __init__(self, models: _Optional[_Iterable[_Union[Model, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetModelRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetModelResponse(_message.Message):
    __slots__ = ("model",)
    MODEL_FIELD_NUMBER: _ClassVar[int]
    model: Model
    def __init__(self, model: _Optional[_Union[Model, _Mapping]] = ...) -> None: ...
