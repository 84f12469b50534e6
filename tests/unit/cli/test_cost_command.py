import json
from datetime import date

import pytest

from domain.tokens.cost import ServiceTier
from domain.tokens.questions import CostQuestion
from tests.unit.cli.fake_models import UNPRICED
from tests.unit.cli.fakes import CommandLine

CHAT = '{"model": "known", "messages": []}'


def test_cost_is_told_by_kind_of_token(command_line: CommandLine) -> None:
    """Each kind of token that there is has a line, and the total comes last."""
    expected = (
        0,
        ["input\t3\t3", "input from cache\t1\t0.5", "input to cache\t1\t1", "output\t2\t2"],
        "total\t7\t6.5",
        "",
    )

    result = command_line.run(
        *("cost", "-", "-m", "known", "--output-tokens", "2", "--cached", "1"),
        *("--cache-write", "1"),
        stdin="hello",
    )

    *kinds, total = result.stdout.splitlines()
    assert expected == (result.exit_code, kinds, total, result.stderr)


def test_number_of_tokens_needs_no_file(command_line: CommandLine) -> None:
    """With --tokens nothing is counted."""
    expected = "input\t7\t7\ntotal\t7\t7\n"

    result = command_line.run("cost", "--tokens", "7", "-m", "known")

    assert expected == result.stdout


def test_question_is_as_asked(command_line: CommandLine) -> None:
    """The tier and the day reach the use case."""
    expected = [CostQuestion(tier=ServiceTier.BATCH, on=date(2026, 1, 31))]

    command_line.run(
        "cost", "--tokens", "7", "-m", "known", "--tier", "batch", "--date", "2026-01-31"
    )

    assert expected == command_line.models.questions


def test_uncertain_cost_has_a_bound(command_line: CommandLine) -> None:
    """A chat's count is not exact: its cost has a bound, and what is not counted is told."""
    expected = (
        "input\t10\t10\t12\ntotal\t10\t10\t12\n",
        [
            "steelyard: not counted: prompt",
            "steelyard: standard prices of 2026-07-01 from prices 1; "
            "RULES with characters by fake 1; at most 12 tokens",
        ],
    )

    result = command_line.run("cost", "-", "--chat", stdin=CHAT)

    assert expected == (result.stdout, result.stderr.splitlines()[-2:])


def test_cost_is_shown_as_json(command_line: CommandLine) -> None:
    """With --json dollars are exact numbers as texts, and a step of the prices is named."""
    cost = {
        "total_usd": "2002",
        "input_usd": "2002",
        "cached_input_usd": "0",
        "cache_write_usd": "0",
        "output_usd": "0",
        "service_tier": "standard",
        "above_input_token_count": 1_000,
        "price_date": "2026-07-01",
        "price_source": "prices 1",
    }
    expected = {
        "model": "known",
        "input": {
            "token_count": 1_001,
            "upper_bound_token_count": 1_001,
            "method": "EXACT",
            "frame_token_count": 0,
            "not_counted": [],
        },
        "cost": cost,
        "upper_bound_cost": cost,
        "provenance": None,
    }

    result = command_line.run("cost", "--json", "--tokens", "1001", "-m", "known")

    assert expected == json.loads(result.stdout)


@pytest.mark.parametrize("model", ["unknown", UNPRICED])
def test_model_without_a_price_is_refused(command_line: CommandLine, model: str) -> None:
    """A model that nobody knows or has a price for ends with code 3."""
    expected = (3, "")

    result = command_line.run("cost", "--tokens", "1", "-m", model)

    assert expected == (result.exit_code, result.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ("-m", "known"),
        ("-", "--tokens", "1", "-m", "known"),
        ("--tokens", "1"),
        ("--tokens", "-1", "-m", "known"),
        ("-",),
        ("--tokens", "1", "--chat"),
        ("--tokens", "1", "-m", "known", "--date", "yesterday"),
        ("--tokens", "1", "-m", "known", "--tier", "first"),
    ],
)
def test_wrong_usage_ends_with_2(command_line: CommandLine, arguments: tuple[str, ...]) -> None:
    """Neither or both of file and tokens, no model, and what is no number, day or tier."""
    expected = (2, "")

    result = command_line.run("cost", *arguments, stdin="x")

    assert expected == (result.exit_code, result.stdout)
