"""The arguments that calls take by name, as ``**how``: all of them may be left out."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypedDict

from steelyard_client.enums import (
    CompressionAccuracy,
    CompressionStrategy,
    CountMethod,
    SegmentKind,
    ServiceTier,
    SpecialTokens,
    SplitBoundary,
    TruncationSide,
    UnknownModel,
)
from steelyard_client.results.counts import TextRange

type Body = Mapping[str, object] | str
"""The body of a request to a provider: a mapping as its SDK takes it, or JSON text."""


class CallOptions(TypedDict, total=False):
    """What every call takes.

    Args:
        deadline_seconds: How long the call may take, retries included, instead of the client's
            deadline; None for as long as the server allows.
        metadata: Further metadata of this call, beside the client's own.
        request_id: Names the call in the server's log: 1 to 64 letters, digits, dots, hyphens or
            underscores; made up where it is left out.
        wait_for_ready: Whether to wait for a server until the deadline, instead of failing as soon
            as none can be reached.
    """

    deadline_seconds: float | None
    metadata: Mapping[str, str | bytes]
    request_id: str
    wait_for_ready: bool


class Tokenizer(TypedDict, total=False):
    """Which tokenizer works: one of the two must be given.

    Args:
        model: A model name, such as ``gpt-4o``.
        encoding: An encoding name, such as ``o200k_base``.
    """

    model: str
    encoding: str


class Counter(Tokenizer, total=False):
    """Which tokenizer counts, where no token ids are needed.

    Args:
        unknown_model: What happens when nobody knows the model; it is estimated unless told
            otherwise.
    """

    unknown_model: UnknownModel


class ByTokenizer(Tokenizer, CallOptions, total=False):
    """Which tokenizer works; see ``Tokenizer``."""


class Selection(Counter, ByTokenizer, total=False):
    """Which tokenizer counts; see ``Counter``."""


class Encoding(ByTokenizer, total=False):
    """How a text becomes ids.

    Args:
        special_tokens: What special-token text becomes; ordinary tokens unless told otherwise.
    """

    special_tokens: SpecialTokens


class Counting(Selection, Encoding, total=False):
    """How texts are counted: which tokenizer, and what special-token text counts as."""


class Truncation(Selection, total=False):
    """How a text is cut.

    Args:
        side: Which part is kept; the beginning unless told otherwise.
        marker: What stands where text was removed; its tokens count too.
    """

    side: TruncationSide
    marker: str


class Splitting(Selection, total=False):
    """How a text is split.

    Args:
        overlap_token_count: The most tokens that a chunk repeats of the one before.
        boundary: Where chunks should end; between any characters unless told otherwise.
        omit_texts: Whether the answer leaves the texts out; the ranges say what they are.
    """

    overlap_token_count: int
    boundary: SplitBoundary
    omit_texts: bool


class ChatBody(TypedDict, total=False):
    """A chat request, as its provider takes it: at most one may be given.

    Args:
        openai: The body of an OpenAI Chat Completions or Responses request.
        anthropic: The body of an Anthropic Messages request.
        gemini: The body of a Gemini generateContent request.
    """

    openai: Body
    anthropic: Body
    gemini: Body


class Chat(ChatBody, CallOptions, total=False):
    """A chat request; see ``ChatBody``."""


class MessagesCounting(Chat, total=False):
    """How a chat request is counted; the request must be given.

    Args:
        model: The model, where the body does not name it.
        unknown_model: What happens when nobody knows the model.
    """

    model: str
    unknown_model: UnknownModel


class BudgetCheck(Chat, total=False):
    """What must fit: a text or a chat request.

    Args:
        text: The text.
        plan_drops: Whether to say which of the oldest messages to drop where a chat does not fit.
        unknown_model: What happens when nobody knows one of the models.
    """

    text: str
    plan_drops: bool
    unknown_model: UnknownModel


class Spending(Chat, total=False):
    """What is sent, a text, a chat request or a number of tokens, and how.

    Args:
        model: The model, where the chat's body does not name it.
        text: The text.
        input_token_count: The number of tokens.
        cached_input_token_count: How many of the input tokens are read from a cache.
        cache_write_token_count: How many of the input tokens are written to a cache.
        output_token_count: How many tokens are expected as output.
        service_tier: At which tier.
        date: The day whose prices count; today unless given.
    """

    model: str
    text: str
    input_token_count: int
    cached_input_token_count: int
    cache_write_token_count: int
    output_token_count: int
    service_tier: ServiceTier
    date: date


class Comparison(CallOptions, total=False):
    """How two models are compared.

    Args:
        output_token_count: How many tokens of output each text is expected to have.
        service_tier: At which tier.
        unknown_model: What happens when nobody knows one of the models.
    """

    output_token_count: int
    service_tier: ServiceTier
    unknown_model: UnknownModel


class ModelFilter(CallOptions, total=False):
    """Which models to list; all of them unless told otherwise.

    Args:
        page_size: The most models of a page.
        provider: Only those of this provider, such as ``openai``.
        encoding: Only those of this encoding, such as ``o200k_base``.
        method: Only those counted in this way.
        name_prefix: Only those whose name begins so.
    """

    page_size: int
    provider: str
    encoding: str
    method: CountMethod
    name_prefix: str


class Compressing(TypedDict, total=False):
    """How something is compressed.

    Args:
        query: The question that must still be answered; without one, what is central is kept, or
            what answers the last question of a chat.
        strategy: How it is shortened; without loss if that is enough, and otherwise by what suits
            each part, unless told otherwise.
        accuracy: How much work goes into judging what matters.
        literal_keep_tags: Whether ``<keep>`` and ``</keep>`` are ordinary text, instead of pinning
            what stands between them.
        expandable: Whether ``expand`` may be asked for what is left out.
    """

    query: str
    strategy: CompressionStrategy
    accuracy: CompressionAccuracy
    literal_keep_tags: bool
    expandable: bool


class TextCompressing(Counter, Compressing, total=False):
    """How a text is compressed, and what is known of it.

    Args:
        pins: Ranges of the text that stay as they are, as TextRanges or pairs of a start and an
            end; at most 1,000.
        kind: What the text is; found out unless given.
    """

    pins: Iterable[TextRange | tuple[int, int]]
    kind: SegmentKind


class ChatCompressing(ChatBody, Compressing, total=False):
    """How a chat request is compressed; the request must be given.

    Args:
        model: The model, where the body does not name it.
        unknown_model: What happens when nobody knows the model.
        frozen_message_count: How many of the first messages were sent before and stay as they are,
            so that the provider's cache of the prompt goes on serving.
        pinned_messages: Indices of further messages that stay as they are.
        compress_last_question: Whether the user's last question may be shortened too, as where it
            holds the documents that it is about.
    """

    model: str
    unknown_model: UnknownModel
    frozen_message_count: int
    pinned_messages: Iterable[int]
    compress_last_question: bool


class Compression(TextCompressing, Selection, total=False):
    """How a text is compressed now; see ``TextCompressing``."""


class ChatCompression(ChatCompressing, Chat, total=False):
    """How a chat request is compressed now; see ``ChatCompressing``."""
