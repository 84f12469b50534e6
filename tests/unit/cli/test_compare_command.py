import json
from pathlib import Path

import pytest
from typer.testing import Result

from domain.tokens.cost import ServiceTier
from domain.tokens.questions import CostQuestion
from tests.unit.cli.fake_models import UNPRICED
from tests.unit.cli.fakes import CommandLine


def compare(command_line: CommandLine, *arguments: str, after: str = "new") -> Result:
    """Run the command from the model old to another one."""
    return command_line.run("compare", "--from", "old", "--to", after, *arguments)


@pytest.fixture(autouse=True)
def files(command_line: CommandLine) -> None:  # noqa: ARG001 - it goes to an empty directory
    """A short text, an empty one and a long one, beside one that is no text."""
    Path("t").mkdir()
    Path("t/a").write_text("hello")
    Path("t/b").write_text("")
    Path("t/c").write_text("x" * 60)
    Path("t/d").write_bytes(b"\0")


def test_models_are_compared(command_line: CommandLine) -> None:
    """Each model has a line; what changes is said on standard error."""
    expected = (
        0,
        "old\t5\t5\t5\t100\tEXACT\nnew\t10\t10\t10\t100\tEXACT\n",
        "steelyard: new takes 2.000 tokens for each token of old\n",
    )

    result = compare(command_line, "t/a")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_changes_are_told_file_by_file(command_line: CommandLine) -> None:
    """The extremes of the ratio and what changes sides are named, and what was skipped."""
    expected = [
        "steelyard: new takes 2.000 tokens for each token of old",
        "steelyard: from 2.000 (t/a) to 4.000 (t/c)",
        "steelyard: no longer fits: t/c",
        "steelyard: fits only new: t/b",
        "steelyard: skipped t/d: it holds a NUL byte, so it is no text",
    ]

    result = compare(command_line, "t")

    assert expected == result.stderr.splitlines()


def test_many_changes_are_summed_up(command_line: CommandLine) -> None:
    """Of many files that change sides only the first are named."""
    Path("many").mkdir()
    for number in range(13):
        Path(f"many/{number:02}").write_text("x" * 60)
    expected = "many/09, 3 more"

    result = compare(command_line, "many")

    line = next(each for each in result.stderr.splitlines() if "no longer" in each)
    assert expected == line[-len(expected) :]


def test_comparison_is_shown_as_json(command_line: CommandLine) -> None:
    """With --json each file has its ratio and whether it changes sides."""
    expected = (
        2.0,
        [
            {"path": "t/a", "token_ratio": 2.0, "stops_fitting": False, "begins_fitting": False},
            {"path": "t/b", "token_ratio": 3.0, "stops_fitting": False, "begins_fitting": True},
            {"path": "t/c", "token_ratio": 4.0, "stops_fitting": True, "begins_fitting": False},
        ],
        [{"path": "t/d", "reason": "FILE_BINARY"}],
        [{"path": "no", "reason": "FILE_NOT_FOUND", "message": "no such file or directory"}],
        ["old", "new"],
    )

    result = compare(command_line, "--json", "t", "no")

    data = json.loads(result.stdout)
    models = [data["from"]["model"], data["to"]["model"]]
    found = (data["token_ratio"], data["files"], data["skipped"], data["errors"], models)
    assert expected == found


def test_file_that_cannot_be_read_leaves_the_others(command_line: CommandLine) -> None:
    """A missing file is named, the others are compared, and the code is 1."""
    expected = (1, "steelyard: no: no such file or directory")

    result = compare(command_line, "no", "t/a")

    assert expected == (result.exit_code, result.stderr.splitlines()[-1])


def test_nothing_to_compare_is_refused(command_line: CommandLine) -> None:
    """Where no file can be read there is nothing to compare."""
    expected = (3, "", "steelyard: no: no such file or directory\n")

    result = compare(command_line, "no")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_model_without_a_price_has_no_cost(command_line: CommandLine) -> None:
    """Counts are compared where nobody knows what they cost."""
    expected = f"{UNPRICED}\t10\t10\t\t100\tEXACT"

    result = compare(command_line, "t/a", after=UNPRICED)

    assert expected == result.stdout.splitlines()[-1]


def test_question_is_as_asked(command_line: CommandLine) -> None:
    """The output and the tier reach the use case."""
    expected = [CostQuestion(output_tokens=3, tier=ServiceTier.FLEX)]

    compare(command_line, "t/a", "--output-tokens", "3", "--tier", "flex")

    assert expected == command_line.models.questions


@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--strict",), 3)])
def test_unknown_model_is_estimated_unless_strict(
    command_line: CommandLine, arguments: tuple[str, ...], code: int
) -> None:
    """An unknown model is estimated with a warning; with --strict it is refused."""
    expected = (code, True)

    result = compare(command_line, "t/a", *arguments, after="unknown")

    assert expected == (result.exit_code, "known" in result.stderr)


def test_models_must_be_named(command_line: CommandLine) -> None:
    """Without one of the models it is wrong usage."""
    expected = 2

    result = command_line.run("compare", "t/a", "--from", "old")

    assert expected == result.exit_code
