import json
from pathlib import Path

import pytest

from domain.compression.model import SegmentKind
from domain.compression.requests import Accuracy, Strategy
from domain.tokens.truncation import TextRange
from tests.unit.cli.fakes import CommandLine

LABEL = "EXACT with characters by fake 1"


def compress(command_line: CommandLine, *arguments: str, stdin: str = "hello, world") -> object:
    """The exit code and what is on standard output and standard error."""
    result = command_line.run("compress", "-", *arguments, stdin=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_compressed_text_is_all_of_the_output(command_line: CommandLine) -> None:
    """Standard output gets what is left, byte by byte; standard error says what became of it."""
    Path("a").write_bytes("hä\r\nllo".encode())
    sentence = "7 -> 4 tokens (1.8x), not lossless; auto: 1 in full, 1 left out"
    expected = (0, "hä\r\n".encode(), f"steelyard: {sentence}; {LABEL}\n")

    result = command_line.run("compress", "a", "--model", "known", "--budget", "4")

    assert expected == (result.exit_code, result.stdout_bytes, result.stderr)


def test_text_that_fits_is_left_alone(command_line: CommandLine) -> None:
    """A short text is written as it is."""
    expected = (0, "hi", f"steelyard: nothing was left out: 2 tokens; {LABEL}\n")

    actual = compress(command_line, "-m", "known", "-b", "9", stdin="hi")

    assert expected == actual


def test_text_may_become_nothing(command_line: CommandLine) -> None:
    """Where nothing is left nobody is told how many times shorter that is."""
    expected = "steelyard: 5 -> 0 tokens, not lossless; auto: 1 in full, 1 left out"

    result = command_line.run("compress", "-", "-m", "known", "-b", "0", stdin="hello")

    assert expected == result.stderr.rpartition(";")[0]


def test_text_of_nothing_stays_nothing(command_line: CommandLine) -> None:
    """An empty text is no error."""
    expected = (0, "", f"steelyard: nothing was left out: 0 tokens; {LABEL}\n")

    actual = compress(command_line, "-m", "known", "-b", "50%", stdin="")

    assert expected == actual


@pytest.mark.parametrize(
    ("budget", "model", "expected"),
    [("50%", "known", 6), ("2.5%", "known", 0), ("50%", "unknown", 12), ("7", "unknown", 7)],
)
def test_share_is_one_of_the_texts_own_tokens(
    command_line: CommandLine, budget: str, model: str, expected: int
) -> None:
    """A share is one of the upper bound of the text's tokens, which a budget is held against."""
    compress(command_line, "-m", model, "-b", budget)

    assert command_line.compressions.rules
    assert expected == command_line.compressions.rules.token_budget


def test_rules_are_as_asked(command_line: CommandLine) -> None:
    """The query, the strategy and all else reach the use case."""
    expected = ("why?", Strategy.LOSSLESS, Accuracy.HIGH, True, SegmentKind.LOG)

    compress(
        command_line,
        *("--encoding", "c", "-b", "9", "-q", "why?", "--strategy", "lossless"),
        *("--accuracy", "high", "--literal-keep-tags", "--kind", "log"),
    )

    asked, rules = command_line.compressions.asked, command_line.compressions.rules
    assert asked
    assert rules
    assert expected == (
        rules.query,
        rules.strategy,
        rules.accuracy,
        rules.literal_keep_tags,
        asked.kind,
    )


def test_strings_are_pinned_wherever_they_stand(command_line: CommandLine) -> None:
    """Each occurrence of each string stays; a string that is nowhere is told."""
    told = "steelyard: --pin 'nowhere': the text does not hold it"
    expected = (told, (TextRange(4, 5), TextRange(8, 9), TextRange(7, 9)))

    result = command_line.run(
        *("compress", "-", "-m", "known", "-b", "9"),
        *("--pin", "o", "--pin", "nowhere", "--pin", "wo"),
        stdin="hello, world",
    )

    assert command_line.compressions.asked
    assert expected == (result.stderr.splitlines()[0], command_line.compressions.asked.pins)


def test_string_that_stands_everywhere_is_refused(command_line: CommandLine) -> None:
    """There is a limit to the number of pins, and what breaks it is named."""
    expected = (
        3,
        "",
        "steelyard: 'o' stands in the text too often; a text has at most 1,000 pins\n",
    )

    actual = compress(command_line, "-m", "known", "-b", "9", "--pin", "o", stdin="o" * 1_001)

    assert expected == actual


def test_budget_that_cannot_be_kept_names_what_is_to_blame(command_line: CommandLine) -> None:
    """The least budget is told, with the pinned strings as the caller wrote them."""
    expected = (
        3,
        "",
        "steelyard: the budget of 1 tokens cannot be kept; at least 7 are needed, with what is "
        "pinned: 'o', 'world'\n",
    )

    actual = compress(command_line, "-m", "known", "-b", "1", "--pin", "o", "--pin", "world")

    assert expected == actual


def test_budget_that_cannot_be_kept_is_told_to_programs(command_line: CommandLine) -> None:
    """With --json the reason and the least budget are in the object."""
    expected = ("BUDGET_INFEASIBLE", "1", "pins[0]")

    result = command_line.run(
        *("compress", "-", "--json", "-m", "known", "-b", "0", "--pin", "h"), stdin="hello"
    )

    error = json.loads(result.stdout)["error"]
    metadata = error["metadata"]
    assert expected == (error["reason"], metadata["minimum_token_budget"], metadata["blamed"])


def test_compression_is_shown_as_json(command_line: CommandLine) -> None:
    """With --json the text is in the object, with what became of each stretch."""
    expected = {
        "text": "hel",
        "token_budget": 3,
        "strategy": "auto",
        "count": {
            "token_count": 3,
            "upper_bound_token_count": 6,
            "method": "HEURISTIC",
            "frame_token_count": 0,
            "not_counted": [],
        },
        "ratio": {"original_token_count": 5, "compressed_token_count": 3, "ratio": 5 / 3},
        "lossless": False,
        "rungs": {"full": 1, "drop": 1},
        "provenance": {
            "encoding": "characters",
            "engine": "fake 1",
            "vocabulary_sha256": "ab" * 32,
            "catalogue_version": "7",
            "framing": None,
        },
        "spans": [
            {
                "source": {"start": 0, "end": 3},
                "output": {"start": 0, "end": 3},
                "kind": "prose",
                "rung": "full",
                "reason": "worth_its_tokens",
            },
            {
                "source": {"start": 3, "end": 5},
                "output": None,
                "kind": "prose",
                "rung": "drop",
                "reason": "over_budget",
            },
        ],
        "unknown_models": [{"model": "unknown", "nearest": ["known", "knows"]}],
    }

    result = command_line.run("compress", "-", "--json", "-m", "unknown", "-b", "3", stdin="hello")

    assert expected == json.loads(result.stdout)


def test_difference_is_shown_in_a_pipe_too(command_line: CommandLine) -> None:
    """With --diff each line has a mark before it, and what went another way brackets around it."""
    expected = "  one\n~ two[- three-]\n- four\n"

    result = command_line.run(
        "compress", "-", "-m", "known", "-b", "7", "--diff", stdin="one\ntwo three\nfour\n"
    )

    assert expected == result.stdout


def test_plan_has_a_line_for_each_budget(command_line: CommandLine) -> None:
    """In a pipe a line has a budget, its share, the tokens and the value that it would keep."""
    expected = (
        0,
        "0\t0.0%\t\tcannot be kept\n6\t50.0%\t6\t50.0%\n",
        "steelyard: the text has 12 tokens; the least budget is about 1\n",
    )

    actual = compress(command_line, "-m", "known", "--plan", "-b", "0", "-b", "50%")

    assert expected == actual


def test_plan_needs_no_budget(command_line: CommandLine) -> None:
    """Without a budget the usual ones are planned for."""
    budgets: list[int] = []
    expected = (0, "6\t50.0%\t6\t50.0%\n", budgets)

    result = command_line.run("compress", "-", "-m", "known", "--plan", stdin="hello, world")

    assert expected == (result.exit_code, result.stdout, command_line.compressions.budgets)


def test_plan_is_shown_as_json(command_line: CommandLine) -> None:
    """With --json the plan is an object."""
    expected = [
        {
            "token_budget": 6,
            "feasible": True,
            "predicted_token_count": 6,
            "predicted_kept_value": 0.5,
        }
    ]

    result = command_line.run(
        "compress", "-", "-m", "known", "--plan", "--json", "-b", "6", stdin="hello, world"
    )

    assert expected == json.loads(result.stdout)["plans"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("-m", "known"),
        ("-m", "known", "-b", "1", "-b", "2"),
        ("-b", "1"),
        ("-m", "known", "--encoding", "c", "-b", "1"),
        *[("-m", "known", "-b", each) for each in ("x", "-1", "1.5", "%", "1e3", "10 %", "")],
        ("-m", "known", "-b", "1", "--diff", "--json"),
        ("-m", "known", "-b", "1", "--frozen", "1"),
        ("-m", "known", "-b", "1", "--pin-message", "1"),
        ("-m", "known", "-b", "1", "--shorten-question"),
        ("-m", "known", "-b", "1", "--shape", "openai"),
        ("--chat", "-b", "1", "--pin", "x"),
        ("--chat", "-b", "1", "--kind", "log"),
        ("--chat", "-b", "1", "--encoding", "c"),
        ("--chat", "--plan"),
    ],
)
def test_wrong_usage_ends_with_2(command_line: CommandLine, arguments: tuple[str, ...]) -> None:
    """No budget or several, no model, and what does not go together: wrong usage."""
    expected = (2, "")

    result = command_line.run("compress", "-", *arguments, stdin="{}")

    assert expected == (result.exit_code, result.stdout)


def test_file_that_is_no_text_is_refused(command_line: CommandLine) -> None:
    """A binary file is named, with one sentence."""
    Path("a").write_bytes(b"\x7fELF\0\0")
    expected = (3, "", "steelyard: a: it holds a NUL byte, so it is no text\n")

    result = command_line.run("compress", "a", "-m", "known", "-b", "1")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_unknown_model_is_refused_with_strict(command_line: CommandLine) -> None:
    """With --strict nothing is compressed for a model that nobody knows."""
    expected = 3

    result = command_line.run("compress", "-", "-m", "unknown", "-b", "1", "--strict", stdin="x")

    assert expected == result.exit_code


def test_server_is_asked(command_line: CommandLine) -> None:
    """With --server the use cases are those of that server."""
    expected = ["there:1"]

    command_line.run(
        "compress", "-", "-m", "known", "-b", "1", "--server", "there:1", stdin="hello"
    )

    assert expected == command_line.called
