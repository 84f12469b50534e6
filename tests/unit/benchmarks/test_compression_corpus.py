from benchmarks.compression_answers import Answer, tokens
from benchmarks.compression_corpus import KINDS, check_budgets, made_up


def nothing(text: str, query: str, budget: int) -> Answer:
    """What leaves nothing."""
    del text, query, budget
    return Answer("", 0.0, 0.0)


def everything(text: str, query: str, budget: int) -> Answer:
    """What leaves all of it."""
    del query, budget
    return Answer(text, 0.0, 0.0)


def test_every_kind_is_made_up() -> None:
    """One round has a text of each kind."""
    kinds = [kind for kind, *_ in made_up(len(KINDS))]

    assert kinds == list(KINDS)


def test_runs_make_up_the_same() -> None:
    """Two runs have the same texts, queries and budgets."""
    first, second = list(made_up(20)), list(made_up(20))

    assert first == second


def test_what_is_above_its_budget_is_told() -> None:
    """A compressor that leaves everything is found out on every text that is longer."""
    longer = sum(tokens().count(text) > budget for _, text, _, budget in made_up(20))

    verdict = check_budgets(everything, 20)

    assert len(verdict.broken) == longer > 0


def test_nothing_is_within_any_budget() -> None:
    """What leaves nothing breaks no budget."""
    verdict = check_budgets(nothing, 20)

    assert verdict.broken == ()
