"""Reads the body of a Gemini generateContent request, in camel case or snake case."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.tokens.chat import (
    MESSAGE_LIMIT,
    TOOL_LIMIT,
    ContentPart,
    Conversation,
    ConversationTooLarge,
    Message,
    Part,
    TextPart,
    Tool,
    ToolCallPart,
    ToolChoice,
    ToolChoiceKind,
    ToolResultPart,
    VideoPart,
)
from domain.tokens.request_shapes.media import media_part
from domain.tokens.request_shapes.reading import Node, read_body
from domain.tokens.tool_schemas import compact_json

FIELD = "gemini_json"

_CHOICES = {"NONE": ToolChoiceKind.NONE, "ANY": ToolChoiceKind.ANY}
_RESOLUTION = "MEDIA_RESOLUTION_"
_LONGEST_SECONDS = 1_000_000.0


def parse_gemini(body: str) -> Conversation:
    """The conversation that a request body holds.

    Args:
        body: JSON text, as sent to the provider.

    Raises:
        RequestBodyMalformed: It is no JSON.
        JsonTooDeep: Arrays and objects stand in each other too often.
        TextNotUnicode: A text holds a lone surrogate.
        ConversationTooLarge: It has too many messages or tools.
        InvalidValue: A field has the wrong type or value; its path is in the error.
    """
    root = read_body(body, field=FIELD)
    config = root.get("generationConfig", "generation_config") or Node({}, FIELD)
    reader = _Reader(detail=_detail(config.get("mediaResolution", "media_resolution")))
    if (cached := root.get("cachedContent", "cached_content")) is not None:
        reader.missed.append(cached.path)
    contents = root.require("contents")
    nodes = contents.items(limit=MESSAGE_LIMIT) if isinstance(contents.value, list) else [contents]
    return Conversation(
        messages=tuple([reader.message(node) for node in nodes]),
        system=tuple(reader.system(root.get("systemInstruction", "system_instruction"))),
        tools=tuple(reader.tools(root)),
        tool_choice=_tool_choice(root),
        response_schema=_response_schema(config),
        not_counted=tuple(reader.missed),
        model=root.text_at("model").removeprefix("models/"),
    )


@dataclass(slots=True)
class _Reader:
    """Reads parts, and remembers what they have in common.

    Args:
        detail: How closely the model is to look where a part does not tell.
        missed: Paths of what costs tokens by no known rule.
        calls: How often each tool was called so far.
        results: How often each tool answered so far.
    """

    detail: str
    missed: list[str] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    results: dict[str, int] = field(default_factory=dict)

    def message(self, node: Node) -> Message:
        """One turn; a bare text is one of the user."""
        role = node.text_at("role") if isinstance(node.value, dict) else ""
        return Message(path=node.path, role=role or "user", parts=tuple(self._parts(node)))

    def system(self, node: Node | None) -> Iterator[Part]:
        """What stands outside the turns."""
        return self._parts(node) if node else iter(())

    def tools(self, root: Node) -> Iterator[Tool]:
        """The declared functions; a tool of the provider is missed."""
        tools = root.get("tools")
        count = 0
        for each in tools.items(limit=TOOL_LIMIT) if tools else ():
            declared = each.get("functionDeclarations", "function_declarations")
            own = ("functionDeclarations", "function_declarations")
            names = (name for name in each.members() if name not in own)
            self.missed += (found.path for name in names if (found := each.get(name)))
            for function in declared.items(limit=TOOL_LIMIT) if declared else ():
                count += 1
                if count > TOOL_LIMIT:
                    raise ConversationTooLarge(
                        f"there may be at most {TOOL_LIMIT} functions in all",
                        field=f"{FIELD}.tools",
                        limit=TOOL_LIMIT,
                    )
                yield _tool(function)

    def _parts(self, node: Node) -> Iterator[Part]:
        if isinstance(node.value, str):
            yield TextPart(path=node.path, text=node.value)
            return
        parts = node.get("parts")
        if parts is None:
            return
        for each in parts.items() if isinstance(parts.value, list) else [parts]:
            part = None if each.members().get("thought") is True else self._part(each)
            if part is None:
                self.missed.append(each.path)
            else:
                yield part

    def _part(self, node: Node) -> Part | None:
        if (text := node.get("text")) is not None:
            return TextPart(path=text.path, text=text.text())
        if (call := node.get("functionCall", "function_call")) is not None:
            return self._call(call)
        if (answer := node.get("functionResponse", "function_response")) is not None:
            return self._result(answer)
        return self._media(node)

    def _media(self, node: Node) -> ContentPart | None:
        holder = node.get("inlineData", "inline_data", "fileData", "file_data")
        if holder is None:
            return None
        media_type = holder.text_at("mimeType", "mime_type")
        resolution = node.get("mediaResolution", "media_resolution")
        detail = _detail(resolution) if resolution else self.detail
        part = media_part(media_type, holder.text_at("data"), path=holder.path, detail=detail)
        if not isinstance(part, VideoPart):
            return part
        seconds = _clip_seconds(node.get("videoMetadata", "video_metadata"))
        return VideoPart(path=part.path, seconds=seconds, detail=detail)

    def _call(self, node: Node) -> ToolCallPart:
        name = node.require("name").text()
        self.calls[name] = self.calls.get(name, 0) + 1
        arguments = node.get("args")
        return ToolCallPart(
            path=node.path,
            id=node.text_at("id") or f"{name}#{self.calls[name]}",
            name=name,
            arguments_json=compact_json(arguments.value) if arguments else "{}",
        )

    def _result(self, node: Node) -> ToolResultPart:
        name = node.require("name").text()
        self.results[name] = self.results.get(name, 0) + 1
        response = node.get("response")
        text = compact_json(response.value) if response else "{}"
        return ToolResultPart(
            path=node.path,
            id=node.text_at("id") or f"{name}#{self.results[name]}",
            name=name,
            parts=(TextPart(path=node.path, text=text),),
            is_json=True,
        )


def _detail(node: Node | None) -> str:
    """A resolution as a word: ``MEDIA_RESOLUTION_LOW`` is ``low``."""
    if node is None:
        return "auto"
    word = node.value if isinstance(node.value, str) else node.word_at("level")
    return word.removeprefix(_RESOLUTION).lower() if word else "auto"


def _clip_seconds(node: Node | None) -> float | None:
    """Length of the part of a film that is asked for, where its end is told."""
    if node is None:
        return None
    end = _seconds(node.get("endOffset", "end_offset"))
    start = _seconds(node.get("startOffset", "start_offset")) or 0.0
    return max(0.0, end - start) if end is not None else None


def _seconds(node: Node | None) -> float | None:
    """A duration such as ``12.5s``."""
    if node is None:
        return None
    number = node.text().removesuffix("s")
    whole, _, fraction = number.partition(".")
    if not (whole + fraction).isdecimal() or len(number) > len("1234567.123456789"):
        return None
    return min(float(number), _LONGEST_SECONDS)


def _tool(node: Node) -> Tool:
    schema = node.get("parameters", "parametersJsonSchema", "parameters_json_schema")
    return Tool(
        path=node.path,
        name=node.require("name").text(),
        description=node.text_at("description"),
        schema=schema.members() if schema else None,
    )


def _tool_choice(root: Node) -> ToolChoice:
    config = root.get("toolConfig", "tool_config")
    calling = config.get("functionCallingConfig", "function_calling_config") if config else None
    if calling is None:
        return ToolChoice()
    return ToolChoice(kind=_CHOICES.get(calling.text_at("mode").upper(), ToolChoiceKind.AUTO))


def _response_schema(config: Node) -> Tool | None:
    names = ("responseSchema", "response_schema", "responseJsonSchema", "response_json_schema")
    schema = config.get(*names)
    if schema is None:
        return None
    return Tool(path=schema.path, name="", schema=schema.members())
