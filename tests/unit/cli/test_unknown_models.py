import json
from pathlib import Path

from tests.unit.cli.fakes import CommandLine


def test_unknown_model_is_estimated(command_line: CommandLine) -> None:
    """Counts for an unknown model have a bound and a method; the nearest names are on stderr."""
    Path("a").write_text("hello")
    expected = (
        0,
        "5\ta\t10\tHEURISTIC\n2\t-\t4\tHEURISTIC\n7\ttotal\t14\tHEURISTIC\n",
        "steelyard: nobody knows the model 'unknown', so its tokens are estimated; "
        "the nearest names that are known: known, knows\n",
    )

    result = command_line.run("count", "--model", "unknown", "a", "-", stdin="hi")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_unknown_model_is_named_in_json(command_line: CommandLine) -> None:
    """With --json the nearest names are in the object, and the total has a bound."""
    expected = ("HEURISTIC", 4, [{"model": "unknown", "nearest": ["known", "knows"]}])

    result = command_line.run("count", "--model", "unknown", "--json", "-", stdin="hi")

    data = json.loads(result.stdout)
    total = data["total_upper_bound_token_count"]
    assert expected == (data["method"], total, data["unknown_models"])


def test_known_model_is_not_looked_up(command_line: CommandLine) -> None:
    """What is counted exactly is known; nobody is asked for its name and price."""
    expected: list[str] = []

    command_line.count(stdin="x")

    assert expected == command_line.models.looked_up


def test_unknown_model_is_refused_with_strict(command_line: CommandLine) -> None:
    """With --strict an unknown model ends with code 3 and one sentence on standard error."""
    expected = (3, "", "steelyard: unknown model 'unknown'; did you mean known?\n")

    result = command_line.run("count", "--strict", "--model", "unknown", "-", stdin="x")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_unknown_model_is_refused_as_json(command_line: CommandLine) -> None:
    """With --json the refusal is an object on standard output."""
    data = {
        "error": {
            "reason": "MODEL_NOT_FOUND",
            "message": "unknown model 'unknown'; did you mean known?",
            "metadata": {"model": "unknown", "nearest": "known,knows"},
        }
    }
    expected = (3, data)

    result = command_line.run("count", "--strict", "--model", "unknown", "--json", "-", stdin="x")

    assert expected == (result.exit_code, json.loads(result.stdout))
