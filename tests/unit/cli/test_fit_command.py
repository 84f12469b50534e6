import json
from pathlib import Path

import pytest

from adapters.inbound.cli.views.fits import Verdict, verdict_of
from domain.tokens.analyses import ModelFit
from domain.tokens.fitting import Budget, DropPlan
from domain.tokens.model import CountMethod, TokenCount
from domain.tokens.questions import ModelBudget
from tests.unit.cli.fake_chats import BOUNDLESS
from tests.unit.cli.fake_counts import PROVENANCE
from tests.unit.cli.fakes import CommandLine

CHAT = json.dumps(
    {"model": "known", "messages": [{"role": "user", "content": "x" * 120}], "tools": []}
)


def test_text_that_fits_every_model_ends_with_0(command_line: CommandLine) -> None:
    """Each model has a line, in the order they were named."""
    expected = (0, "a\tyes\t5\t5\t100\tEXACT\nb\tyes\t5\t5\t100\tEXACT\n", "")

    result = command_line.run("fit", "-", "--model", "a", "-m", "b", stdin="hello")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_text_that_is_too_long_for_one_model_ends_with_1(command_line: CommandLine) -> None:
    """One model that it does not fit is enough; counting stops early and says so."""
    expected = (
        1,
        "a\tno\t101\t101\t100\tEXACT\n",
        "steelyard: a: counting stopped as soon as it was certain not to fit\n",
    )

    result = command_line.run("fit", "-", "--model", "a", stdin="x" * 101)

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_text_whose_bound_does_not_fit_may_not_fit(command_line: CommandLine) -> None:
    """Where only the upper bound of an estimate is too much the answer is maybe, and the code 1."""
    expected = (1, "unknown\tmaybe\t60\t120\t100\tHEURISTIC\n")

    result = command_line.run("fit", "-", "--model", "unknown", stdin="x" * 60)

    assert expected == (result.exit_code, result.stdout)


def test_model_without_a_known_limit_ends_with_1(command_line: CommandLine) -> None:
    """Nobody can say whether a text fits a model whose limit nobody knows; --limit helps."""
    expected = (
        1,
        f"{BOUNDLESS}\tunknown\t5\t5\t\tEXACT\n",
        f"steelyard: {BOUNDLESS}: nobody knows its limit; --limit sets one\n",
    )

    result = command_line.run("fit", "-", "--model", BOUNDLESS, stdin="hello")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_budget_is_what_was_asked_for(command_line: CommandLine) -> None:
    """The reserve and the limit hold for every model."""
    expected = [
        ModelBudget("a", reserved_output_tokens=7, token_limit=50),
        ModelBudget("b", reserved_output_tokens=7, token_limit=50),
    ]

    command_line.run(
        "fit", "-", "-m", "a", "-m", "b", "--reserve", "7", "--limit", "50", stdin="hello"
    )

    assert expected == command_line.chats.budgets


def test_reserve_that_no_model_gives_is_refused(command_line: CommandLine) -> None:
    """Which of the models refuses the reserve is said."""
    expected = (3, "steelyard: a: no more than 40 tokens can be reserved for the answer\n")

    result = command_line.run(
        "fit", "-", "-m", BOUNDLESS, "-m", "a", "--reserve", "41", stdin="hello"
    )

    assert expected == (result.exit_code, result.stderr)


def test_chat_is_checked_for_the_model_that_it_names(command_line: CommandLine) -> None:
    """A chat needs no --model where its body names one."""
    expected = (1, "known\tno\t123\t123\t100\tEXACT\n")

    result = command_line.run("fit", "-", "--chat", stdin=CHAT)

    assert expected == (result.exit_code, result.stdout)


def test_drops_are_ranges(command_line: CommandLine) -> None:
    """With --drops each line goes on with the messages to drop and what then remains."""
    expected = "known\tno\t123\t123\t100\tEXACT\t0-2,4\t20\n"

    result = command_line.run("fit", "-", "--chat", "--drops", stdin=CHAT)

    assert expected == result.stdout


def test_drops_that_do_not_help_are_told(command_line: CommandLine) -> None:
    """Where what must stay is too much the plan says so."""
    command_line.chats.plan = DropPlan((), 110, 110, fits=False)
    expected = "steelyard: known: what may not be dropped is still too much"

    result = command_line.run("fit", "-", "--chat", "--drops", stdin=CHAT)

    assert expected == result.stderr.splitlines()[-1]


def test_what_is_not_counted_is_told(command_line: CommandLine) -> None:
    """A chat whose count fits may still hold what nobody can count, so it does not surely fit."""
    body = {"model": "known", "messages": [], "web_search_options": {"a": 1}}
    expected = (1, "steelyard: known: not counted: web_search_options")

    result = command_line.run("fit", "-", "--chat", stdin=json.dumps(body))

    assert expected == (result.exit_code, result.stderr.splitlines()[-1])


def test_fits_are_shown_as_json(command_line: CommandLine) -> None:
    """With --json one object says for each model what it takes and what is left."""
    expected = {
        "all_fit": False,
        "models": [
            {
                "model": "known",
                "fits": "no",
                "count": {
                    "token_count": 123,
                    "upper_bound_token_count": 123,
                    "method": "EXACT",
                    "frame_token_count": 0,
                    "not_counted": [],
                },
                "counted_completely": True,
                "available_token_count": 93,
                "binding_limit": "context",
                "left_token_count": -30,
                "left_by_upper_bound_token_count": -30,
                "drop_plan": {
                    "message_indices": [0, 1, 2, 4],
                    "token_count": 10,
                    "upper_bound_token_count": 20,
                    "fits": True,
                },
                "provenance": {
                    "encoding": "characters",
                    "engine": "fake 1",
                    "vocabulary_sha256": "ab" * 32,
                    "catalogue_version": "7",
                    "framing": None,
                },
            }
        ],
        "unknown_models": [],
    }

    result = command_line.run(
        "fit", "-", "--json", "--chat", "--drops", "--reserve", "7", stdin=CHAT
    )

    assert expected == json.loads(result.stdout)


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (("-",), "x"),
        (("-", "--drops", "-m", "a"), "x"),
        (("-", "--chat"), '{"messages": []}'),
        (("-", "-m", "a", "--limit", "-1"), "x"),
        (("-", "-m", "a", "--reserve", "-1"), "x"),
        (("-m", "a"), "x"),
    ],
)
def test_wrong_usage_ends_with_2(
    command_line: CommandLine, arguments: tuple[str, ...], stdin: str
) -> None:
    """No model, no file, impossible numbers, and drops of a text: wrong usage."""
    expected = (2, "")

    result = command_line.run("fit", *arguments, stdin=stdin)

    assert expected == (result.exit_code, result.stdout)


def test_missing_file_is_told_apart_from_what_does_not_fit(command_line: CommandLine) -> None:
    """A file that cannot be read ends with 3, so that a script can tell it from a text too long."""
    expected = (3, "steelyard: missing: no such file or directory\n")

    result = command_line.run("fit", "missing", "-m", "a")

    assert expected == (result.exit_code, result.stderr)


def test_unknown_model_is_refused_with_strict(command_line: CommandLine) -> None:
    """With --strict an unknown model is refused, among others too."""
    Path("a").write_text("x")
    expected = (3, "")

    result = command_line.run("fit", "a", "-m", "known", "-m", "unknown", "--strict")

    assert expected == (result.exit_code, result.stdout)


@pytest.mark.parametrize(
    ("bound", "limit", "expected"),
    [
        (10, 10, Verdict.YES),
        (11, 10, Verdict.MAYBE),
        (20, 8, Verdict.NO),
        (9, None, Verdict.UNKNOWN),
    ],
)
def test_verdict_holds_the_bound_against_the_room(
    bound: int, limit: int | None, expected: Verdict
) -> None:
    """It fits if the upper bound does, may fit if the count does, and else does not."""
    count = TokenCount(9, bound, CountMethod.CALIBRATED)
    found = ModelFit(
        model="a",
        count=count,
        fit=Budget(limit, None, None).check(count),
        counted_completely=True,
        drop_plan=None,
        provenance=PROVENANCE,
    )

    verdict = verdict_of(found)

    assert expected is verdict
