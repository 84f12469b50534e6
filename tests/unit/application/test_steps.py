import pytest

from domain.shared.steps import STEP_CHARACTERS, Steps, Stepwise, cut_into_steps

LONG = "a" * STEP_CHARACTERS


def test_work_is_done_step_by_step() -> None:
    """Each step does the work up to the next one, and the last one has the result."""
    done: list[int] = []

    def work() -> Stepwise[str]:
        for number in range(2):
            yield number == 0
            done.append(number)
        return "result"

    steps = Steps(work())

    assert ([], True) == (done, steps.is_quick())
    assert (None, [0], False) == (steps.step(), done, steps.is_quick())
    assert ("result", [0, 1]) == (steps.step(), done)


def test_what_is_wrong_before_the_first_step_is_said_at_once() -> None:
    """The work up to the first step is done when it begins, so that its errors come early."""

    def work() -> Stepwise[str]:
        raise ValueError("wrong")
        yield True

    with pytest.raises(ValueError, match="wrong"):
        Steps(work())


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], []),
        (["a"], [["a"]]),
        (["a", "b"], [["a", "b"]]),
        ([LONG, "a"], [[LONG], ["a"]]),
        (["a", LONG, "b", "c"], [["a", LONG], ["b", "c"]]),
        ([LONG[1:], "a", "b"], [[LONG[1:], "a"], ["b"]]),
    ],
)
def test_a_step_ends_with_the_text_that_makes_it_long_enough(
    texts: list[str], expected: list[list[str]]
) -> None:
    """Steps hold consecutive texts, none is lost, and none is without a text."""
    actual = [list(step) for step in cut_into_steps(texts)]

    assert expected == actual
