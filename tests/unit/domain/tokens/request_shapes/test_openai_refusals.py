import json
from typing import Any

import pytest

from domain.shared.errors import InvalidValue
from domain.tokens.chat import ConversationTooLarge
from domain.tokens.request_shapes.openai import parse_openai

ROOT = "openai_json"


def parsed(**body: Any) -> Any:
    return parse_openai(json.dumps({"messages": [], **body}))


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"messages": None}, "messages"),
        ({"messages": {}}, "messages"),
        ({"messages": [1]}, "messages[0]"),
        ({"messages": [{}]}, "messages[0].role"),
        ({"messages": [{"role": 1}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": 1}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": [{}]}]}, "messages[0].content[0].type"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": 1}]}]},
            "messages[0].content[0].image_url",
        ),
        (
            {
                "messages": [
                    {"role": "user", "content": "x"},
                    {
                        "role": "user",
                        "content": [
                            {"type": "text", "text": "x"},
                            {"type": "image_url", "image_url": {"detail": "low"}},
                        ],
                    },
                ]
            },
            "messages[1].content[1].image_url.url",
        ),
        ({"messages": [{"role": "assistant", "tool_calls": {}}]}, "messages[0].tool_calls"),
        ({"tools": {}}, "tools"),
        ({"tools": [{"function": {}}]}, "tools[0].function.name"),
        (
            {"tools": [{"function": {"name": "f", "parameters": []}}]},
            "tools[0].function.parameters",
        ),
        ({"tool_choice": "maybe"}, "tool_choice"),
        ({"tool_choice": 1}, "tool_choice"),
        ({"model": 1}, "model"),
        ({"instructions": []}, "instructions"),
        ({"input": 1}, "input"),
    ],
)
def test_a_field_of_another_type_is_refused_with_its_path(body: dict[str, Any], path: str) -> None:
    """So a caller finds it at once."""
    with pytest.raises(InvalidValue) as caught:
        parsed(**body)

    assert f"{ROOT}.{path}" == caught.value.field


@pytest.mark.parametrize(
    ("name", "limit", "item"),
    [
        ("messages", 10_000, {"role": "user", "content": ""}),
        ("input", 10_000, {"role": "user", "content": ""}),
        ("tools", 2_000, {"type": "function", "name": "f"}),
        ("functions", 2_000, {"name": "f"}),
    ],
)
def test_there_is_a_most(name: str, limit: int, item: dict[str, Any]) -> None:
    """As many are read, and one more is refused."""
    parsed(**{name: [item] * limit})

    with pytest.raises(ConversationTooLarge) as caught:
        parsed(**{name: [item] * (limit + 1)})

    assert {"field": f"{ROOT}.{name}", "limit": str(limit)} == caught.value.metadata
