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

class CompressionStrategy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPRESSION_STRATEGY_UNSPECIFIED: _ClassVar[CompressionStrategy]
    COMPRESSION_STRATEGY_AUTO: _ClassVar[CompressionStrategy]
    COMPRESSION_STRATEGY_LOSSLESS: _ClassVar[CompressionStrategy]
    COMPRESSION_STRATEGY_EXTRACTIVE: _ClassVar[CompressionStrategy]
    COMPRESSION_STRATEGY_TRUNCATE_HEAD: _ClassVar[CompressionStrategy]
    COMPRESSION_STRATEGY_TRUNCATE_TAIL: _ClassVar[CompressionStrategy]
    COMPRESSION_STRATEGY_TRUNCATE_MIDDLE: _ClassVar[CompressionStrategy]
    COMPRESSION_STRATEGY_ABSTRACTIVE: _ClassVar[CompressionStrategy]

class CompressionAccuracy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPRESSION_ACCURACY_UNSPECIFIED: _ClassVar[CompressionAccuracy]
    COMPRESSION_ACCURACY_STANDARD: _ClassVar[CompressionAccuracy]
    COMPRESSION_ACCURACY_HIGH: _ClassVar[CompressionAccuracy]

class SegmentKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEGMENT_KIND_UNSPECIFIED: _ClassVar[SegmentKind]
    SEGMENT_KIND_PROSE: _ClassVar[SegmentKind]
    SEGMENT_KIND_DIALOGUE: _ClassVar[SegmentKind]
    SEGMENT_KIND_CODE: _ClassVar[SegmentKind]
    SEGMENT_KIND_JSON: _ClassVar[SegmentKind]
    SEGMENT_KIND_LOG: _ClassVar[SegmentKind]
    SEGMENT_KIND_DIFF: _ClassVar[SegmentKind]
    SEGMENT_KIND_TABLE: _ClassVar[SegmentKind]
    SEGMENT_KIND_MARKDOWN: _ClassVar[SegmentKind]
    SEGMENT_KIND_HTML: _ClassVar[SegmentKind]

class CompressionRung(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPRESSION_RUNG_UNSPECIFIED: _ClassVar[CompressionRung]
    COMPRESSION_RUNG_FULL: _ClassVar[CompressionRung]
    COMPRESSION_RUNG_LOSSLESS: _ClassVar[CompressionRung]
    COMPRESSION_RUNG_EXTRACT: _ClassVar[CompressionRung]
    COMPRESSION_RUNG_SKELETON: _ClassVar[CompressionRung]
    COMPRESSION_RUNG_TEMPLATE: _ClassVar[CompressionRung]
    COMPRESSION_RUNG_STUB: _ClassVar[CompressionRung]
    COMPRESSION_RUNG_DROP: _ClassVar[CompressionRung]
    COMPRESSION_RUNG_ABSTRACT: _ClassVar[CompressionRung]

class CompressionReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPRESSION_REASON_UNSPECIFIED: _ClassVar[CompressionReason]
    COMPRESSION_REASON_FITS: _ClassVar[CompressionReason]
    COMPRESSION_REASON_PINNED: _ClassVar[CompressionReason]
    COMPRESSION_REASON_STRUCTURE: _ClassVar[CompressionReason]
    COMPRESSION_REASON_WORTH_ITS_TOKENS: _ClassVar[CompressionReason]
    COMPRESSION_REASON_OVER_BUDGET: _ClassVar[CompressionReason]
    COMPRESSION_REASON_TRUNCATED: _ClassVar[CompressionReason]
    COMPRESSION_REASON_PROTECTED: _ClassVar[CompressionReason]
COMPRESSION_STRATEGY_UNSPECIFIED: CompressionStrategy
COMPRESSION_STRATEGY_AUTO: CompressionStrategy
COMPRESSION_STRATEGY_LOSSLESS: CompressionStrategy
COMPRESSION_STRATEGY_EXTRACTIVE: CompressionStrategy
COMPRESSION_STRATEGY_TRUNCATE_HEAD: CompressionStrategy
COMPRESSION_STRATEGY_TRUNCATE_TAIL: CompressionStrategy
COMPRESSION_STRATEGY_TRUNCATE_MIDDLE: CompressionStrategy
COMPRESSION_STRATEGY_ABSTRACTIVE: CompressionStrategy
COMPRESSION_ACCURACY_UNSPECIFIED: CompressionAccuracy
COMPRESSION_ACCURACY_STANDARD: CompressionAccuracy
COMPRESSION_ACCURACY_HIGH: CompressionAccuracy
SEGMENT_KIND_UNSPECIFIED: SegmentKind
SEGMENT_KIND_PROSE: SegmentKind
SEGMENT_KIND_DIALOGUE: SegmentKind
SEGMENT_KIND_CODE: SegmentKind
SEGMENT_KIND_JSON: SegmentKind
SEGMENT_KIND_LOG: SegmentKind
SEGMENT_KIND_DIFF: SegmentKind
SEGMENT_KIND_TABLE: SegmentKind
SEGMENT_KIND_MARKDOWN: SegmentKind
SEGMENT_KIND_HTML: SegmentKind
COMPRESSION_RUNG_UNSPECIFIED: CompressionRung
COMPRESSION_RUNG_FULL: CompressionRung
COMPRESSION_RUNG_LOSSLESS: CompressionRung
COMPRESSION_RUNG_EXTRACT: CompressionRung
COMPRESSION_RUNG_SKELETON: CompressionRung
COMPRESSION_RUNG_TEMPLATE: CompressionRung
COMPRESSION_RUNG_STUB: CompressionRung
COMPRESSION_RUNG_DROP: CompressionRung
COMPRESSION_RUNG_ABSTRACT: CompressionRung
COMPRESSION_REASON_UNSPECIFIED: CompressionReason
COMPRESSION_REASON_FITS: CompressionReason
COMPRESSION_REASON_PINNED: CompressionReason
COMPRESSION_REASON_STRUCTURE: CompressionReason
COMPRESSION_REASON_WORTH_ITS_TOKENS: CompressionReason
COMPRESSION_REASON_OVER_BUDGET: CompressionReason
COMPRESSION_REASON_TRUNCATED: CompressionReason
COMPRESSION_REASON_PROTECTED: CompressionReason

class CompressionOptions(_message.Message):
    __slots__ = ("strategy", "accuracy", "query", "literal_keep_tags", "expandable")
    STRATEGY_FIELD_NUMBER: _ClassVar[int]
    ACCURACY_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    LITERAL_KEEP_TAGS_FIELD_NUMBER: _ClassVar[int]
    EXPANDABLE_FIELD_NUMBER: _ClassVar[int]
    strategy: CompressionStrategy
    accuracy: CompressionAccuracy
    query: str
    literal_keep_tags: bool
    expandable: bool
    def __init__(self, strategy: _Optional[_Union[CompressionStrategy, str]] = ..., accuracy: _Optional[_Union[CompressionAccuracy, str]] = ..., query: _Optional[str] = ..., literal_keep_tags: _Optional[bool] = ..., expandable: _Optional[bool] = ...) -> None: ...

class CompressTextRequest(_message.Message):
    __slots__ = ("tokenizer", "text", "token_budget", "options", "pins", "kind")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOKEN_BUDGET_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PINS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    tokenizer: _types_pb2.TokenizerSelector
    text: str
    token_budget: int
    options: CompressionOptions
    pins: _containers.RepeatedCompositeFieldContainer[_types_pb2.TextRange]
    kind: SegmentKind
    def __init__(self, tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., text: _Optional[str] = ..., token_budget: _Optional[int] = ..., options: _Optional[_Union[CompressionOptions, _Mapping]] = ..., pins: _Optional[_Iterable[_Union[_types_pb2.TextRange, _Mapping]]] = ..., kind: _Optional[_Union[SegmentKind, str]] = ...) -> None: ...

class ByteRange(_message.Message):
    __slots__ = ("start", "end")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    start: int
    end: int
    def __init__(self, start: _Optional[int] = ..., end: _Optional[int] = ...) -> None: ...

class CompressedSpan(_message.Message):
    __slots__ = ("source", "source_bytes", "output", "kind", "rung", "reason", "handle")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_BYTES_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    RUNG_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    source: _types_pb2.TextRange
    source_bytes: ByteRange
    output: _types_pb2.TextRange
    kind: SegmentKind
    rung: CompressionRung
    reason: CompressionReason
    handle: str
    def __init__(self, source: _Optional[_Union[_types_pb2.TextRange, _Mapping]] = ..., source_bytes: _Optional[_Union[ByteRange, _Mapping]] = ..., output: _Optional[_Union[_types_pb2.TextRange, _Mapping]] = ..., kind: _Optional[_Union[SegmentKind, str]] = ..., rung: _Optional[_Union[CompressionRung, str]] = ..., reason: _Optional[_Union[CompressionReason, str]] = ..., handle: _Optional[str] = ...) -> None: ...

class RungCount(_message.Message):
    __slots__ = ("rung", "part_count")
    RUNG_FIELD_NUMBER: _ClassVar[int]
    PART_COUNT_FIELD_NUMBER: _ClassVar[int]
    rung: CompressionRung
    part_count: int
    def __init__(self, rung: _Optional[_Union[CompressionRung, str]] = ..., part_count: _Optional[int] = ...) -> None: ...

class CompressionRatio(_message.Message):
    __slots__ = ("original_token_count", "compressed_token_count", "ratio")
    ORIGINAL_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    COMPRESSED_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    RATIO_FIELD_NUMBER: _ClassVar[int]
    original_token_count: int
    compressed_token_count: int
    ratio: float
    def __init__(self, original_token_count: _Optional[int] = ..., compressed_token_count: _Optional[int] = ..., ratio: _Optional[float] = ...) -> None: ...

class CompressTextResponse(_message.Message):
    __slots__ = ("text", "count", "ratio", "lossless", "spans", "rungs", "provenance", "compressor_version", "strategy")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    RATIO_FIELD_NUMBER: _ClassVar[int]
    LOSSLESS_FIELD_NUMBER: _ClassVar[int]
    SPANS_FIELD_NUMBER: _ClassVar[int]
    RUNGS_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    COMPRESSOR_VERSION_FIELD_NUMBER: _ClassVar[int]
    STRATEGY_FIELD_NUMBER: _ClassVar[int]
    text: str
    count: _types_pb2.TokenCount
    ratio: CompressionRatio
    lossless: bool
    spans: _containers.RepeatedCompositeFieldContainer[CompressedSpan]
    rungs: _containers.RepeatedCompositeFieldContainer[RungCount]
    provenance: _types_pb2.Provenance
    compressor_version: str
    strategy: CompressionStrategy
    def __init__(self, text: _Optional[str] = ..., count: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., ratio: _Optional[_Union[CompressionRatio, _Mapping]] = ..., lossless: _Optional[bool] = ..., spans: _Optional[_Iterable[_Union[CompressedSpan, _Mapping]]] = ..., rungs: _Optional[_Iterable[_Union[RungCount, _Mapping]]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ..., compressor_version: _Optional[str] = ..., strategy: _Optional[_Union[CompressionStrategy, str]] = ...) -> None: ...

class CompressMessagesRequest(_message.Message):
    __slots__ = ("model", "chat", "token_budget", "options", "frozen_message_count", "pinned_messages", "unknown_model", "compress_last_question")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    CHAT_FIELD_NUMBER: _ClassVar[int]
    TOKEN_BUDGET_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    FROZEN_MESSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PINNED_MESSAGES_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_MODEL_FIELD_NUMBER: _ClassVar[int]
    COMPRESS_LAST_QUESTION_FIELD_NUMBER: _ClassVar[int]
    model: str
    chat: _types_pb2.ChatRequest
    token_budget: int
    options: CompressionOptions
    frozen_message_count: int
    pinned_messages: _containers.RepeatedScalarFieldContainer[int]
    unknown_model: _types_pb2.UnknownModelHandling
    compress_last_question: bool
    def __init__(self, model: _Optional[str] = ..., chat: _Optional[_Union[_types_pb2.ChatRequest, _Mapping]] = ..., token_budget: _Optional[int] = ..., options: _Optional[_Union[CompressionOptions, _Mapping]] = ..., frozen_message_count: _Optional[int] = ..., pinned_messages: _Optional[_Iterable[int]] = ..., unknown_model: _Optional[_Union[_types_pb2.UnknownModelHandling, str]] = ..., compress_last_question: _Optional[bool] = ...) -> None: ...

class CompressedMessage(_message.Message):
    __slots__ = ("index", "removed", "reason", "texts")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    REMOVED_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    index: int
    removed: bool
    reason: CompressionReason
    texts: _containers.RepeatedCompositeFieldContainer[CompressedChatText]
    def __init__(self, index: _Optional[int] = ..., removed: _Optional[bool] = ..., reason: _Optional[_Union[CompressionReason, str]] = ..., texts: _Optional[_Iterable[_Union[CompressedChatText, _Mapping]]] = ...) -> None: ...

class CompressedChatText(_message.Message):
    __slots__ = ("path", "spans")
    PATH_FIELD_NUMBER: _ClassVar[int]
    SPANS_FIELD_NUMBER: _ClassVar[int]
    path: str
    spans: _containers.RepeatedCompositeFieldContainer[CompressedSpan]
    def __init__(self, path: _Optional[str] = ..., spans: _Optional[_Iterable[_Union[CompressedSpan, _Mapping]]] = ...) -> None: ...

class CompressMessagesResponse(_message.Message):
    __slots__ = ("chat", "count", "ratio", "lossless", "messages", "rungs", "provenance", "compressor_version", "message_count", "model")
    CHAT_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    RATIO_FIELD_NUMBER: _ClassVar[int]
    LOSSLESS_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    RUNGS_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    COMPRESSOR_VERSION_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    chat: _types_pb2.ChatRequest
    count: _types_pb2.TokenCount
    ratio: CompressionRatio
    lossless: bool
    messages: _containers.RepeatedCompositeFieldContainer[CompressedMessage]
    rungs: _containers.RepeatedCompositeFieldContainer[RungCount]
    provenance: _types_pb2.Provenance
    compressor_version: str
    message_count: int
    model: str
    def __init__(self, chat: _Optional[_Union[_types_pb2.ChatRequest, _Mapping]] = ..., count: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., ratio: _Optional[_Union[CompressionRatio, _Mapping]] = ..., lossless: _Optional[bool] = ..., messages: _Optional[_Iterable[_Union[CompressedMessage, _Mapping]]] = ..., rungs: _Optional[_Iterable[_Union[RungCount, _Mapping]]] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ..., compressor_version: _Optional[str] = ..., message_count: _Optional[int] = ..., model: _Optional[str] = ...) -> None: ...

class PlanCompressionRequest(_message.Message):
    __slots__ = ("tokenizer", "text", "token_budgets", "options", "pins", "kind")
    TOKENIZER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOKEN_BUDGETS_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PINS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    tokenizer: _types_pb2.TokenizerSelector
    text: str
    token_budgets: _containers.RepeatedScalarFieldContainer[int]
    options: CompressionOptions
    pins: _containers.RepeatedCompositeFieldContainer[_types_pb2.TextRange]
    kind: SegmentKind
    def __init__(self, tokenizer: _Optional[_Union[_types_pb2.TokenizerSelector, _Mapping]] = ..., text: _Optional[str] = ..., token_budgets: _Optional[_Iterable[int]] = ..., options: _Optional[_Union[CompressionOptions, _Mapping]] = ..., pins: _Optional[_Iterable[_Union[_types_pb2.TextRange, _Mapping]]] = ..., kind: _Optional[_Union[SegmentKind, str]] = ...) -> None: ...

class PlannedCompression(_message.Message):
    __slots__ = ("token_budget", "feasible", "predicted_token_count", "predicted_kept_value")
    TOKEN_BUDGET_FIELD_NUMBER: _ClassVar[int]
    FEASIBLE_FIELD_NUMBER: _ClassVar[int]
    PREDICTED_TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    PREDICTED_KEPT_VALUE_FIELD_NUMBER: _ClassVar[int]
    token_budget: int
    feasible: bool
    predicted_token_count: int
    predicted_kept_value: float
    def __init__(self, token_budget: _Optional[int] = ..., feasible: _Optional[bool] = ..., predicted_token_count: _Optional[int] = ..., predicted_kept_value: _Optional[float] = ...) -> None: ...

class PlanCompressionResponse(_message.Message):
    __slots__ = ("plans", "count", "minimum_token_budget", "provenance", "compressor_version")
    PLANS_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_TOKEN_BUDGET_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    COMPRESSOR_VERSION_FIELD_NUMBER: _ClassVar[int]
    plans: _containers.RepeatedCompositeFieldContainer[PlannedCompression]
    count: _types_pb2.TokenCount
    minimum_token_budget: int
    provenance: _types_pb2.Provenance
    compressor_version: str
    def __init__(self, plans: _Optional[_Iterable[_Union[PlannedCompression, _Mapping]]] = ..., count: _Optional[_Union[_types_pb2.TokenCount, _Mapping]] = ..., minimum_token_budget: _Optional[int] = ..., provenance: _Optional[_Union[_types_pb2.Provenance, _Mapping]] = ..., compressor_version: _Optional[str] = ...) -> None: ...

class ExpandSpanRequest(_message.Message):
    __slots__ = ("handle",)
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    handle: str
    def __init__(self, handle: _Optional[str] = ...) -> None: ...

class ExpandSpanResponse(_message.Message):
    __slots__ = ("text",)
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class CompressionItem(_message.Message):
    __slots__ = ("text", "messages")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    text: CompressTextRequest
    messages: CompressMessagesRequest
    def __init__(self, text: _Optional[_Union[CompressTextRequest, _Mapping]] = ..., messages: _Optional[_Union[CompressMessagesRequest, _Mapping]] = ...) -> None: ...

class CreateCompressionJobRequest(_message.Message):
    __slots__ = ("request_id", "items", "priority", "lifetime_ms")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_MS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    items: _containers.RepeatedCompositeFieldContainer[CompressionItem]
    priority: int
    lifetime_ms: int
    def __init__(self, request_id: _Optional[str] = ..., items: _Optional[_Iterable[_Union[CompressionItem, _Mapping]]] = ..., priority: _Optional[int] = ..., lifetime_ms: _Optional[int] = ...) -> None: ...

class CreateCompressionJobResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: CompressionJob
    def __init__(self, job: _Optional[_Union[CompressionJob, _Mapping]] = ...) -> None: ...

class CompressionJob(_message.Message):
    __slots__ = ("job_id", "request_id", "state", "priority", "item_count", "completed_item_count", "failed_item_count", "attempt_count", "maximum_attempt_count", "cancel_requested", "error", "create_time", "update_time", "finish_time", "deadline", "sequence")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[CompressionJob.State]
        STATE_QUEUED: _ClassVar[CompressionJob.State]
        STATE_RUNNING: _ClassVar[CompressionJob.State]
        STATE_SUCCEEDED: _ClassVar[CompressionJob.State]
        STATE_FAILED: _ClassVar[CompressionJob.State]
        STATE_CANCELLED: _ClassVar[CompressionJob.State]
        STATE_EXPIRED: _ClassVar[CompressionJob.State]
    STATE_UNSPECIFIED: CompressionJob.State
    STATE_QUEUED: CompressionJob.State
    STATE_RUNNING: CompressionJob.State
    STATE_SUCCEEDED: CompressionJob.State
    STATE_FAILED: CompressionJob.State
    STATE_CANCELLED: CompressionJob.State
    STATE_EXPIRED: CompressionJob.State
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    FAILED_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REQUESTED_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    FINISH_TIME_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    request_id: str
    state: CompressionJob.State
    priority: int
    item_count: int
    completed_item_count: int
    failed_item_count: int
    attempt_count: int
    maximum_attempt_count: int
    cancel_requested: bool
    error: CompressionError
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    finish_time: _timestamp_pb2.Timestamp
    deadline: _timestamp_pb2.Timestamp
    sequence: int
    def __init__(self, job_id: _Optional[str] = ..., request_id: _Optional[str] = ..., state: _Optional[_Union[CompressionJob.State, str]] = ..., priority: _Optional[int] = ..., item_count: _Optional[int] = ..., completed_item_count: _Optional[int] = ..., failed_item_count: _Optional[int] = ..., attempt_count: _Optional[int] = ..., maximum_attempt_count: _Optional[int] = ..., cancel_requested: _Optional[bool] = ..., error: _Optional[_Union[CompressionError, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sequence: _Optional[int] = ...) -> None: ...

class CompressionError(_message.Message):
    __slots__ = ("reason", "message", "metadata")
    class MetadataEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    reason: str
    message: str
    metadata: _containers.ScalarMap[str, str]
    def __init__(self, reason: _Optional[str] = ..., message: _Optional[str] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...

class CompressionItemResult(_message.Message):
    __slots__ = ("index", "text", "messages", "error")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    index: int
    text: CompressTextResponse
    messages: CompressMessagesResponse
    error: CompressionError
    def __init__(self, index: _Optional[int] = ..., text: _Optional[_Union[CompressTextResponse, _Mapping]] = ..., messages: _Optional[_Union[CompressMessagesResponse, _Mapping]] = ..., error: _Optional[_Union[CompressionError, _Mapping]] = ...) -> None: ...

class GetCompressionJobRequest(_message.Message):
    __slots__ = ("job_id", "page_size", "page_token")
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    page_size: int
    page_token: str
    def __init__(self, job_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class GetCompressionJobResponse(_message.Message):
    __slots__ = ("job", "results", "next_page_token")
    JOB_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    job: CompressionJob
    results: _containers.RepeatedCompositeFieldContainer[CompressionItemResult]
    next_page_token: str
    def __init__(self, job: _Optional[_Union[CompressionJob, _Mapping]] = ..., results: _Optional[_Iterable[_Union[CompressionItemResult, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListCompressionJobsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "states", "request_id")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    states: _containers.RepeatedScalarFieldContainer[CompressionJob.State]
    request_id: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., states: _Optional[_Iterable[_Union[CompressionJob.State, str]]] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListCompressionJobsResponse(_message.Message):
    __slots__ = ("jobs", "next_page_token")
    JOBS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    jobs: _containers.RepeatedCompositeFieldContainer[CompressionJob]
    next_page_token: str
    def __init__(self, jobs: _Optional[_Iterable[_Union[CompressionJob, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CancelCompressionJobRequest(_message.Message):
    __slots__ = ("job_id",)
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    def __init__(self, job_id: _Optional[str] = ...) -> None: ...

class CancelCompressionJobResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: CompressionJob
    def __init__(self, job: _Optional[_Union[CompressionJob, _Mapping]] = ...) -> None: ...

class WatchCompressionJobRequest(_message.Message):
    __slots__ = ("job_id", "after_sequence")
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    after_sequence: int
    def __init__(self, job_id: _Optional[str] = ..., after_sequence: _Optional[int] = ...) -> None: ...

class WatchCompressionJobResponse(_message.Message):
    __slots__ = ("sequence", "time", "state", "attempt_count", "completed_item_count", "failed_item_count", "cancel_requested", "error")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    FAILED_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REQUESTED_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    time: _timestamp_pb2.Timestamp
    state: CompressionJob.State
    attempt_count: int
    completed_item_count: int
    failed_item_count: int
    cancel_requested: bool
    error: CompressionError
    def __init__(self, sequence: _Optional[int] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[CompressionJob.State, str]] = ..., attempt_count: _Optional[int] = ..., completed_item_count: _Optional[int] = ..., failed_item_count: _Optional[int] = ..., cancel_requested: _Optional[bool] = ..., error: _Optional[_Union[CompressionError, _Mapping]] = ...) -> None: ...
