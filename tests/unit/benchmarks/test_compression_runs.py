from pathlib import Path

from benchmarks.compression_answers import Answer, tokens
from benchmarks.compression_controls import CONTROLS, head
from benchmarks.compression_data import DataSet, Item
from benchmarks.compression_measures import AnswerRecall
from benchmarks.compression_report import Memory, Report
from benchmarks.compression_runs import OURS, Results, run

TEXT = "Owls hunt at night. " * 30 + "The answer is 42. " + "Mice hide by day. " * 30


def items(count: int) -> DataSet:
    """A data set of one text, many times."""
    measure = AnswerRecall(("42",))
    return DataSet(
        "nq20",
        "A title",
        "documents",
        (0.5, 0.1),
        ("answer recall",),
        tuple(
            Item(str(key), str(key), TEXT, "what is the answer", measure) for key in range(count)
        ),
        (),
    )


def half(text: str, query: str, budget: int) -> Answer:
    """What uses only half of its budget."""
    return head(text, query, budget // 2)


def refusing(text: str, query: str, budget: int) -> Answer:
    """What never answers."""
    del text, query, budget
    return Answer("", 1.0, 1.0, "BUDGET_INFEASIBLE")


def run_of(count: int = 2) -> Results:
    """Without peers."""
    return run(items(count), half, CONTROLS, [])


def test_controls_are_given_what_steelyard_used() -> None:
    """The head has exactly as many tokens as Steelyard, not as the budget allows."""
    cell = run_of(1).cells[0]

    (mine,), (theirs,) = cell.arms[OURS], cell.arms["head"]

    assert theirs.budget == mine.achieved == theirs.achieved


def test_controls_are_given_the_budget_where_steelyard_refused() -> None:
    """A refusal leaves the controls the whole budget."""
    results = run(items(1), refusing, CONTROLS, [])

    allowed = [cell.arms["head"][0].budget for cell in results.cells]

    assert allowed == [int(tokens().count(TEXT) * share) for share in (0.5, 0.1)]


def test_page_and_plot_are_written(tmp_path: Path) -> None:
    """A run leaves a page, a plot of each data set and all figures."""
    report = Report([run_of()], "make", {OURS: Memory(1.0, 2.0)}, {}, "there are none")

    report.save(tmp_path / "docs", tmp_path / "reports")

    written = sorted(path.name for path in tmp_path.rglob("*.*"))
    assert written == ["compression-nq20.svg", "compression.json", "compression.md"]


def test_a_broken_budget_is_counted() -> None:
    """More tokens than were allowed are a broken budget."""

    def everything(text: str, query: str, budget: int) -> Answer:
        del query, budget
        return Answer(text, 1.0, 1.0)

    report = Report([run(items(3), everything, {}, [])], "make", {}, {}, "")

    assert report.broken_budgets() == 3 * 2
