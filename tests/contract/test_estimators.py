"""What every adapter of ports.outbound.estimators.Estimators must promise."""

import pytest

from adapters.outbound.catalogue.packaged import PackagedCatalogues
from adapters.outbound.estimators.packaged import PackagedEstimators
from domain.tokens.claude_vocabularies import CLAUDE_VOCABULARIES
from domain.tokens.estimation import Estimator
from domain.tokens.model import CountMethod
from domain.tokens.open_vocabularies import OPEN_VOCABULARIES
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from ports.outbound.estimators import Estimators
from tests.fakes.estimators import ESTIMATORS, FixedEstimators

PACKAGED, FIXED = PackagedEstimators(), FixedEstimators(ESTIMATORS)
NAMES = {"PackagedEstimators": PACKAGED.names(), "FixedEstimators": tuple(ESTIMATORS)}
CARRIED = {each.encoding for each in (*OPENAI_VOCABULARIES, *OPEN_VOCABULARIES)}
TEXTS = {
    "empty": "",
    "one character": "a",
    "prose": "It weighed less than she thought, and they paid for twice as much. " * 20,
    "chinese": "\u79e4\u7823\u867d\u5c0f\u538b\u5343\u65a4" * 30,
    "code": "def f(x: int) -> int:\n    return x + 1\n" * 20,
    "one letter": "a" * 100_000,
    "blanks": " " * 100_000,
    "null bytes": "\x00" * 1_000,
    "emoji": "\U0001f469\u200d\U0001f680" * 100,
}


@pytest.fixture(params=[PACKAGED, FIXED], ids=lambda each: type(each).__name__)
def estimators(request: pytest.FixtureRequest) -> Estimators:
    return request.param  # type: ignore[no-any-return]  # pytest does not know the type


@pytest.fixture
def all_of_them(estimators: Estimators) -> list[Estimator]:
    return [estimators.estimator(name) for name in NAMES[type(estimators).__name__]]


def test_an_estimator_is_called_what_it_was_asked_for_as(estimators: Estimators) -> None:
    """Provenance names an estimator, and whoever reads that finds the same one again."""
    expected = NAMES[type(estimators).__name__]

    actual = tuple(estimators.estimator(name).name for name in expected)

    assert expected == actual


def test_a_name_that_nobody_has_is_a_key_error(estimators: Estimators) -> None:
    """It is a fault of the packaged data, not of a caller."""
    with pytest.raises(KeyError):
        estimators.estimator("no such estimator")


def test_there_is_one_for_models_that_nobody_has_seen(estimators: Estimators) -> None:
    """It never says more of itself than that it guesses."""
    assert CountMethod.HEURISTIC is estimators.estimator("unknown").method


def test_an_estimate_is_never_more_certain_than_calibrated(all_of_them: list[Estimator]) -> None:
    """What was not counted must not be taken for a count."""
    expected = {CountMethod.CALIBRATED, CountMethod.HEURISTIC}

    assert {each.method for each in all_of_them} <= expected


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("base", [0, 1, 1_000])
def test_an_estimate_is_sane_for_any_text(
    all_of_them: list[Estimator], text: str, base: int
) -> None:
    """At least the frame, at most the bound, whatever is counted with says."""
    for each in all_of_them:
        counts = dict.fromkeys(each.base_encodings, base if text else 0)

        count = each.estimate(text, counts)

        assert each.frame_token_count <= count.token_count <= count.upper_bound_token_count
        assert (each.method, each.frame_token_count) == (count.method, count.frame_token_count)


def test_nothing_is_nothing_but_its_frame(all_of_them: list[Estimator]) -> None:
    """An empty text needs no guess."""
    for each in all_of_them:
        count = each.estimate("", dict.fromkeys(each.base_encodings, 0))

        assert each.frame_token_count == count.token_count == count.upper_bound_token_count


def test_the_packaged_estimators_count_with_what_is_carried() -> None:
    """Every base encoding has a tokenizer here."""
    needed = {base for name in PACKAGED.names() for base in PACKAGED.estimator(name).base_encodings}

    assert needed <= CARRIED


def test_the_packaged_models_have_their_estimators() -> None:
    """So does every model and family of the packaged catalogue, and every slow counter."""
    catalogue = PackagedCatalogues(()).current()
    models = (*catalogue.models.values(), *catalogue.families)
    slow = {each.encoding for each in CLAUDE_VOCABULARIES}
    expected: set[str] = set()

    assert expected == ({each.estimator for each in models} | slow) - set(PACKAGED.names())


def test_what_stands_in_for_a_slow_counter_has_its_frame() -> None:
    """A text just beyond the work limit is counted as a message too."""
    expected = {each.encoding: each.frame_token_count for each in CLAUDE_VOCABULARIES}

    actual = {name: PACKAGED.estimator(name).frame_token_count for name in expected}

    assert expected == actual
