"""How a provider puts a conversation into tokens: what it adds around the texts, as data.

A framing holds no text of the conversation and no count. ``domain.tokens.weighing`` applies it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from domain.tokens.chat import ToolChoice, ToolChoiceKind
from domain.tokens.images import NO_SLACK, ImageRule
from domain.tokens.model import ErrorBound


class ToolRuleKind(Enum):
    """Which texts stand for a tool's definition.

    NAMESPACE: a TypeScript type in a namespace (OpenAI).
    JSON: the definition as JSON, between a prefix and a suffix (Anthropic, most open models).
    TEXTS: its names, descriptions and values, each counted by itself (Gemini).
    VECTOR: the same without the rest of the schema, and so much for each feature (fitted).
    """

    NAMESPACE = "openai-namespace"
    JSON = "json"
    TEXTS = "gemini-texts"
    VECTOR = "overhead-vector"


class ToolLayout(Enum):
    """How a tool's definition is laid out as JSON.

    PLAIN: ``{"description", "name", "parameters"}``.
    WRAPPED: ``{"type": "function", "function": {"name", "description", "parameters"}}``.
    """

    PLAIN = "plain"
    WRAPPED = "wrapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureTokens:
    """VECTOR: tokens for each feature of a tool, on top of its texts."""

    description: int = 0
    first_property: int = 0
    further_property: int = 0
    property_description: int = 0
    enum: int = 0
    nested_object: int = 0
    array_of_objects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRule:
    """What tools cost.

    Args:
        kind: Which texts stand for a definition.
        layout: JSON: how it is laid out.
        prefix: JSON: what stands before each definition.
        suffix: JSON: what stands behind each definition.
        prompt_tokens: What the provider says about tools, once, in tokens.
        forced_prompt_tokens: The same when a tool must be called; None when it does not differ.
        tool_tokens: Tokens for each tool on top of its texts.
        with_system_tokens: What changes when there is a system message that tools can share.
        system_padding: What the first system message gets appended when there are tools.
        choice_none_tokens: Tokens for forbidding calls.
        choice_named_tokens: Tokens for naming a tool, on top of its name; None when the name
            costs nothing either.
        features: VECTOR: tokens for each feature.
        bound: How far the truth may lie above, for a flat definition: the relative part for each,
            the absolute part once.
        nested_relative: The relative part for a definition with objects in objects, where the
            published rules differ most.
    """

    kind: ToolRuleKind = ToolRuleKind.JSON
    layout: ToolLayout = ToolLayout.PLAIN
    prefix: str = ""
    suffix: str = ""
    prompt_tokens: int = 0
    forced_prompt_tokens: int | None = None
    tool_tokens: int = 0
    with_system_tokens: int = 0
    system_padding: str = ""
    choice_none_tokens: int = 0
    choice_named_tokens: int | None = None
    features: FeatureTokens = FeatureTokens()
    bound: ErrorBound = NO_SLACK
    nested_relative: float = 0.0

    def prompt_tokens_for(self, choice: ToolChoice) -> int:
        """What the provider says about tools under that choice, in tokens."""
        is_forced = choice.kind in (ToolChoiceKind.ANY, ToolChoiceKind.NAMED)
        if is_forced and self.forced_prompt_tokens is not None:
            return self.forced_prompt_tokens
        return self.prompt_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRule:
    """What costs tokens by its length.

    Args:
        per_second: Tokens for each second; for each page of a document.
        by_detail: The same for a level of detail, by its word.
        bound: How far the truth may lie above.
    """

    per_unit: float
    by_detail: Mapping[str, float] = field(default_factory=dict)
    bound: ErrorBound = NO_SLACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """What a provider adds around the texts of a conversation.

    Args:
        name: What it is called.
        version: Of the data it comes from.
        base_tokens: Once for each conversation.
        message_tokens: For each message.
        message_tokens_by_role: The same for a role that differs.
        counts_roles: Whether the word for the role is a text that counts.
        name_tokens: For a message with a name, on top of the name itself.
        reply_tokens: What begins the model's answer.
        system_is_message: Whether what is said outside the turns is framed as a message.
        default_system: The system message that is put in when there is none.
        system_prelude: What stands before every system message, or is one where there is none.
        tool_call_tokens: For each call, on top of its name and arguments.
        tool_result_tokens: For each result, on top of its text.
        names_tool_results: Whether the name of the tool is a text of its result.
        spells_json_values: Whether calls and results are counted value by value, not as JSON.
        tools: What tools cost.
        images: What images cost; None when no rule is known.
        audio: What a second of sound costs; None when no rule is known.
        video: What a second of film costs; None when no rule is known.
        documents: What a page costs; None when no rule is known.
        restores_single_message: Whether a single user text is counted as the provider counts it,
            so that the count is as good as that of the text.
        bound: How far the truth may lie above: relative to the texts, and once.
        message_slack_tokens: The same for each message after the first.
        tool_call_slack_tokens: The same for each call and each result.
    """

    name: str
    version: str = ""
    base_tokens: int = 0
    message_tokens: int = 0
    message_tokens_by_role: Mapping[str, int] = field(default_factory=dict)
    counts_roles: bool = False
    name_tokens: int = 0
    reply_tokens: int = 0
    system_is_message: bool = True
    default_system: str = ""
    system_prelude: str = ""
    tool_call_tokens: int = 0
    tool_result_tokens: int = 0
    names_tool_results: bool = False
    spells_json_values: bool = False
    tools: ToolRule = ToolRule()
    images: ImageRule | None = None
    audio: MediaRule | None = None
    video: MediaRule | None = None
    documents: MediaRule | None = None
    restores_single_message: bool = False
    bound: ErrorBound = NO_SLACK
    message_slack_tokens: int = 0
    tool_call_slack_tokens: int = 0

    def tokens_around(self, role: str) -> int:
        """Tokens of the frame of a message, its role's word not included."""
        return self.message_tokens_by_role.get(role, self.message_tokens)
