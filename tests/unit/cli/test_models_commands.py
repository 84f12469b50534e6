import json

import pytest

from tests.unit.cli.fake_models import MODELS
from tests.unit.cli.fakes import CommandLine


@pytest.mark.parametrize("arguments", [(), ("--server", "there:1")])
def test_models_are_listed_to_the_last_page(
    command_line: CommandLine, arguments: tuple[str, ...]
) -> None:
    """Every model has a line with its name, maker, encoding, method, limits and prices."""
    expected = [
        "known\ttest\tcharacters\tEXACT\t100\t40\t1000000\t1000000",
        *(f"{each.name}\ttest\tcharacters\tEXACT\t\t\t\t" for each in MODELS),
    ]

    result = command_line.run("models", *arguments)

    assert expected == result.stdout.splitlines()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("model-119",), 10),
        (("K",), 1),
        (("--provider", "nobody"), 0),
        (("--encoding", "nothing"), 0),
        (("--method", "heuristic"), 0),
        (("--method", "Exact", "model-0001"), 1),
    ],
)
def test_models_are_filtered(
    command_line: CommandLine, arguments: tuple[str, ...], expected: int
) -> None:
    """Only the models that were asked for are listed."""
    result = command_line.run("models", *arguments)

    assert expected == len(result.stdout.splitlines())


def test_models_are_listed_as_json(command_line: CommandLine) -> None:
    """With --json the models are one object, with the age of the catalogue."""
    expected = (
        {
            "name": "known",
            "canonical_name": "known-1",
            "aliases": ["k"],
            "provider": "test",
            "platform": None,
            "encoding": "characters",
            "method": "EXACT",
            "countable": True,
            "framing": "plain",
            "context_token_limit": 100,
            "input_token_limit": None,
            "output_token_limit": 40,
            "prices": {
                "input_price": {
                    "usd_per_million": "1000000",
                    "steps": [{"above_input_token_count": 1_000, "usd_per_million": "2000000"}],
                },
                "cached_input_price": {"usd_per_million": "500000", "steps": []},
                "cache_write_price": None,
                "output_price": {"usd_per_million": "1000000", "steps": []},
                "service_tier": "standard",
                "price_date": "2026-07-01",
                "source": "prices 1",
            },
        },
        {"version": "7", "as_of": "2026-06-01", "age_days": 30, "prices_version": "prices 1"},
    )

    result = command_line.run("models", "--json", "known")

    data = json.loads(result.stdout)
    assert expected == (data["models"][0], data["catalogue"])


def test_models_of_no_server_end_with_4(command_line: CommandLine) -> None:
    """With --json, a server that does not answer is an object on standard output."""
    expected = (4, "SERVER_UNREACHABLE")

    result = command_line.run("models", "--json", "--server", "nowhere:1")

    assert expected == (result.exit_code, json.loads(result.stdout)["error"]["reason"])


def test_method_that_is_none_is_wrong_usage(command_line: CommandLine) -> None:
    """Only methods can be asked for."""
    expected = 2

    result = command_line.run("models", "--method", "guess")

    assert expected == result.exit_code


def test_model_is_shown_fact_by_fact(command_line: CommandLine) -> None:
    """Each known fact has a line; prices name the length from which they change."""
    expected = [
        "name\tknown",
        "listed as\tknown-1",
        "other names\tk",
        "provider\ttest",
        "encoding\tcharacters",
        "method\tEXACT",
        "countable\tyes",
        "framing\tplain",
        "context limit\t100",
        "output limit\t40",
        "input price\t$1000000 for a million tokens; $2000000 above 1,000 of input",
        "cached input price\t$500000 for a million tokens",
        "output price\t$1000000 for a million tokens",
        "prices of\t2026-07-01 from prices 1",
    ]

    result = command_line.run("model", "k")

    assert expected == result.stdout.splitlines()


def test_model_is_shown_as_json(command_line: CommandLine) -> None:
    """With --json the model and the age of the catalogue are one object."""
    expected = ("known", 30)

    result = command_line.run("model", "--json", "k")

    data = json.loads(result.stdout)
    assert expected == (data["model"]["name"], data["catalogue"]["age_days"])


def test_model_that_nobody_knows_is_refused(command_line: CommandLine) -> None:
    """An unknown model ends with code 3 and names like it."""
    expected = (3, "steelyard: unknown model 'unknown'; did you mean known?\n")

    result = command_line.run("model", "unknown")

    assert expected == (result.exit_code, result.stderr)
