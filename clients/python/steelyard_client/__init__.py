"""Counts, budgets and prices the tokens of prompts by asking a Steelyard server.

>>> from steelyard_client import Steelyard
>>> with Steelyard("127.0.0.1:50051") as steelyard:
...     steelyard.count("Hello, world", model="gpt-4o").token_count
"""

from steelyard_client.aio import AsyncSteelyard
from steelyard_client.client import Steelyard
from steelyard_client.connection import Connection
from steelyard_client.enums import (
    CountMethod,
    PartKind,
    ServiceTier,
    SpecialTokens,
    SplitBoundary,
    TruncationSide,
    UnknownModel,
)
from steelyard_client.errors import (
    AlreadyExists,
    Conflict,
    DeadlineExceeded,
    Exhausted,
    FailedPrecondition,
    FieldViolation,
    InternalFault,
    InvalidValue,
    NotFound,
    PermissionDenied,
    SteelyardError,
    Unauthenticated,
    Unavailable,
)
from steelyard_client.reasons import Reason
from steelyard_client.results.chats import (
    DropPlan,
    MessagesCount,
    MessageTokenCount,
    ModelBudget,
    ModelFit,
    PartTokenCount,
    ToolTokenCount,
)
from steelyard_client.results.counts import (
    BatchCount,
    DecodedTokens,
    EncodedText,
    Provenance,
    SplitChunk,
    SplitText,
    StreamedCount,
    TextChunk,
    TextRange,
    TokenCount,
    TruncatedText,
)
from steelyard_client.results.models import (
    CatalogueInfo,
    Cost,
    CostEstimate,
    Model,
    ModelComparison,
    ModelPage,
    ModelPrices,
    ModelTotals,
)
from steelyard_client.retries import RetryPolicy
from steelyard_client.streaming import CountStream
from steelyard_client.tls import Tls
from steelyard_client.version import VERSION

__all__ = [
    "VERSION",
    "AlreadyExists",
    "AsyncSteelyard",
    "BatchCount",
    "CatalogueInfo",
    "Conflict",
    "Connection",
    "Cost",
    "CostEstimate",
    "CountMethod",
    "CountStream",
    "DeadlineExceeded",
    "DecodedTokens",
    "DropPlan",
    "EncodedText",
    "Exhausted",
    "FailedPrecondition",
    "FieldViolation",
    "InternalFault",
    "InvalidValue",
    "MessageTokenCount",
    "MessagesCount",
    "Model",
    "ModelBudget",
    "ModelComparison",
    "ModelFit",
    "ModelPage",
    "ModelPrices",
    "ModelTotals",
    "NotFound",
    "PartKind",
    "PartTokenCount",
    "PermissionDenied",
    "Provenance",
    "Reason",
    "RetryPolicy",
    "ServiceTier",
    "SpecialTokens",
    "SplitBoundary",
    "SplitChunk",
    "SplitText",
    "Steelyard",
    "SteelyardError",
    "StreamedCount",
    "TextChunk",
    "TextRange",
    "Tls",
    "TokenCount",
    "ToolTokenCount",
    "TruncatedText",
    "TruncationSide",
    "Unauthenticated",
    "Unavailable",
    "UnknownModel",
]
