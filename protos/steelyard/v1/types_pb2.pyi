from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CountMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COUNT_METHOD_UNSPECIFIED: _ClassVar[CountMethod]
    COUNT_METHOD_EXACT: _ClassVar[CountMethod]
    COUNT_METHOD_RECONSTRUCTED: _ClassVar[CountMethod]
    COUNT_METHOD_RULES: _ClassVar[CountMethod]
    COUNT_METHOD_CALIBRATED: _ClassVar[CountMethod]
    COUNT_METHOD_HEURISTIC: _ClassVar[CountMethod]

class SpecialTokenHandling(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SPECIAL_TOKEN_HANDLING_UNSPECIFIED: _ClassVar[SpecialTokenHandling]
    SPECIAL_TOKEN_HANDLING_TEXT: _ClassVar[SpecialTokenHandling]
    SPECIAL_TOKEN_HANDLING_SPECIAL: _ClassVar[SpecialTokenHandling]

class UnknownModelHandling(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UNKNOWN_MODEL_HANDLING_UNSPECIFIED: _ClassVar[UnknownModelHandling]
    UNKNOWN_MODEL_HANDLING_ESTIMATE: _ClassVar[UnknownModelHandling]
    UNKNOWN_MODEL_HANDLING_REFUSE: _ClassVar[UnknownModelHandling]

class ServiceTier(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SERVICE_TIER_UNSPECIFIED: _ClassVar[ServiceTier]
    SERVICE_TIER_STANDARD: _ClassVar[ServiceTier]
    SERVICE_TIER_BATCH: _ClassVar[ServiceTier]
    SERVICE_TIER_FLEX: _ClassVar[ServiceTier]
    SERVICE_TIER_PRIORITY: _ClassVar[ServiceTier]
COUNT_METHOD_UNSPECIFIED: CountMethod
COUNT_METHOD_EXACT: CountMethod
COUNT_METHOD_RECONSTRUCTED: CountMethod
COUNT_METHOD_RULES: CountMethod
COUNT_METHOD_CALIBRATED: CountMethod
COUNT_METHOD_HEURISTIC: CountMethod
SPECIAL_TOKEN_HANDLING_UNSPECIFIED: SpecialTokenHandling
SPECIAL_TOKEN_HANDLING_TEXT: SpecialTokenHandling
SPECIAL_TOKEN_HANDLING_SPECIAL: SpecialTokenHandling
UNKNOWN_MODEL_HANDLING_UNSPECIFIED: UnknownModelHandling
UNKNOWN_MODEL_HANDLING_ESTIMATE: UnknownModelHandling
UNKNOWN_MODEL_HANDLING_REFUSE: UnknownModelHandling
SERVICE_TIER_UNSPECIFIED: ServiceTier
SERVICE_TIER_STANDARD: ServiceTier
SERVICE_TIER_BATCH: ServiceTier
SERVICE_TIER_FLEX: ServiceTier
SERVICE_TIER_PRIORITY: ServiceTier

class TokenizerSelector(_message.Message):
    __slots__ = ("model", "encoding", "unknown_model")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_MODEL_FIELD_NUMBER: _ClassVar[int]
    model: str
    encoding: str
    unknown_model: UnknownModelHandling
    def __init__(self, model: _Optional[str] = ..., encoding: _Optional[str] = ..., unknown_model: _Optional[_Union[UnknownModelHandling, str]] = ...) -> None: ...

class TokenCount(_message.Message):
    __slots__ = ("token_count", "upper_bound_token_count", "method", "not_counted", "frame_token_count")
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    UPPER_BOUND_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    NOT_COUNTED_FIELD_NUMBER: _ClassVar[int]
    FRAME_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    token_count: int
    upper_bound_token_count: int
    method: CountMethod
    not_counted: _containers.RepeatedScalarFieldContainer[str]
    frame_token_count: int
    def __init__(self, token_count: _Optional[int] = ..., upper_bound_token_count: _Optional[int] = ..., method: _Optional[_Union[CountMethod, str]] = ..., not_counted: _Optional[_Iterable[str]] = ..., frame_token_count: _Optional[int] = ...) -> None: ...

class Provenance(_message.Message):
    __slots__ = ("tokenizer", "vocabulary_sha256", "engine", "catalogue_version", "framing")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    VOCABULARY_SHA256_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    CATALOGUE_VERSION_FIELD_NUMBER: _ClassVar[int]
    FRAMING_FIELD_NUMBER: _ClassVar[int]
    tokenizer: str
    vocabulary_sha256: str
    engine: str
    catalogue_version: str
    framing: str
    def __init__(self, tokenizer: _Optional[str] = ..., vocabulary_sha256: _Optional[str] = ..., engine: _Optional[str] = ..., catalogue_version: _Optional[str] = ..., framing: _Optional[str] = ...) -> None: ...

class ChatRequest(_message.Message):
    __slots__ = ("openai_json", "anthropic_json", "gemini_json")
    OPENAI_JSON_FIELD_NUMBER: _ClassVar[int]
    ANTHROPIC_JSON_FIELD_NUMBER: _ClassVar[int]
    GEMINI_JSON_FIELD_NUMBER: _ClassVar[int]
    openai_json: str
    anthropic_json: str
    gemini_json: str
    def __init__(self, openai_json: _Optional[str] = ..., anthropic_json: _Optional[str] = ..., gemini_json: _Optional[str] = ...) -> None: ...

class TextRange(_message.Message):
    __slots__ = ("start", "end")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    start: int
    end: int
    def __init__(self, start: _Optional[int] = ..., end: _Optional[int] = ...) -> None: ...
