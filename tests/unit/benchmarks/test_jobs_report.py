from benchmarks.jobs_figures import (
    BareCost,
    Enqueueing,
    Round,
    StoreFigures,
    Throughput,
    Watching,
)
from benchmarks.jobs_report import Report
from benchmarks.jobs_texts import SMALL_BYTES, TextSource, Workload


def figures(delay_ms: float) -> StoreFigures:
    """One of each."""
    done = Round(Throughput(50.0, 50.0, 6.0, 2.0), BareCost(100.0, 4.0))
    return StoreFigures(
        work={"1 text of 1 KB": [done]},
        enqueueing={20_000: Enqueueing([2.0, 3.0], 400.0)},
        watching=Watching([delay_ms], [delay_ms], [300.0]),
    )


def test_every_figure_stands_in_the_row_of_its_store() -> None:
    """Doing, accepting and telling have a table each."""
    written = Report({}, {"SQLite": figures(40.0)}, {}).as_markdown()

    assert (
        "| SQLite | 1 text of 1 KB | 50.0 | 50.0 | 100.0 | 6.00 | 2.00 | 4.00 | 2.00 | 0.50 |"
    ) in written
    assert "| SQLite | 20,000 | 2.0 | 3.0 | 400 |" in written
    assert "| SQLite | delay at another server | 1 | 40 | 40 |" in written


def test_a_store_that_is_missing_is_named() -> None:
    """With the reason."""
    written = Report({}, {}, {"PostgreSQL": "PostgreSQL is not installed"}).as_markdown()

    assert "PostgreSQL was not measured: PostgreSQL is not installed." in written


def test_one_slow_store_misses_the_target() -> None:
    """The report says so."""
    report = Report({}, {"SQLite": figures(40.0), "PostgreSQL": figures(250.0)}, {})

    assert not report.meets_target()
    assert report.as_markdown().endswith("not met.\n")


def test_no_text_comes_twice() -> None:
    """Texts have the size that was asked for."""
    texts = TextSource(1).take(200, SMALL_BYTES)

    assert 200 == len(set(texts))
    assert {SMALL_BYTES} == {len(each) for each in texts}


def test_all_texts_are_in_a_job() -> None:
    """In their order."""
    load = Workload("batches", ["a", "b", "c", "d"], 2, SMALL_BYTES)

    assert (2, [["a", "b"], ["c", "d"]]) == (load.job_count, list(load.jobs()))
