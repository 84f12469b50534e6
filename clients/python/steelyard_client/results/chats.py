"""What is answered about chat requests and budgets."""

from dataclasses import dataclass

from steelyard_client.enums import PartKind
from steelyard_client.results.counts import TokenCount


@dataclass(frozen=True, slots=True)
class PartTokenCount:
    """The tokens of one part of a message.

    Args:
        kind: What it is.
        token_count: Its tokens.
        path: Where it stands in the request's body, such as ``messages[0].content[1]``.
    """

    kind: PartKind
    token_count: int
    path: str


@dataclass(frozen=True, slots=True)
class MessageTokenCount:
    """The tokens of one message.

    Args:
        role: Its role; ``system`` for a system prompt that stands outside the messages.
        token_count: Its tokens, framing of the message included.
        upper_bound_token_count: No more tokens than this many.
        framing_token_count: How many of its tokens are its frame: marks, role and name.
        parts: What it consists of, in order; with the frame they add up to the message.
        path: Where it stands in the request's body, such as ``messages[0]``.
    """

    role: str
    token_count: int
    upper_bound_token_count: int
    framing_token_count: int
    parts: tuple[PartTokenCount, ...]
    path: str


@dataclass(frozen=True, slots=True)
class ToolTokenCount:
    """The tokens of one tool.

    Args:
        name: Its name.
        token_count: Its tokens.
        path: Where it stands in the request's body, such as ``tools[0]``.
    """

    name: str
    token_count: int
    path: str


@dataclass(frozen=True, slots=True)
class MessagesCount:
    """The tokens of a chat request, and where they are.

    Args:
        count: The whole request, as the provider would report it.
        messages: Each message, in the order of the request.
        tools: Each tool, in the order of the request.
        framing_token_count: Tokens that belong to no single message or tool.
        model: The model that was counted for.
    """

    count: TokenCount
    messages: tuple[MessageTokenCount, ...]
    tools: tuple[ToolTokenCount, ...]
    framing_token_count: int
    model: str


@dataclass(frozen=True, slots=True)
class ModelBudget:
    """A model to check, and what must stay free in it; an argument of ``check_budget``.

    Args:
        model: The model.
        reserved_output_token_count: Tokens to keep free for the output.
        token_limit: The most tokens of input and output together; None for the model's own limits.
    """

    model: str
    reserved_output_token_count: int = 0
    token_limit: int | None = None


@dataclass(frozen=True, slots=True)
class DropPlan:
    """Which messages to drop, oldest first, so that the rest fits.

    Args:
        message_indices: Indices into the request's messages, ascending.
        token_count: The tokens of what remains.
        upper_bound_token_count: The upper bound of what remains.
        fits: Whether what remains fits by its upper bound.
    """

    message_indices: tuple[int, ...]
    token_count: int
    upper_bound_token_count: int
    fits: bool


@dataclass(frozen=True, slots=True)
class ModelFit:
    """Whether a text or a chat fits one model.

    Args:
        model: The model.
        count: Its tokens; of what was looked at where counted_completely is False.
        limit_known: False where no limit is known and none was given; nothing then fits.
        available_token_count: Tokens of input that the limit and the reserve leave.
        fits_by_count: Whether the count fits.
        fits_by_upper_bound: Whether it fits even if the upper bound is the truth.
        left_token_count: Available tokens less the count; negative where it does not fit.
        left_by_upper_bound_token_count: Available tokens less the upper bound.
        counted_completely: False where counting stopped as soon as it could not fit any more.
        drop_plan: What to drop; None where it was not asked for or all fits.
    """

    model: str
    count: TokenCount
    limit_known: bool
    available_token_count: int
    fits_by_count: bool
    fits_by_upper_bound: bool
    left_token_count: int
    left_by_upper_bound_token_count: int
    counted_completely: bool
    drop_plan: DropPlan | None
