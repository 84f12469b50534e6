"""What every adapter of ports.outbound.relevance.Relevance must promise."""

from dataclasses import fields

import pytest

from adapters.outbound.relevance.meanings import MeaningTable
from adapters.outbound.relevance.ranker import PassageRanker
from domain.compression.scoring import Signals
from ports.outbound.relevance import Relevance
from tests.fakes.relevance import SharedWords

PASSAGES = [
    "The lighthouse was built on the northern cliff in 1862.",
    "Its keeper kept three goats and a parrot.",
    "Bread is baked from flour, water, salt and yeast.",
    "A baker begins to work long before the sun is up.",
]
DOCUMENTS = [0, 0, 1, 1]
NEARNESS = [
    "words", "grams", "meanings", "words_around", "grams_around", "meanings_around",
]  # fmt: skip
HOSTILE = {
    "empty passages": ["", " ", "\n"],
    "separators": ["\x1e", "a\x1eb", "\x1e\x1e"],
    "lone surrogates": ["\ud800", "a \udfff b"],
    "marks": ["\u0301" * 1_000],
    "growing in lower case": ["\u0130" * 500],
    "one letter": ["a" * 300_000],
    "unspaced": ["\u4e2d\u6587" * 500, "\u0e01" * 500],
    "beyond the letters": ["\U0010ffff" * 10],
}

RANKER = PassageRanker(MeaningTable())


@pytest.fixture(params=[RANKER, SharedWords()], ids=lambda each: type(each).__name__)
def relevance(request: pytest.FixtureRequest) -> Relevance:
    return request.param  # type: ignore[no-any-return]  # pytest does not know the type


def best_of(values: object) -> int:
    assert isinstance(values, list)
    return int(values.index(max(values)))


@pytest.mark.parametrize("signal", NEARNESS)
def test_the_passage_that_answers_comes_first(relevance: Relevance, signal: str) -> None:
    """Each measure by itself finds an easy answer, or at least its document."""
    signals = relevance.signals("when was the lighthouse built", PASSAGES, DOCUMENTS)

    assert DOCUMENTS[best_of(getattr(signals, signal))] == 0


@pytest.mark.parametrize("query", ["when was the lighthouse built", "", "\n "])
def test_measures_are_thousandths_of_the_best(relevance: Relevance, query: str) -> None:
    """The best passage has a thousand and none less than nothing, one number for each passage."""
    signals = relevance.signals(query, PASSAGES, DOCUMENTS)

    given = [getattr(signals, each.name) for each in fields(signals) if each.name != "hallmarks"]
    bounds = {(len(each), min(each), max(each)) for each in given if each}
    assert {(count, least >= 0, most) for count, least, most in bounds} == {(4, True, 1_000)}


def test_a_blank_query_asks_for_salience(relevance: Relevance) -> None:
    """Without a query passages are measured by how well they stand for the text."""
    signals = relevance.signals(" ", PASSAGES, DOCUMENTS)

    assert (len(signals.salience), len(signals.words)) == (4, 0)


def test_like_passages_have_like_hallmarks(relevance: Relevance) -> None:
    """A copy in other letters is known by its hallmarks."""
    passages = [PASSAGES[0], PASSAGES[0].upper(), PASSAGES[1]]

    marks = relevance.signals("lighthouse", passages, [0, 1, 2]).hallmarks

    assert (marks[0] == marks[1], set(marks[0]) & set(marks[2])) == (True, set())


def test_endings_do_not_hide_a_word(relevance: Relevance) -> None:
    """N-grams find a word in another form."""
    signals = relevance.signals("bakes", PASSAGES, DOCUMENTS)

    assert best_of(signals.grams) in {2, 3}


def test_unspaced_scripts_are_compared(relevance: Relevance) -> None:
    """N-grams find what is asked for in a text without blanks."""
    passages = ["\u706f\u5854\u5efa\u4e8e\u5317\u65b9", "\u9762\u5305\u7531\u9762\u7c89"]

    signals = relevance.signals("\u706f\u5854\u5728\u54ea", passages, [0, 1])

    assert signals.grams == [1_000, 0]


@pytest.mark.parametrize("passages", HOSTILE.values(), ids=HOSTILE)
def test_no_text_is_refused(relevance: Relevance, passages: list[str]) -> None:
    """Whatever the passages and the query are, there is a measure for each passage."""
    signals = relevance.signals("a \ud800 \x1e query", passages, [0] * len(passages))

    assert len(signals.grams) == len(passages)


def test_no_passages_have_no_measures(relevance: Relevance) -> None:
    """An empty text has nothing to compare."""
    assert relevance.signals("query", [], []) == Signals()


def test_a_query_longer_than_the_text_is_taken_by_its_ends(relevance: Relevance) -> None:
    """What is asked at the end of a long query counts."""
    query = "x " * 50_000 + "when was the lighthouse built"

    signals = relevance.signals(query, PASSAGES, DOCUMENTS)

    assert best_of(signals.grams) == 0


def test_chunks_do_not_show(relevance: Relevance) -> None:
    """A passage is found among more of them than are gone through at a time."""
    passages = ["Nothing of the kind."] * 9_000 + ["The lighthouse stands."]

    signals = relevance.signals("lighthouse", passages, [0] * 9_001)

    assert best_of(signals.words) == 9_000
