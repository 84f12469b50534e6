import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.shared.errors import InvalidValue
from domain.tokens.fitting import (
    BindingLimit,
    Budget,
    DroppableMessage,
    DropPlan,
    Fit,
    plan_drops,
)
from domain.tokens.model import CountMethod, TokenCount

law = settings(deadline=None, max_examples=100)
LONGEST_TOKEN = 128
"""Bytes of the longest token of o200k_base."""
NONE = Budget(None, None, None)


@pytest.mark.parametrize(
    ("budget", "available", "limit"),
    [
        (Budget(100, None, None), 100, BindingLimit.CONTEXT),
        (Budget(100, None, 50, 30), 70, BindingLimit.CONTEXT),
        (Budget(100, 60, 50, 30), 60, BindingLimit.INPUT),
        (Budget(100, 60, 50, 50), 50, BindingLimit.CONTEXT),
        (Budget(None, 60, None, 50), 60, BindingLimit.INPUT),
        (Budget(100, None, None, 100), 0, BindingLimit.CONTEXT),
    ],
)
def test_the_tightest_limit_says_what_is_available(
    budget: Budget, available: int, limit: BindingLimit
) -> None:
    """What is reserved is taken from the context, not from a limit of the input alone."""
    actual = budget.check(TokenCount.exact(0))

    assert Fit(0, 0, available, limit) == actual


def test_nothing_is_said_where_no_limit_is_known() -> None:
    """That a prompt fits is never guessed."""
    assert NONE.check(TokenCount.exact(5)) is None
    assert NONE.available_tokens is None


@pytest.mark.parametrize(
    ("tokens", "most", "fits", "left"),
    [
        (99, 100, (True, True), (1, 0)),
        (100, 101, (True, False), (0, -1)),
        (101, 120, (False, False), (-1, -20)),
    ],
)
def test_a_count_may_fit_while_its_bound_does_not(
    tokens: int, most: int, fits: tuple[bool, bool], left: tuple[int, int]
) -> None:
    """Both are said, and what they leave."""
    fit = Budget(100, None, None).check(TokenCount(tokens, most, CountMethod.CALIBRATED))

    assert fit is not None
    assert fits == (fit.fits_by_count, fit.fits_by_upper_bound)
    assert left == (fit.tokens_left, fit.tokens_left_by_upper_bound)


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ((100, None, 50, 51), "reserved_output_token_count"),
        ((100, None, None, 101), "reserved_output_token_count"),
        ((100, None, None, -1), "reserved_output_token_count"),
        ((-1, None, None, 0), "token_limit"),
    ],
)
def test_a_budget_that_no_model_has_is_wrong(
    limits: tuple[int | None, int | None, int | None, int], field: str
) -> None:
    """More cannot be reserved than is answered or held."""
    with pytest.raises(InvalidValue) as caught:
        Budget(*limits)

    assert field == caught.value.field


def message(index: int, tokens: int = 10, **more: object) -> DroppableMessage:
    return DroppableMessage(index, tokens, **more)  # type: ignore[arg-type]  # named in the tests


CHAT = [
    message(0, pinned=True, may_begin=False),
    message(1),
    message(2, may_begin=False, group="call 1"),
    message(3, may_begin=False, group="call 1"),
    message(4, may_begin=False),
    message(5),
    message(6, may_begin=False),
    message(7, pinned=True),
]
"""System, question, tool call, result, answer, question, answer, question."""


def test_nothing_is_dropped_from_what_fits() -> None:
    """Not even what would be no good beginning."""
    actual = plan_drops(CHAT, available_tokens=85, fixed_tokens=5)

    assert DropPlan((), 85, 85, fits=True) == actual


def test_the_oldest_are_dropped_up_to_the_next_question() -> None:
    """One message would have been enough, but an answer without its question says nothing."""
    actual = plan_drops(CHAT, available_tokens=84, fixed_tokens=5)

    assert DropPlan((1, 2, 3, 4), 45, 45, fits=True) == actual


def test_what_must_stay_stays_even_if_it_does_not_fit() -> None:
    """All that may go is gone then."""
    actual = plan_drops(CHAT, available_tokens=19)

    assert DropPlan((1, 2, 3, 4, 5, 6), 20, 20, fits=False) == actual


def test_a_tool_call_goes_with_its_results() -> None:
    """Even where other messages are between them."""
    chat = [message(0, group="a"), message(1), message(2, group="a", may_begin=False), message(3)]

    actual = plan_drops(chat, available_tokens=30)

    assert (0, 2) == actual.dropped


def test_a_group_stays_where_one_of_it_must() -> None:
    """A pinned result keeps its call."""
    chat = [message(0, group="a"), message(1), message(2, group="a", pinned=True)]

    actual = plan_drops(chat, available_tokens=20)

    assert (1,) == actual.dropped


def test_drops_go_on_until_the_upper_bound_fits() -> None:
    """What remains is certain to fit as far as the bounds are."""
    chat = [message(index, upper_bound_token_count=15) for index in range(4)]

    actual = plan_drops(
        chat,
        available_tokens=40,
        fixed_tokens=5,
        fixed_upper_bound_tokens=8,
        by_upper_bound=True,
    )

    assert DropPlan((0, 1), 25, 38, fits=True) == actual


def test_dropping_is_linear_in_the_messages() -> None:
    """A long conversation is planned at once."""
    chat = [message(index, 1, group=str(index // 3)) for index in range(50_000)]

    actual = plan_drops(chat, available_tokens=5)

    assert 5 == actual.token_count


conversations = st.lists(
    st.builds(
        DroppableMessage,
        index=st.just(0),
        token_count=st.integers(0, 20),
        upper_bound_token_count=st.integers(20, 30),
        pinned=st.booleans(),
        group=st.sampled_from([None, None, "a", "b", "c"]),
        may_begin=st.booleans(),
    ),
    max_size=12,
).map(
    lambda found: [
        DroppableMessage(
            index, each.token_count, each.upper_bound_token_count, each.pinned, each.group,
            each.may_begin,
        )
        for index, each in enumerate(found)
    ]
)  # fmt: skip


@law
@given(chat=conversations, available=st.integers(0, 200), by_bound=st.booleans())
def test_groups_and_pinned_messages_are_left_together(
    *, chat: list[DroppableMessage], available: int, by_bound: bool
) -> None:
    """Law: a pinned message stays, and no part of a group stays alone."""
    plan = plan_drops(chat, available_tokens=available, by_upper_bound=by_bound)

    rest = [each for each in chat if each.index not in plan.dropped]
    gone = {each.group for each in chat if each.index in plan.dropped} - {None}
    assert [] == [each for each in rest if each.group in gone]
    assert all(each in rest for each in chat if each.pinned)


@law
@given(chat=conversations, available=st.integers(0, 200), by_bound=st.booleans())
def test_a_plan_says_what_remains(
    *, chat: list[DroppableMessage], available: int, by_bound: bool
) -> None:
    """Law: its numbers are those of the messages that it leaves."""
    plan = plan_drops(chat, available_tokens=available, by_upper_bound=by_bound)

    rest = [each for each in chat if each.index not in plan.dropped]
    tokens, most = sum(each.token_count for each in rest), sum(each.most_tokens for each in rest)
    assert (tokens, most) == (plan.token_count, plan.upper_bound_token_count)
    assert plan.fits == ((most if by_bound else tokens) <= available)


@law
@given(chat=conversations, available=st.integers(0, 200))
def test_what_remains_begins_with_what_may_begin(
    chat: list[DroppableMessage], available: int
) -> None:
    """Law: where anything was dropped, only what must stay stands before the beginning."""
    plan = plan_drops(chat, available_tokens=available)

    pinned = {each.group for each in chat if each.pinned} - {None}
    rest = [each for each in chat if each.index not in plan.dropped]
    first = next(
        (each for each in rest if each.may_begin or not (each.pinned or each.group in pinned)), None
    )
    assert not plan.dropped or first is None or first.may_begin
