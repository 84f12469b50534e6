"""The words of the token context: counts, models, encodings, and the texts that are counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import ceil

from domain.shared.errors import FailedPrecondition, InvalidValue, NotFound

NAME_LIMIT = 128
"""The most characters that a model or encoding name may have."""


class CountMethod(Enum):
    """How a count was made, from the most to the least certain."""

    EXACT = "exact"
    RECONSTRUCTED = "reconstructed"
    RULES = "rules"
    CALIBRATED = "calibrated"
    HEURISTIC = "heuristic"

    def is_as_certain_as(self, other: "CountMethod") -> bool:
        """Whether a count made so is worth at least as much as one made in the other way."""
        return FROM_BEST.index(self) <= FROM_BEST.index(other)


FROM_BEST = tuple(CountMethod)
"""The methods, from the most to the least certain."""


class SpecialTokens(Enum):
    """What text that spells a special token counts as."""

    AS_TEXT = "text"
    AS_SPECIAL = "special"


class UnknownModel(Enum):
    """What happens when nobody knows the model that was named."""

    ESTIMATE = "estimate"
    REFUSE = "refuse"


class ModelNotFound(NotFound):
    """No model of that name is known."""

    reason = "MODEL_NOT_FOUND"


class EncodingNotFound(NotFound):
    """No encoding of that name is known."""

    reason = "ENCODING_NOT_FOUND"


class VocabularyNotPackaged(FailedPrecondition):
    """The encoding is known, but its vocabulary is not carried; no other one stands in for it."""

    reason = "VOCABULARY_NOT_PACKAGED"


class TokenIdsUnavailable(FailedPrecondition):
    """Tokens can be counted for this model, but nobody outside its provider knows their ids."""

    reason = "TOKEN_IDS_UNAVAILABLE"


class TextNotCountable(FailedPrecondition):
    """The engine in use cannot count this text; a wrong count is not given instead."""

    reason = "TEXT_NOT_COUNTABLE"


class VocabularyCorrupt(FailedPrecondition):
    """A packaged vocabulary is not the published one; nothing is counted with it."""

    reason = "VOCABULARY_CORRUPT"


class TextNotUnicode(InvalidValue):
    """The text holds a lone surrogate or is not UTF-8, so that it has no tokens."""

    reason = "TEXT_NOT_UNICODE"


class TextMissing(InvalidValue):
    """No text was given; an empty one would be fine."""

    reason = "TEXT_MISSING"


class BatchTooLarge(InvalidValue):
    """The batch holds more texts than allowed."""

    reason = "BATCH_TOO_LARGE"


class TokenIdUnknown(InvalidValue):
    """An id is not in the vocabulary."""

    reason = "TOKEN_ID_UNKNOWN"


def utf8_byte_count(text: str, *, field: str) -> int:
    """Length of the text in UTF-8 bytes.

    Raises:
        TextNotUnicode: The text holds a lone surrogate.
    """
    if text.isascii():
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise TextNotUnicode(
            f"the text is not valid Unicode: lone surrogate at character {error.start}",
            field=field,
        ) from None


def utf8_byte_count_of_all(texts: Sequence[str], *, field: str) -> int:
    """Length of all the texts together in UTF-8 bytes.

    Raises:
        TextNotUnicode: One of them holds a lone surrogate; its field is ``field[index]``.
    """
    if all(map(str.isascii, texts)):
        return sum(map(len, texts))
    return sum(utf8_byte_count(text, field=f"{field}[{index}]") for index, text in enumerate(texts))


@dataclass(frozen=True, slots=True)
class TokenizerSelector:
    """Names a tokenizer by the model it serves or by its encoding, never by both.

    Args:
        model: The model's name, or empty.
        encoding: The encoding's name, or empty.
        unknown_model: What happens when nobody knows the model.

    Raises:
        InvalidValue: Neither or both are given, or the name is longer than NAME_LIMIT.
    """

    model: str = ""
    encoding: str = ""
    unknown_model: UnknownModel = UnknownModel.ESTIMATE

    def __post_init__(self) -> None:
        if bool(self.model) == bool(self.encoding):
            raise InvalidValue("name either a model or an encoding", field="tokenizer")
        field = "tokenizer.model" if self.model else "tokenizer.encoding"
        if len(self.model or self.encoding) > NAME_LIMIT:
            raise InvalidValue(f"a name has at most {NAME_LIMIT} characters", field=field)


@dataclass(frozen=True, slots=True)
class ErrorBound:
    """How far the truth may lie above a count.

    Args:
        relative: As a share of the count.
        absolute_tokens: And so many tokens on top.
    """

    relative: float = 0.0
    absolute_tokens: int = 0

    def above(self, token_count: int) -> int:
        """The most tokens that a count of so many stands for."""
        return token_count + ceil(token_count * self.relative) + self.absolute_tokens


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The identity of an encoding's vocabulary.

    Args:
        encoding: Its name, such as ``o200k_base``.
        ranks: Name of its rank file, which encodings may share.
        sha256: SHA-256 of the published rank file, lower-case hexadecimal.
        rank_count: Ordinary tokens; their ids are 0 to rank_count - 1.
        special_tokens: The id of each special token, by its text.
        method: What a count with it is worth.
        bound: How far a count may be too low; nowhere where it is exact.
        frame_token_count: Tokens that every count includes because the provider counts nothing but
            whole messages; 0 where a bare text is counted.
        can_be_cut: Whether a text may be cut between a letter and a blank or line feed, and its
            parts counted one by one (see domain.tokens.streaming).
    """

    encoding: str
    ranks: str
    sha256: str
    rank_count: int
    special_tokens: Mapping[str, int]
    method: CountMethod = CountMethod.EXACT
    bound: ErrorBound = ErrorBound()
    frame_token_count: int = 0
    can_be_cut: bool = False

    def label(self, token_count: int) -> "TokenCount":
        """A count by this vocabulary, with its method and bound."""
        return TokenCount(
            token_count,
            self.bound.above(token_count),
            self.method,
            frame_token_count=self.frame_token_count,
        )


@dataclass(frozen=True, slots=True)
class ModelSpecification:
    """A model, and what counts for it.

    Args:
        name: The name that it is asked for by.
        provider: Who makes it, such as ``openai``.
        encoding: The encoding that counts for it; empty where nobody has published one.
        method: How counts for it are made.
        countable: False when the vocabulary of the encoding is not carried here.
        canonical_name: The name that it is listed under; for a model that only its family is known
            of, its name without the route that leads to it.
        platform: Who serves it where that is not its maker, such as ``aws``; empty elsewhere.
        aliases: Other names of the same model.
        framing: The rules by which its messages are framed.
        estimator: What estimates its tokens where its encoding is unknown or cannot count a text.
        context_token_limit: The most tokens of input and output together; None where there is no
            such limit or it is unknown.
        input_token_limit: The most tokens of input; None where it has no limit of its own.
        output_token_limit: The most tokens of output; None where it has no limit of its own.
    """

    name: str
    provider: str
    encoding: str
    method: CountMethod = CountMethod.EXACT
    countable: bool = True
    canonical_name: str = ""
    platform: str = ""
    aliases: tuple[str, ...] = ()
    framing: str = "plain"
    estimator: str = "unknown"
    context_token_limit: int | None = None
    input_token_limit: int | None = None
    output_token_limit: int | None = None

    @property
    def longest_input(self) -> int | None:
        """The most tokens that a prompt may have, whatever is left for the answer."""
        limits = (self.context_token_limit, self.input_token_limit)
        return min((each for each in limits if each is not None), default=None)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a count, so that it can be made again.

    Args:
        tokenizer: The encoding.
        vocabulary_sha256: SHA-256 of the rank file.
        engine: Library and version.
        catalogue_version: Version of the catalogue that resolved the name.
        framing: The rules by which messages were framed, with their version; empty for bare text.
    """

    tokenizer: str
    vocabulary_sha256: str
    engine: str
    catalogue_version: str
    framing: str = ""


@dataclass(frozen=True, slots=True)
class TokenCount:
    """A number of tokens and how far it can be trusted.

    Args:
        token_count: The number of tokens.
        upper_bound_token_count: No more than this many, with the confidence of the method.
        method: How the count was made.
        not_counted: Fields of the request that the method does not count.
        frame_token_count: How many of the tokens are the frame of a message around a bare text.

    Raises:
        InvalidValue: The count is negative or above its own upper bound.
    """

    token_count: int
    upper_bound_token_count: int
    method: CountMethod
    not_counted: tuple[str, ...] = ()
    frame_token_count: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.token_count <= self.upper_bound_token_count:
            raise InvalidValue(
                "a count is at least 0 and at most its upper bound", field="token_count"
            )

    def plus(self, other: "TokenCount") -> "TokenCount":
        """The count of two parts of one thing, worth as much as the worse of the two."""
        return TokenCount(
            self.token_count + other.token_count,
            self.upper_bound_token_count + other.upper_bound_token_count,
            max(self.method, other.method, key=FROM_BEST.index),
            (*self.not_counted, *other.not_counted),
            self.frame_token_count + other.frame_token_count,
        )

    def without_frame(self) -> "TokenCount":
        """The count of the bare text, for a place where it gets another frame."""
        if not self.frame_token_count:
            return self
        return replace(
            self,
            token_count=self.token_count - self.frame_token_count,
            upper_bound_token_count=self.upper_bound_token_count - self.frame_token_count,
            frame_token_count=0,
        )

    @classmethod
    def exact(cls, token_count: int) -> "TokenCount":
        """A count by the model's own tokenizer: it is its own upper bound."""
        return cls(token_count, token_count, CountMethod.EXACT)


@dataclass(frozen=True, slots=True)
class TextCounts:
    """The counts of several texts, all made in the same way; cheaper than as many TokenCounts.

    Args:
        token_counts: The number of tokens of each text.
        upper_bound_token_counts: The bound of each; empty where it equals the count.
        method: How they were made.
        frame_token_count: How many tokens of each are the frame of a message.
    """

    token_counts: Sequence[int]
    upper_bound_token_counts: Sequence[int]
    method: CountMethod
    frame_token_count: int = 0

    def each(self) -> Iterator[TokenCount]:
        """The counts one by one."""
        bounds = self.upper_bound_token_counts or self.token_counts
        for count, bound in zip(self.token_counts, bounds, strict=True):
            yield TokenCount(count, bound, self.method, frame_token_count=self.frame_token_count)
