"""Token counts that providers have published, or that were recorded from their interfaces.

Sources: OpenAI's cookbook, "How to count tokens with tiktoken" (messages, and messages and a tool);
hmarr/openai-chat-tokens, whose tests hold counts recorded from gpt-3.5-turbo (MIT); Anthropic's
documentation of token counting. The texts are what was counted, so they stand here to the letter.
"""

from typing import Any

_SYSTEM = (
    "You are a helpful, pattern-following assistant that translates corporate jargon into plain "
    "English."
)
_CIRCLE = (
    "Let's circle back when we have more bandwidth to touch base on opportunities for increased "
    "leverage."
)

COOKBOOK_MESSAGES: list[dict[str, Any]] = [
    {"role": "system", "content": _SYSTEM},
    {
        "role": "system",
        "name": "example_user",
        "content": "New synergies will help drive top-line growth.",
    },
    {
        "role": "system",
        "name": "example_assistant",
        "content": "Things working well together will increase revenue.",
    },
    {"role": "system", "name": "example_user", "content": _CIRCLE},
    {
        "role": "system",
        "name": "example_assistant",
        "content": "Let's talk later when we're less busy about how to do better.",
    },
    {
        "role": "user",
        "content": "This late pivot means we don't have time to boil the ocean for the client "
        "deliverable.",
    },
]

_LOCATION = {"type": "string", "description": "The city and state, e.g. San Francisco, CA"}
_WEATHER = "Get the current weather in a given location"
_QUESTION = "What's the weather like in San Francisco?"

COOKBOOK_WITH_TOOL: dict[str, Any] = {
    "messages": [
        {
            "role": "system",
            "content": "You are a helpful assistant that can answer to questions about the "
            "weather.",
        },
        {"role": "user", "content": _QUESTION},
    ],
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "get_current_weather",
                "description": _WEATHER,
                "parameters": {
                    "type": "object",
                    "properties": {
                        "location": _LOCATION,
                        "unit": {
                            "type": "string",
                            "description": "The unit of temperature to return",
                            "enum": ["celsius", "fahrenheit"],
                        },
                    },
                    "required": ["location"],
                },
            },
        }
    ],
}

ANTHROPIC_SYSTEM = {
    "system": "You are a scientist",
    "messages": [{"role": "user", "content": "Hello, Claude"}],
}
ANTHROPIC_TOOL = {
    "tools": [
        {
            "name": "get_weather",
            "description": _WEATHER,
            "input_schema": {
                "type": "object",
                "properties": {"location": _LOCATION},
                "required": ["location"],
            },
        }
    ],
    "messages": [{"role": "user", "content": _QUESTION}],
}


def _user(content: str) -> dict[str, Any]:
    return {"role": "user", "content": content}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _do_stuff(content: str) -> dict[str, Any]:
    return {"role": "function", "name": "do_stuff", "content": content}


def _calls(arguments: str) -> dict[str, Any]:
    call = {"name": "do_stuff", "arguments": arguments}
    return {"role": "assistant", "content": "", "function_call": call}


def _bing(**properties: Any) -> list[dict[str, Any]]:
    parameters = _object(**properties)
    return [{"name": "bing_bong", "description": "Do a bing bong", "parameters": parameters}]


_STUFF = [{"name": "do_stuff", "parameters": _object()}]
_RECIPE = {
    **_object(
        ingredients={
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "unit", "amount"],
                "properties": {
                    "name": {"type": "string"},
                    "unit": {
                        "enum": ["grams", "ml", "cups", "pieces", "teaspoons"],
                        "type": "string",
                    },
                    "amount": {"type": "number"},
                },
            },
        },
        instructions={
            "type": "array",
            "items": {"type": "string"},
            "description": "Steps to prepare the recipe (no numbering)",
        },
        time_to_cook={
            "type": "number",
            "description": "Total time to prepare the recipe in minutes",
        },
    ),
    "required": ["ingredients", "instructions", "time_to_cook"],
}
_NESTED = _object(
    bar={"type": "string", "enum": ["a", "b", "c"]},
    baz={"type": "boolean"},
)

RECORDED: list[tuple[int, dict[str, Any]]] = [
    (8, {"messages": [_user("hello")]}),
    (9, {"messages": [_user("hello world")]}),
    (8, {"messages": [{"role": "system", "content": "hello"}]}),
    (9, {"messages": [{"role": "system", "content": "hello:"}]}),
    (
        27,
        {
            "messages": [
                {"role": "system", "content": "# Important: you're the best robot"},
                _user("hello robot"),
                {"role": "assistant", "content": "hello world"},
            ]
        },
    ),
    (31, {"messages": [_user("hello")], "functions": [{"name": "foo", "parameters": _object()}]}),
    (
        36,
        {
            "messages": [_user("hello")],
            "functions": [{"name": "foo", "description": "Do a foo", "parameters": _object()}],
        },
    ),
    (49, {"messages": [_user("hello")], "functions": _bing(foo={"type": "string"})}),
    (
        57,
        {
            "messages": [_user("hello")],
            "functions": _bing(
                foo={"type": "string"}, bar={"type": "number", "description": "A number"}
            ),
        },
    ),
    (68, {"messages": [_user("hello")], "functions": _bing(foo=_NESTED)}),
    (
        106,
        {
            "messages": [_user("hello")],
            "functions": [{"name": "get_recipe", "parameters": _RECIPE}],
        },
    ),
    (15, {"messages": [_user("hello world"), _do_stuff("{}")]}),
    (28, {"messages": [_user("hello world"), _do_stuff('{"foo": "bar", "baz": 1.5}')]}),
    (
        24,
        {
            "messages": [
                {
                    "role": "function",
                    "name": "dance_the_tango",
                    "content": '{"a": { "b" : { "c": false}}}',
                }
            ]
        },
    ),
    (26, {"messages": [_calls('{"foo": "bar", "baz": 1.5}')]}),
    (25, {"messages": [_calls('{"foo":"bar", "baz":\n\n 1.5}')]}),
    (
        35,
        {
            "messages": [{"role": "system", "content": "Hello"}, _user("Hi there")],
            "functions": _STUFF,
        },
    ),
    (
        35,
        {
            "messages": [{"role": "system", "content": "Hello:"}, _user("Hi there")],
            "functions": _STUFF,
        },
    ),
    (
        40,
        {
            "messages": [
                {"role": "system", "content": "Hello:"},
                {"role": "system", "content": "Hello"},
                _user("Hi there"),
            ],
            "functions": _STUFF,
        },
    ),
]
"""Counts of gpt-3.5-turbo."""
