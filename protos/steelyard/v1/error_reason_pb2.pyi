from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_INTERNAL: _ClassVar[ErrorReason]
    ERROR_REASON_VALUE_INVALID: _ClassVar[ErrorReason]
    ERROR_REASON_REQUEST_MALFORMED: _ClassVar[ErrorReason]
    ERROR_REASON_TEXT_NOT_UNICODE: _ClassVar[ErrorReason]
    ERROR_REASON_TEXT_MISSING: _ClassVar[ErrorReason]
    ERROR_REASON_TEXT_TOO_LARGE: _ClassVar[ErrorReason]
    ERROR_REASON_BATCH_TOO_LARGE: _ClassVar[ErrorReason]
    ERROR_REASON_TOKEN_ID_UNKNOWN: _ClassVar[ErrorReason]
    ERROR_REASON_PAGE_TOKEN_INVALID: _ClassVar[ErrorReason]
    ERROR_REASON_MODEL_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_ENCODING_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_VOCABULARY_NOT_PACKAGED: _ClassVar[ErrorReason]
    ERROR_REASON_TEXT_NOT_COUNTABLE: _ClassVar[ErrorReason]
    ERROR_REASON_TOO_MANY_CALLS: _ClassVar[ErrorReason]
    ERROR_REASON_TOO_MANY_STREAMS: _ClassVar[ErrorReason]
    ERROR_REASON_SERVER_DRAINING: _ClassVar[ErrorReason]
    ERROR_REASON_DEADLINE_EXCEEDED: _ClassVar[ErrorReason]
    ERROR_REASON_SERVER_UNREACHABLE: _ClassVar[ErrorReason]
    ERROR_REASON_VOCABULARY_CORRUPT: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_INTERNAL: ErrorReason
ERROR_REASON_VALUE_INVALID: ErrorReason
ERROR_REASON_REQUEST_MALFORMED: ErrorReason
ERROR_REASON_TEXT_NOT_UNICODE: ErrorReason
ERROR_REASON_TEXT_MISSING: ErrorReason
ERROR_REASON_TEXT_TOO_LARGE: ErrorReason
ERROR_REASON_BATCH_TOO_LARGE: ErrorReason
ERROR_REASON_TOKEN_ID_UNKNOWN: ErrorReason
ERROR_REASON_PAGE_TOKEN_INVALID: ErrorReason
ERROR_REASON_MODEL_NOT_FOUND: ErrorReason
ERROR_REASON_ENCODING_NOT_FOUND: ErrorReason
ERROR_REASON_VOCABULARY_NOT_PACKAGED: ErrorReason
ERROR_REASON_TEXT_NOT_COUNTABLE: ErrorReason
ERROR_REASON_TOO_MANY_CALLS: ErrorReason
ERROR_REASON_TOO_MANY_STREAMS: ErrorReason
ERROR_REASON_SERVER_DRAINING: ErrorReason
ERROR_REASON_DEADLINE_EXCEEDED: ErrorReason
ERROR_REASON_SERVER_UNREACHABLE: ErrorReason
ERROR_REASON_VOCABULARY_CORRUPT: ErrorReason
