"""The choices of a call and of its answer, as strings that are also members of an enum."""

from collections.abc import Mapping
from enum import StrEnum

from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from steelyard.v1 import compression_service_pb2 as compression_pb
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2


class CountMethod(StrEnum):
    """How a count was made, from the most to the least certain."""

    EXACT = "exact"
    """The model's own tokenizer over its own vocabulary."""
    RECONSTRUCTED = "reconstructed"
    """A tokenizer rebuilt from the outside that agrees with the provider on recorded counts."""
    RULES = "rules"
    """An exact tokenizer plus the provider's published framing rules."""
    CALIBRATED = "calibrated"
    """A fitted estimate with a bound of measured coverage."""
    HEURISTIC = "heuristic"
    """A fitted estimate for a model of an unknown family, with a wide bound."""


class SpecialTokens(StrEnum):
    """What text that spells a special token, such as ``<|endoftext|>``, counts as."""

    TEXT = "text"
    """Ordinary text: right for what users wrote."""
    SPECIAL = "special"
    """The one special token that it spells: right for rendered chat templates."""


class UnknownModel(StrEnum):
    """What happens when nobody knows the model that was named."""

    ESTIMATE = "estimate"
    """Its tokens are estimated; the method says HEURISTIC and the bound is wide."""
    REFUSE = "refuse"
    """The call fails with NotFound, which names the nearest models."""


class TruncationSide(StrEnum):
    """Which part of a text is kept."""

    HEAD = "head"
    """The beginning."""
    TAIL = "tail"
    """The end."""
    MIDDLE = "middle"
    """The beginning and the end; the middle is removed."""


class SplitBoundary(StrEnum):
    """Where the chunks of a text should end."""

    TOKEN = "token"  # noqa: S105 - no password
    """Anywhere between characters."""
    SENTENCE = "sentence"
    """After sentences."""
    PARAGRAPH = "paragraph"
    """After paragraphs."""
    MARKDOWN = "markdown"
    """Before headings, then between blocks."""
    CODE = "code"
    """Between definitions, then between lines."""


class ServiceTier(StrEnum):
    """What a model charges differently for."""

    STANDARD = "standard"
    """Ordinary calls."""
    BATCH = "batch"
    """The provider's batch interface: later and cheaper."""
    FLEX = "flex"
    """Slower and cheaper."""
    PRIORITY = "priority"
    """Faster and dearer."""


class PartKind(StrEnum):
    """What a part of a message is."""

    UNSPECIFIED = "unspecified"
    """Of a kind that this client does not know."""
    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    DOCUMENT = "document"
    TOOL_CALL = "tool_call"
    TOOL_RESULT = "tool_result"
    VIDEO = "video"


class CompressionStrategy(StrEnum):
    """How a text is shortened."""

    AUTO = "auto"
    """Without loss if that is enough, otherwise whatever suits each part."""
    LOSSLESS = "lossless"
    """Without loss or not at all."""
    EXTRACTIVE = "extractive"
    """Only by leaving something out: what is kept stands as it stood."""
    TRUNCATE_HEAD = "truncate_head"
    """Keeps the beginning."""
    TRUNCATE_TAIL = "truncate_tail"
    """Keeps the end."""
    TRUNCATE_MIDDLE = "truncate_middle"
    """Keeps the beginning and the end."""
    ABSTRACTIVE = "abstractive"
    """Has a language model write it shorter, where the operator has set one up."""


class CompressionAccuracy(StrEnum):
    """How much work goes into judging what matters."""

    STANDARD = "standard"
    """Words, character sequences and static embeddings."""
    HIGH = "high"
    """A small sentence encoder judges the best candidates again; it must be installed."""


class SegmentKind(StrEnum):
    """What a stretch of text is."""

    UNSPECIFIED = "unspecified"
    """It is found out; in an answer, of a kind that this client does not know."""
    PROSE = "prose"
    DIALOGUE = "dialogue"
    CODE = "code"
    JSON = "json"
    LOG = "log"
    DIFF = "diff"
    TABLE = "table"
    MARKDOWN = "markdown"
    HTML = "html"


class CompressionRung(StrEnum):
    """How much of a part is left, from the most to the least."""

    UNSPECIFIED = "unspecified"
    """As much as a rung says that this client does not know."""
    FULL = "full"
    """All of it, as it stood."""
    LOSSLESS = "lossless"
    """All of it, written shorter without loss."""
    EXTRACT = "extract"
    """Some of it, as it stood."""
    SKELETON = "skeleton"
    """Its outline, such as a signature without the body."""
    TEMPLATE = "template"
    """One example and a count."""
    STUB = "stub"
    """What names it, such as an id."""
    DROP = "drop"
    """Nothing."""
    ABSTRACT = "abstract"
    """Written anew by a language model."""


class CompressionReason(StrEnum):
    """Why a stretch of a text was kept or left out."""

    UNSPECIFIED = "unspecified"
    """For a reason that this client does not know."""
    FITS = "fits"
    """The text fitted, or fitted once it was written shorter without loss."""
    PINNED = "pinned"
    """The caller pinned it."""
    STRUCTURE = "structure"
    """Others need it, as records need the bracket around them."""
    WORTH_ITS_TOKENS = "worth_its_tokens"
    """It was worth its tokens."""
    OVER_BUDGET = "over_budget"
    """Others were worth more."""
    TRUNCATED = "truncated"
    """It lay beyond the place of a truncation."""
    PROTECTED = "protected"
    """It may not be changed: a system message, the last question, what was sent before."""


class JobState(StrEnum):
    """Where a compression job stands."""

    UNSPECIFIED = "unspecified"
    """In a state that this client does not know."""
    QUEUED = "queued"
    """It waits for a worker."""
    RUNNING = "running"
    """A worker has it."""
    SUCCEEDED = "succeeded"
    """All items have an outcome, and at least one has a result."""
    FAILED = "failed"
    """No item has a result, or too many attempts failed."""
    CANCELLED = "cancelled"
    """Somebody cancelled it."""
    EXPIRED = "expired"
    """It was not done by its deadline."""

    @property
    def is_final(self) -> bool:
        """Whether nothing comes after it."""
        return self not in _OPEN_STATES


_OPEN_STATES = frozenset({JobState.UNSPECIFIED, JobState.QUEUED, JobState.RUNNING})

_PROTOS: Mapping[type[StrEnum], tuple[EnumTypeWrapper, str]] = {
    CountMethod: (types_pb2.CountMethod, "COUNT_METHOD_"),
    SpecialTokens: (types_pb2.SpecialTokenHandling, "SPECIAL_TOKEN_HANDLING_"),
    UnknownModel: (types_pb2.UnknownModelHandling, "UNKNOWN_MODEL_HANDLING_"),
    ServiceTier: (types_pb2.ServiceTier, "SERVICE_TIER_"),
    TruncationSide: (pb.TruncationSide, "TRUNCATION_SIDE_"),
    SplitBoundary: (pb.SplitBoundary, "SPLIT_BOUNDARY_"),
    PartKind: (pb.PartKind, "PART_KIND_"),
    CompressionStrategy: (compression_pb.CompressionStrategy, "COMPRESSION_STRATEGY_"),
    CompressionAccuracy: (compression_pb.CompressionAccuracy, "COMPRESSION_ACCURACY_"),
    SegmentKind: (compression_pb.SegmentKind, "SEGMENT_KIND_"),
    CompressionRung: (compression_pb.CompressionRung, "COMPRESSION_RUNG_"),
    CompressionReason: (compression_pb.CompressionReason, "COMPRESSION_REASON_"),
    JobState: (compression_pb.CompressionJob.State, "STATE_"),
}
"""The protobuf enum of each, and what its names begin with; the rest of a name is the member's."""


def to_wire(member: StrEnum) -> str:
    """The name of a member as messages take it."""
    return _PROTOS[type(member)][1] + member.name


def from_wire[Kind: StrEnum](value: int, *, otherwise: Kind) -> Kind:
    """The member that a message's number stands for.

    Args:
        value: The number.
        otherwise: What a number of a newer server stands for.
    """
    kind = type(otherwise)
    names, prefix = _PROTOS[kind]
    try:
        return kind[names.Name(value).removeprefix(prefix)]
    except (KeyError, ValueError):
        return otherwise
