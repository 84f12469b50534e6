import json
from pathlib import Path
from typing import Any

import pytest

from domain.tokens.chat_requests import ChatShape
from tests.unit.cli.fakes import CommandLine

HELLO = {"role": "user", "content": "hello"}
OPENAI = {"model": "known", "messages": [{"role": "system", "content": "hi"}, HELLO]}


def write(body: Any, name: str = "chat.json") -> str:
    """Write a body into a file and give back its name."""
    Path(name).write_text(json.dumps(body), encoding="utf-8")
    return name


def test_chat_is_broken_down(command_line: CommandLine) -> None:
    """Each message, part and tool has a line, what frames them too, and the total comes last."""
    tool = {"type": "function", "function": {"name": "look", "parameters": {}}}
    name = write({**OPENAI, "tools": [tool]})
    expected = [
        "3\t\tsystem\tmessages[0]",
        "\t1\tframing\t",
        "\t2\ttext\tmessages[0].content",
        "6\t\tuser\tmessages[1]",
        "\t1\tframing\t",
        "\t5\ttext\tmessages[1].content",
        "7\t\ttool look\ttools[0].function",
        "2\t\tframing\t",
        "18\t\ttotal\t",
    ]

    result = command_line.run("chat", name)

    assert expected == result.stdout.splitlines()


def test_system_prompt_has_a_line(command_line: CommandLine) -> None:
    """A system prompt beside the messages is counted beside them."""
    name = write({"model": "known", "system": "be brief", "messages": [HELLO]})
    expected = "9\t\tsystem\tsystem"

    result = command_line.run("chat", name)

    assert expected == result.stdout.splitlines()[0]


def test_chat_is_read_from_standard_input(command_line: CommandLine) -> None:
    """The body may come from standard input, with a byte order mark too."""
    expected = (0, "11\t\ttotal\t")

    result = command_line.run("chat", "-", stdin="\ufeff" + json.dumps(OPENAI))

    assert expected == (result.exit_code, result.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("body", "shape", "clue"),
    [
        ({"contents": []}, ChatShape.GEMINI, "it has contents"),
        (
            {"system": "x", "messages": [HELLO]},
            ChatShape.ANTHROPIC,
            "it has a system prompt beside its messages",
        ),
        (
            {"messages": [HELLO], "tools": [{"name": "f", "input_schema": {}}]},
            ChatShape.ANTHROPIC,
            "its tools have an input_schema",
        ),
        (
            {"messages": [HELLO], "tools": [{"type": "function", "function": {"name": "f"}}]},
            ChatShape.OPENAI,
            "its tools have a type of function",
        ),
        (
            {"messages": [{"role": "developer", "content": "x"}], "model": "claude-x"},
            ChatShape.OPENAI,
            "its messages have roles or tool calls that only OpenAI takes",
        ),
        (
            {
                "messages": [
                    {
                        "role": "user",
                        "content": [{"type": "tool_result", "tool_use_id": "1", "content": "x"}],
                    }
                ]
            },
            ChatShape.ANTHROPIC,
            "its messages have parts that only Anthropic takes",
        ),
        (
            {
                "messages": [
                    {
                        "role": "user",
                        "content": [{"type": "image_url", "image_url": {"url": "x"}}],
                    }
                ],
                "model": "claude-x",
            },
            ChatShape.OPENAI,
            "its messages have parts that only OpenAI takes",
        ),
        (
            {"messages": [HELLO], "model": "vendor/Claude-x"},
            ChatShape.ANTHROPIC,
            "its model is a Claude",
        ),
        ({"input": "hello"}, ChatShape.OPENAI, "it has an input"),
        (
            {"messages": [HELLO]},
            ChatShape.OPENAI,
            "it has messages and nothing that only others take",
        ),
    ],
)
def test_shape_is_guessed(
    command_line: CommandLine, body: dict[str, Any], shape: ChatShape, clue: str
) -> None:
    """Whose request it is shows in the body; the clue is said on standard error."""
    name = write({"model": "known", **body})
    said = f"steelyard: read as {shape.value}, because {clue}; --shape overrules it\n"
    expected = ([shape], said)

    result = command_line.run("chat", name)

    assert expected == (command_line.chats.shapes, result.stderr[: len(said)])


def test_model_that_is_named_tells_the_shape(command_line: CommandLine) -> None:
    """Where the body fits several shapes, a Claude that was named decides."""
    name = write({"messages": [HELLO]})
    expected = [ChatShape.ANTHROPIC]

    command_line.run("chat", name, "--model", "claude-x")

    assert expected == command_line.chats.shapes


def test_shape_that_is_given_is_not_guessed(command_line: CommandLine) -> None:
    """With --shape nothing is guessed and nothing is said."""
    name = write({"messages": [HELLO]})
    expected = ([ChatShape.ANTHROPIC], "")

    result = command_line.run("chat", name, "--shape", "Anthropic", "--model", "known")

    assert expected == (command_line.chats.shapes, result.stderr)


def test_chat_is_shown_as_json(command_line: CommandLine) -> None:
    """With --json one object has the whole breakdown and what the shape was guessed from."""
    name = write({"model": "models/unknown", "contents": [{"parts": [{"text": "hi"}]}]})
    expected = {
        "model": "unknown",
        "shape": "gemini",
        "shape_guessed_because": "it has contents",
        "count": {
            "token_count": 5,
            "upper_bound_token_count": 10,
            "method": "HEURISTIC",
            "frame_token_count": 0,
            "not_counted": [],
        },
        "system": None,
        "messages": [
            {
                "role": "user",
                "path": "gemini_json.contents[0]",
                "token_count": 3,
                "upper_bound_token_count": 3,
                "framing_token_count": 1,
                "parts": [
                    {
                        "kind": "text",
                        "path": "gemini_json.contents[0].parts[0].text",
                        "token_count": 2,
                    }
                ],
            }
        ],
        "tools": [],
        "response_schema_token_count": 0,
        "framing_token_count": 2,
        "provenance": {
            "encoding": "characters",
            "engine": "fake 1",
            "vocabulary_sha256": "ab" * 32,
            "catalogue_version": "7",
            "framing": "frame 1",
        },
        "unknown_models": [{"model": "unknown", "nearest": ["known", "knows"]}],
    }

    result = command_line.run("chat", "--json", name)

    assert expected == json.loads(result.stdout)


def test_uncertain_chat_tells_its_bound(command_line: CommandLine) -> None:
    """In a pipe the method, the bound and what is not counted are said on standard error."""
    name = write({**OPENAI, "model": "unknown", "web_search_options": {"a": 1}})
    expected = [
        "steelyard: not counted: web_search_options",
        "steelyard: HEURISTIC with characters by fake 1, framed by frame 1; at most 22 tokens",
    ]

    result = command_line.run("chat", name)

    assert expected == result.stderr.splitlines()[-2:]


def test_chat_without_a_model_is_wrong_usage(command_line: CommandLine) -> None:
    """Where neither the caller nor the body names a model there is nothing to count with."""
    name = write({"messages": [HELLO]})
    expected = (2, True)

    result = command_line.run("chat", name)

    assert expected == (result.exit_code, "name it with --model" in result.stderr)


def test_unknown_model_of_a_chat_is_refused_with_strict(command_line: CommandLine) -> None:
    """With --strict nothing is estimated."""
    name = write(OPENAI)
    expected = (3, "")

    result = command_line.run("chat", name, "--strict", "--model", "unknown")

    assert expected == (result.exit_code, result.stdout)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "this is not valid JSON, from line 1, column 2"),
        ("[]", "this must be an object"),
        (
            "{}",
            "this has neither messages nor contents nor input, so it is no chat request that is "
            "known",
        ),
        ('{"model": "m", "messages": [{"role": 5}]}', "messages[0].role: this must be a string"),
    ],
)
def test_body_that_is_no_request_is_refused(
    command_line: CommandLine, content: str, sentence: str
) -> None:
    """What is wrong with a body is said with its place in it."""
    expected = (3, f"steelyard: {sentence}")

    result = command_line.run("chat", "-", stdin=content)

    assert expected == (result.exit_code, result.stderr.splitlines()[-1])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing", "missing: no such file or directory"),
        (".", ".: is a directory"),
        ("", ": no such file or directory"),
        ("binary", "binary: it holds a NUL byte, so it is no text"),
    ],
)
def test_file_that_cannot_be_read_is_refused(
    command_line: CommandLine, name: str, sentence: str
) -> None:
    """The only input is needed: without it the request is refused."""
    Path("binary").write_bytes(b"\0")
    expected = (3, f"steelyard: {sentence}\n")

    result = command_line.run("chat", name)

    assert expected == (result.exit_code, result.stderr)


def test_file_that_cannot_be_read_is_refused_as_json(command_line: CommandLine) -> None:
    """With --json the refusal is an object on standard output."""
    expected = {
        "error": {
            "reason": "FILE_NOT_FOUND",
            "message": "no such file or directory",
            "metadata": {"path": "missing"},
        }
    }

    result = command_line.run("chat", "--json", "missing")

    assert expected == json.loads(result.stdout)


def test_server_counts_chats_when_it_is_named(command_line: CommandLine) -> None:
    """With --server the server is asked."""
    expected = (0, ["there:1"])

    result = command_line.run("chat", "--server", "there:1", write(OPENAI))

    assert expected == (result.exit_code, command_line.called)
