"""Whether a text or a chat fits each of several models, and how little is counted to know."""

import pytest

from application.tokens.limits import CountingLimits
from domain.shared.errors import InvalidValue
from domain.shared.steps import STEP_CHARACTERS
from domain.tokens.model import CountMethod, ModelNotFound, TextNotUnicode, TokenCount, UnknownModel
from domain.tokens.questions import ModelBudget
from tests.unit.application.budgets import Content, begin, fit_of, fits_of, limited
from tests.unit.application.world import World, chat, quickness_of, turns

LONG = "word " * STEP_CHARACTERS


@pytest.mark.parametrize(
    ("length", "reserved", "available", "fits"),
    [(40, 0, 40, True), (41, 0, 40, False), (30, 20, 30, True), (31, 20, 30, False)],
)
def test_a_text_fits_up_to_the_tightest_limit(
    *, world: World, length: int, reserved: int, available: int, fits: bool
) -> None:
    """Exactly the limit fits, one token more does not, and the reserve takes from the context."""
    fit = fit_of(world, "a" * length, ModelBudget("small", reserved)).fit

    assert fit
    assert (available, fits, fits) == (
        fit.available_tokens,
        fit.fits_by_count,
        fit.fits_by_upper_bound,
    )
    assert available - length == fit.tokens_left


def test_the_upper_bound_may_not_fit_where_the_count_does(world: World) -> None:
    """A reconstructed count of 8 with a bound of 13 fits 12 tokens only probably."""
    fit = fit_of(world, "hello", limited(12, "framed")).fit

    assert fit
    assert (True, False) == (fit.fits_by_count, fit.fits_by_upper_bound)
    assert (4, -1) == (fit.tokens_left, fit.tokens_left_by_upper_bound)


def test_nothing_is_said_to_fit_where_no_limit_is_known(world: World) -> None:
    """The count is there all the same."""
    actual = fit_of(world, "aa", ModelBudget("one"))

    assert (None, TokenCount.exact(2), True) == (
        actual.fit,
        actual.count,
        actual.counted_completely,
    )


@pytest.mark.parametrize(("token_limit", "available"), [(1_000, 975), (30, 5)])
def test_a_given_limit_stands_in_for_those_of_the_model(
    world: World, token_limit: int, available: int
) -> None:
    """It counts for input and output together, and more may be reserved than the model gives."""
    fit = fit_of(world, "a", limited(token_limit, "small", reserved=25)).fit

    assert fit
    assert available == fit.available_tokens


def test_each_model_is_asked_by_itself(world: World) -> None:
    """The answers stand in the order of the question, each with its own count and provenance."""
    budgets = [limited(9), limited(9, "framed"), limited(9, "zzz")]
    expected = [
        ("one", 5, True, "characters"),
        ("framed", 8, True, "framed"),
        ("zzz", 10, False, "unknown"),
    ]

    fits = fits_of(world, "hello", *budgets)

    assert expected == [
        (
            each.model,
            each.count.token_count,
            each.fit is not None and each.fit.fits_by_count,
            each.provenance.tokenizer,
        )
        for each in fits
    ]


@pytest.mark.parametrize(
    "content", ["", turns(), chat("")], ids=["no text", "no messages", "an empty message"]
)
@pytest.mark.parametrize("model", ["one", "framed", "zzz"])
def test_nothing_fits_everywhere(world: World, content: Content, model: str) -> None:
    """An empty text or chat is no error."""
    actual = fit_of(world, content, limited(100, model))

    assert actual.fit
    assert (True, True) == (actual.fit.fits_by_upper_bound, actual.counted_completely)


@pytest.mark.parametrize("count", [0, 4])
def test_too_few_or_too_many_models_are_refused(world: World, count: int) -> None:
    """A check is for 1 to the limit, here 3."""
    expected = {"field": "models", "limit": "3", "given": str(count)}

    with pytest.raises(InvalidValue) as caught:
        begin(world, "a", *[ModelBudget("one")] * count)

    assert expected == caught.value.metadata


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_models_as_the_limit_are_checked(world: World, count: int) -> None:
    """Both ends of the range are in it."""
    actual = fits_of(world, "a", *[ModelBudget("one")] * count)

    assert count == len(actual)


def test_a_hundred_models_are_the_usual_limit() -> None:
    """The documented limit holds unless set otherwise."""
    world = World(limits=CountingLimits())

    assert 100 == len(fits_of(world, "a", *[ModelBudget("one")] * 100))
    with pytest.raises(InvalidValue):
        begin(world, "a", *[ModelBudget("one")] * 101)


@pytest.mark.parametrize(
    ("budget", "field"),
    [
        (limited(-1), "token_limit"),
        (ModelBudget("one", -1), "reserved_output_token_count"),
        (ModelBudget("small", 21), "reserved_output_token_count"),
        (limited(10, reserved=11), "reserved_output_token_count"),
        (ModelBudget(""), "model"),
        (ModelBudget("n" * 129), "model"),
    ],
)
def test_a_wrong_budget_is_an_error_of_its_field(
    world: World, budget: ModelBudget, field: str
) -> None:
    """The path names which of the models is asked about wrongly; nothing is counted before."""
    expected: tuple[object, ...] = (f"models[1].{field}", [])

    with pytest.raises(InvalidValue) as caught:
        begin(world, "a", ModelBudget("one"), budget)

    assert expected == (caught.value.field, world.tokenizer.counted)


def test_an_unknown_model_can_be_refused(world: World) -> None:
    """One that nobody knows has the whole check refused, before anything is counted."""
    with pytest.raises(ModelNotFound):
        begin(world, "a", ModelBudget("one"), ModelBudget("zzz"), unknown=UnknownModel.REFUSE)

    assert [] == world.tokenizer.counted


def test_a_surrogate_is_an_error_of_the_text(world: World) -> None:
    """Text that is not Unicode fits nowhere."""
    with pytest.raises(TextNotUnicode) as caught:
        begin(world, "a\ud800", ModelBudget("one"))

    assert "text" == caught.value.field


def test_counting_a_text_stops_once_it_is_certain_not_to_fit(world: World) -> None:
    """The rest is not counted; what was seen is too much already, and the answer says so."""
    actual = fit_of(world, LONG, limited(1_000))

    assert actual.fit
    assert (False, False) == (actual.counted_completely, actual.fit.fits_by_count)
    assert 1_000 < actual.count.token_count <= STEP_CHARACTERS
    assert 1 == len(world.tokenizer.counted)


def test_counting_a_chat_stops_once_it_is_certain_not_to_fit(world: World) -> None:
    """Parts that come after there is enough are not counted."""
    parts = [LONG, f"1{LONG}", f"2{LONG}"]

    actual = fit_of(world, chat(*parts), limited(len(LONG)))

    assert actual.fit
    assert (False, False) == (actual.counted_completely, actual.fit.fits_by_count)
    assert [[parts[0]], [parts[1]]] == world.tokenizer.counted


@pytest.mark.parametrize("content", [LONG, chat(LONG)], ids=["text", "chat"])
@pytest.mark.parametrize("budget", [limited(10**9), ModelBudget("one")], ids=["fits", "no limit"])
def test_what_may_fit_is_counted_to_its_end(
    world: World, content: Content, budget: ModelBudget
) -> None:
    """Nothing stops counting while it can still fit, nor where no limit is known."""
    actual = fit_of(world, content, budget)

    assert actual.counted_completely
    assert len(LONG) <= actual.count.token_count


def test_a_text_that_cannot_be_cut_is_counted_whole(world: World) -> None:
    """There is nothing to stop at, so the count is complete although it does not fit."""
    actual = fit_of(world, "hello", limited(1, "framed"))

    assert (True, 8) == (actual.counted_completely, actual.count.token_count)


def test_a_count_that_fits_in_no_model_is_made_for_each(world: World) -> None:
    """Stopping early for one model takes nothing from the next."""
    stopped, counted = fits_of(world, LONG, limited(10), limited(10**9))

    assert (False, True) == (stopped.counted_completely, counted.counted_completely)
    assert len(LONG) == counted.count.token_count


def test_the_history_is_counted_once_for_models_of_one_tokenizer(world: World) -> None:
    """Models that share a tokenizer share the counts of a chat's parts."""
    fits_of(world, chat("aaaa"), limited(10), limited(20), ModelBudget("small"))

    assert [["aaaa"]] == world.tokenizer.counted


@pytest.mark.parametrize(
    ("content", "quick"),
    [
        ("a" * 10, [True]),
        ("a" * 11, [False]),
        (chat("a" * 10), [True, True, True, True]),
        (chat("a" * 11), [True, True, False, True]),
    ],
    ids=["short text", "long text", "short chat", "long chat"],
)
def test_each_step_says_whether_it_is_quick(
    *, world: World, content: Content, quick: list[bool]
) -> None:
    """Texts are counted at once, chats are parsed and framed first and added up last."""
    actual = quickness_of(begin(world, content, ModelBudget("one")))

    assert quick == list(actual)


def test_a_check_of_several_models_can_be_given_up_between_them(world: World) -> None:
    """There is at least one step for each model."""
    steps = begin(world, "a" * 10, ModelBudget("one"), ModelBudget("framed"))

    steps.step()

    assert ([["a" * 10]], []) == (world.tokenizer.counted, world.counter.counted)


def test_a_fit_is_labelled_by_the_method_of_its_count(world: World) -> None:
    """Exact texts, ruled chats, estimates: the label travels with each fit."""
    expected = [CountMethod.EXACT, CountMethod.RECONSTRUCTED, CountMethod.HEURISTIC]

    fits = fits_of(world, "a", ModelBudget("one"), ModelBudget("framed"), ModelBudget("two"))

    assert expected == [each.count.method for each in fits]
