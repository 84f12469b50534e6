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
COUNT_METHOD_UNSPECIFIED: CountMethod
COUNT_METHOD_EXACT: CountMethod
COUNT_METHOD_RECONSTRUCTED: CountMethod
COUNT_METHOD_RULES: CountMethod
COUNT_METHOD_CALIBRATED: CountMethod
COUNT_METHOD_HEURISTIC: CountMethod
SPECIAL_TOKEN_HANDLING_UNSPECIFIED: SpecialTokenHandling
SPECIAL_TOKEN_HANDLING_TEXT: SpecialTokenHandling
SPECIAL_TOKEN_HANDLING_SPECIAL: SpecialTokenHandling

class TokenizerSelector(_message.Message):
    __slots__ = ("model", "encoding")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    model: str
    encoding: str
    def __init__(self, model: _Optional[str] = ..., encoding: _Optional[str] = ...) -> None: ...

class TokenCount(_message.Message):
    __slots__ = ("token_count", "upper_bound_token_count", "method", "not_counted")
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    UPPER_BOUND_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    NOT_COUNTED_FIELD_NUMBER: _ClassVar[int]
    token_count: int
    upper_bound_token_count: int
    method: CountMethod
    not_counted: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, token_count: _Optional[int] = ..., upper_bound_token_count: _Optional[int] = ..., method: _Optional[_Union[CountMethod, str]] = ..., not_counted: _Optional[_Iterable[str]] = ...) -> None: ...

class Provenance(_message.Message):
    __slots__ = ("tokenizer", "vocabulary_sha256", "engine", "catalogue_version")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    VOCABULARY_SHA256_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    CATALOGUE_VERSION_FIELD_NUMBER: _ClassVar[int]
    tokenizer: str
    vocabulary_sha256: str
    engine: str
    catalogue_version: str
    def __init__(self, tokenizer: _Optional[str] = ..., vocabulary_sha256: _Optional[str] = ..., engine: _Optional[str] = ..., catalogue_version: _Optional[str] = ...) -> None: ...
