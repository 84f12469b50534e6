"""Chat requests to compress, in every shape, made from a seed and an index alone."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.compression.requests import CompressionRules, StayingMessages, Strategy
from domain.tokens.chat_requests import ChatRequest, ChatShape
from scripts.compression_requests import MAKERS, MODELS, happens, prose, query_from

type Json = dict[str, object]
type Turn = tuple[str, str]
"""What it is, such as ``call``, and its number; a result has the number of its call."""

_IMAGE = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9"
"""The beginning of a picture of 10 by 10 pixels."""
_BLANK = ("", " ", "\n\n")
_STRATEGIES = (*[Strategy.AUTO] * 7, Strategy.EXTRACTIVE, Strategy.EXTRACTIVE, Strategy.LOSSLESS)
_TOOL: Json = {"type": "object", "properties": {"place": {"type": "string"}}}


@dataclass(frozen=True, slots=True)
class ChatToCompress:
    """A request and what makes it again."""

    origin: str
    model: str
    chat: ChatRequest
    rules: CompressionRules
    staying: StayingMessages


def make_chat(seed: int, index: int) -> ChatToCompress:
    """The chat of a seed and an index."""
    rng = random.Random(f"chat {seed} {index}")  # noqa: S311 - texts to try, not secrets
    shape, make_body = rng.choice(_BODIES)
    turns = _turns(rng)
    body = make_body(rng, turns)
    model = rng.choice(MODELS)
    if happens(rng, percent=30):
        body["model"] = model
    written = _written(rng, body)
    return ChatToCompress(
        f"--seed {seed} --first {index} --requests 1",
        "" if "model" in body and happens(rng, percent=50) else model,
        ChatRequest(shape, written),
        CompressionRules(
            token_budget=_budget(rng, written),
            query=query_from(rng, written) if happens(rng, percent=20) else "",
            strategy=rng.choice(_STRATEGIES),
        ),
        _staying(rng, [] if _is_bare(body) else turns),
    )


def _turns(rng: random.Random) -> list[Turn]:
    """Questions with calls, results and answers, the last of them perhaps without an answer."""
    kinds = ["system"] if happens(rng, percent=40) else []
    for _ in range(rng.randrange(1, 6)):
        kinds.append("user")
        for _ in range(rng.choice([0, 0, 1, 1, 2, 4])):
            kinds += ["call", "result"]
        kinds.append("answer")
        if happens(rng, percent=5):
            kinds.append(rng.choice(["system", "user", "answer"]))
    del kinds[len(kinds) - rng.choice([0, 0, 1, 1, 1, 2]) :]
    return [(kind, f"{number - (kind == 'result')}") for number, kind in enumerate(kinds)]


def _is_bare(body: Json) -> bool:
    """Whether a text stands where messages are usual."""
    return isinstance(body.get("input") or body.get("contents"), str)


def _staying(rng: random.Random, turns: Sequence[Turn]) -> StayingMessages:
    """What stays; turns are no fewer than messages, whatever the shape."""
    least = sum(kind != "system" for kind, _ in turns) if turns else 0
    frozen = rng.randrange(least + 1) if happens(rng, percent=30) else 0
    pins = rng.sample(range(least), min(least, 2)) if happens(rng, percent=30) else []
    return StayingMessages(
        frozen=frozen, pinned=frozenset(pins), last_question=happens(rng, percent=70)
    )


def _budget(rng: random.Random, body: str) -> int:
    """From nothing to more than all, in about the tokens of the request."""
    if happens(rng, percent=5):
        return rng.randrange(20)
    share = rng.choice([0.05, 0.1, 0.25, 0.4, 0.6, 0.8, 1.2])
    return int(len(body) / 4 * share * (0.5 + rng.random()))


def _text(rng: random.Random) -> str:
    """Long or short or blank, and always Unicode."""
    if happens(rng, percent=4):
        return rng.choice(_BLANK)
    text = prose(rng)[:200] if happens(rng, percent=30) else rng.choice(MAKERS)(rng)
    text = text[: rng.choice([400, 2_000, 6_000])]
    if happens(rng, percent=5):
        text = f"{text}\n<keep>order {rng.randrange(9_999)}</keep>\n\nWhat now?"
    return text.encode("utf-8", "replace").decode("utf-8")


def _marked(rng: random.Random, block: Json) -> Json:
    """The block, at times with a mark for the provider's cache."""
    mark = {"cache_control": {"type": "ephemeral"}}
    return {**block, **mark} if happens(rng, percent=8) else block


def _blocks(rng: random.Random, kind: str, image: Json) -> list[Json]:
    """Texts, perhaps with an image between them."""
    blocks: list[Json] = [
        {"type": kind, "text": _text(rng)} for _ in range(rng.choice([1, 1, 2, 3]))
    ]
    if happens(rng, percent=10):
        blocks.insert(rng.randrange(len(blocks) + 1), image)
    return blocks


def _chat_body(rng: random.Random, turns: Sequence[Turn]) -> Json:
    tool = {"type": "function", "function": {"name": "look_up", "parameters": _TOOL}}
    body: Json = {"messages": [_chat_turn(rng, *turn) for turn in turns], "temperature": 0.5}
    return {**body, "tools": [tool]} if happens(rng, percent=40) else body


def _chat_turn(rng: random.Random, kind: str, number: str) -> Json:
    role = {"call": "assistant", "answer": "assistant", "result": "tool"}.get(kind, kind)
    image: Json = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{_IMAGE}"}}
    blocks = _blocks(rng, "text", image) if kind == "user" else _blocks(rng, "text", image)[:1]
    content = blocks if happens(rng, percent=40) else _text(rng)
    turn: Json = {"role": role, "content": content}
    if kind == "call":
        function = {"name": "look_up", "arguments": json.dumps({"place": _text(rng)[:50]})}
        call = {"id": f"c{number}", "type": "function", "function": function}
        return {**turn, "content": rng.choice([None, content]), "tool_calls": [call]}
    return {**turn, "tool_call_id": f"c{number}"} if kind == "result" else turn


def _responses_body(rng: random.Random, turns: Sequence[Turn]) -> Json:
    if happens(rng, percent=5):
        return {"input": _text(rng) or "?", "instructions": _text(rng)}
    items: list[Json] = []
    for kind, number in turns:
        if kind in ("call", "answer") and happens(rng, percent=40):
            items.append({"type": "reasoning", "id": f"r{number}", "encrypted_content": "x" * 40})
        items.append(_responses_item(rng, kind, number))
    return {"input": items, "instructions": _text(rng)[:300], "store": False}


def _responses_item(rng: random.Random, kind: str, number: str) -> Json:
    image: Json = {"type": "input_image", "image_url": f"data:image/png;base64,{_IMAGE}"}
    if kind == "call":
        call: Json = {"type": "function_call", "name": "look_up", "call_id": f"c{number}"}
        return {**call, "arguments": json.dumps({"place": _text(rng)[:50]})}
    if kind == "result":
        output = rng.choice([_text(rng), _blocks(rng, "input_text", image)])
        return {"type": "function_call_output", "call_id": f"c{number}", "output": output}
    if kind == "answer":
        said: Json = {"type": "output_text", "text": _text(rng), "annotations": []}
        if happens(rng, percent=10):
            said["annotations"] = [{"type": "url_citation", "start_index": 0, "end_index": 1}]
        return {"type": "message", "role": "assistant", "content": [said]}
    role = {"system": "developer"}.get(kind, kind)
    return {"role": role, "content": rng.choice([_text(rng), _blocks(rng, "input_text", image)])}


def _anthropic_body(rng: random.Random, turns: Sequence[Turn]) -> Json:
    messages = [_anthropic_turn(rng, *turn) for turn in turns if turn[0] != "system"]
    body: Json = {"messages": messages, "max_tokens": 100}
    if happens(rng, percent=60):
        block = _marked(rng, {"type": "text", "text": _text(rng)})
        body["system"] = rng.choice([_text(rng), [block]])
    if happens(rng, percent=40):
        body["tools"] = [{"name": "look_up", "input_schema": _TOOL}]
    return body


def _anthropic_turn(rng: random.Random, kind: str, number: str) -> Json:
    source = {"type": "base64", "media_type": "image/png", "data": _IMAGE}
    blocks = [
        _marked(rng, each) for each in _blocks(rng, "text", {"type": "image", "source": source})
    ]
    if kind == "call":
        use: Json = {"type": "tool_use", "id": f"c{number}", "name": "look_up"}
        use["input"] = {"place": _text(rng)[:50], "many": [1.50, None]}
        thought: Json = {"type": "thinking", "thinking": _text(rng), "signature": "c2ln"}
        thoughts = [thought] if happens(rng, percent=40) else []
        return {"role": "assistant", "content": [*thoughts, *blocks[:1], use]}
    if kind == "result":
        content = rng.choice([_text(rng), blocks])
        result: Json = {"type": "tool_result", "tool_use_id": f"c{number}", "content": content}
        return {"role": "user", "content": [_marked(rng, result)]}
    if kind == "user" and happens(rng, percent=20):
        given = {"type": "text", "media_type": "text/plain", "data": _text(rng)}
        blocks.insert(0, {"type": "document", "title": "Report", "source": given})
    role = "user" if kind == "user" else "assistant"
    return {"role": role, "content": blocks if happens(rng, percent=50) else _text(rng)}


def _gemini_body(rng: random.Random, turns: Sequence[Turn]) -> Json:
    if happens(rng, percent=3):
        return {"contents": _text(rng) or "?"}
    contents = [_gemini_turn(rng, *turn) for turn in turns if turn[0] != "system"]
    body: Json = {"contents": contents, "generationConfig": {"temperature": 0.5}}
    if happens(rng, percent=50):
        name = rng.choice(["systemInstruction", "system_instruction"])
        body[name] = {"parts": [{"text": _text(rng)}]}
    return body


def _gemini_turn(rng: random.Random, kind: str, number: str) -> Json:
    parts: list[Json] = [{"text": _text(rng)} for _ in range(rng.choice([1, 1, 2]))]
    if kind == "call":
        thought: Json = {"text": "Let me see.", "thought": True}
        call: Json = {"functionCall": {"name": f"t{number}", "args": {"place": _text(rng)[:50]}}}
        if happens(rng, percent=40):
            call["thoughtSignature"] = "c2ln"
        return {"role": "model", "parts": [*rng.choice([[thought], parts, []]), call]}
    if kind == "result":
        rows = [{"id": number, "note": _text(rng)[:300]}]
        response = rng.choice([{"output": _text(rng)}, {"result": _text(rng)}, {"rows": rows}])
        return {
            "role": rng.choice(["user", "function"]),
            "parts": [{"functionResponse": {"name": f"t{number}", "response": response}}],
        }
    if happens(rng, percent=10):
        parts.append({"inlineData": {"mimeType": "image/png", "data": _IMAGE}})
    return {"role": "user" if kind == "user" else "model", "parts": parts}


type _MakeBody = Callable[[random.Random, Sequence[Turn]], Json]
_BODIES: tuple[tuple[ChatShape, _MakeBody], ...] = (
    (ChatShape.OPENAI, _chat_body),
    (ChatShape.OPENAI, _responses_body),
    (ChatShape.ANTHROPIC, _anthropic_body),
    (ChatShape.GEMINI, _gemini_body),
)


def _written(rng: random.Random, value: object) -> str:
    """JSON whose members come in any order, with any blanks and escapes."""
    blanks = rng.choice([[""], ["", " "], [" ", "\n", "\t", "\r\n  "]])
    return _Writer(rng, blanks, rng.choice([0, 0, 5]), rng.choice([True, False])).value(value)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes JSON in its own way.

    Args:
        rng: What chooses.
        blanks: What stands around a value.
        escaped_percent: How many characters are escaped without need.
        is_ascii: Whether all others are.
    """

    rng: random.Random
    blanks: Sequence[str]
    escaped_percent: int
    is_ascii: bool

    def value(self, value: object) -> str:
        """A value as JSON."""
        if isinstance(value, dict):
            names = self.rng.sample(list(value), len(value)) if self.is_ascii else list(value)
            members = [f"{self._apart(name)}:{self._apart(value[name])}" for name in names]
            return f"{{{','.join(members)}}}"
        if isinstance(value, list):
            return f"[{','.join([self._apart(each) for each in value])}]"
        if isinstance(value, str) and self.escaped_percent:
            return f'"{"".join(map(self._character, value))}"'
        return json.dumps(value, ensure_ascii=self.is_ascii)

    def _apart(self, value: object) -> str:
        return f"{self.rng.choice(self.blanks)}{self.value(value)}{self.rng.choice(self.blanks)}"

    def _character(self, character: str) -> str:
        if ord(character) < 1 << 16 and happens(self.rng, percent=self.escaped_percent):
            return "\\/" if character == "/" else f"\\u{ord(character):04X}"
        return json.dumps(character, ensure_ascii=self.is_ascii)[1:-1]
