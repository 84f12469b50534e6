"""Jobs of many items: the same results as one call each, errors by item, and pages."""

from collections.abc import Iterator, Sequence

import pytest
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

from tests.e2e.jobs import (
    PROSE,
    chat_item,
    created,
    finished,
    report,
    results,
    text_item,
    watched,
)
from tests.e2e.requests import by_encoding, by_model
from tests.e2e.running import RunningServer, running_server
from tests.e2e.statuses import failure_of

Job = pb.CompressionJob
REFUSE = types_pb2.UNKNOWN_MODEL_HANDLING_REFUSE
LOG = "".join(f"2026-11-23 12:00:{second:02} INFO job {second} took 3 ms\n" for second in range(60))
GOOD = [
    text_item(),
    text_item(LOG, kind=pb.SEGMENT_KIND_LOG, tokenizer=by_encoding("cl100k_base")),
    text_item(pins=[types_pb2.TextRange(end=33)], options=pb.CompressionOptions(query="goats?")),
    text_item("größer 😀", tokenizer=by_model("claude-opus-4-5")),
    text_item(options=pb.CompressionOptions(strategy=pb.COMPRESSION_STRATEGY_TRUNCATE_TAIL)),
    text_item("", budget=0),
    chat_item(),
    chat_item(frozen_message_count=1, model="claude-sonnet-4-5"),
    chat_item(budget=100_000),
]
BAD = [
    (
        text_item(pins=[types_pb2.TextRange(end=len(PROSE))]),
        "BUDGET_INFEASIBLE",
        {"token_budget": "40", "blamed": "pins[0]"},
    ),
    (
        text_item(
            tokenizer=types_pb2.TokenizerSelector(model="no such model", unknown_model=REFUSE)
        ),
        "MODEL_NOT_FOUND",
        {"model": "no such model"},
    ),
    (text_item(tokenizer=by_encoding("no such")), "ENCODING_NOT_FOUND", {}),
    (
        text_item(options=pb.CompressionOptions(strategy=pb.COMPRESSION_STRATEGY_ABSTRACTIVE)),
        "ABSTRACTION_OFF",
        {},
    ),
    (
        pb.CompressionItem(
            messages=pb.CompressMessagesRequest(
                model="gpt-4o", chat=types_pb2.ChatRequest(openai_json="{"), token_budget=9
            )
        ),
        "REQUEST_BODY_MALFORMED",
        {},
    ),
    (chat_item(frozen_message_count=4), "VALUE_INVALID", {"field": "frozen_message_count"}),
    (chat_item(budget=1), "BUDGET_INFEASIBLE", {"token_budget": "1"}),
]


@pytest.fixture(scope="module")
def busy() -> Iterator[RunningServer]:
    """A server with a process that does jobs."""
    with running_server(job_processes=1) as running:
        yield running


def outcomes(
    server: RunningServer, items: Sequence[pb.CompressionItem]
) -> list[pb.CompressionItemResult]:
    """What becomes of items in one job."""
    job = created(server, *items)
    finished(server, job.job_id)
    return [result for page in results(server, job.job_id) for result in page]


def at_once(server: RunningServer, item: pb.CompressionItem) -> object:
    """What one call makes of an item."""
    if item.HasField("text"):
        return server.compression.CompressText(item.text)
    return server.compression.CompressMessages(item.messages)


def test_items_have_the_results_of_single_calls(busy: RunningServer) -> None:
    """Texts and chats of any kind come out byte for byte as when they are asked for at once."""
    expected = [at_once(busy, item) for item in GOOD]

    actual = outcomes(busy, GOOD)

    assert expected == [getattr(result, result.WhichOneof("outcome")) for result in actual]
    assert [*range(len(GOOD))] == [result.index for result in actual]


def test_items_have_the_errors_of_single_calls(busy: RunningServer) -> None:
    """What one call refuses is a problem of its item, with the same reason, sentence and facts."""
    items = [item for item, _, _ in BAD]
    failures = [failure_of(lambda item=item: at_once(busy, item)) for item in items]  # type: ignore[misc]  # mypy cannot infer a lambda's default

    errors = [result.error for result in outcomes(busy, items)]

    assert [reason for _, reason, _ in BAD] == [error.reason for error in errors]
    assert [each.reason for each in failures] == [error.reason for error in errors]
    assert [each.message for each in failures] == [error.message for error in errors]
    assert all(
        facts.items() <= error.metadata.items()
        for (_, _, facts), error in zip(BAD, errors, strict=True)
    )


def test_a_job_succeeds_with_any_of_its_items(busy: RunningServer) -> None:
    """Errors stay with their items; the job counts them."""
    bad, good = BAD[0][0], GOOD[0]
    job = finished(busy, created(busy, bad, good, bad, good).job_id)

    kinds = [
        result.WhichOneof("outcome") for (page) in results(busy, job.job_id) for result in page
    ]

    assert ["error", "text", "error", "text"] == kinds
    assert (Job.STATE_SUCCEEDED, 4, 2) == (
        job.state,
        job.completed_item_count,
        job.failed_item_count,
    )
    assert not job.HasField("error")


def test_a_job_of_errors_fails_with_the_first(busy: RunningServer) -> None:
    """Where no item has a result, the job says why the first has none."""
    job = finished(busy, created(busy, BAD[0][0], BAD[1][0]).job_id)

    assert (Job.STATE_FAILED, "BUDGET_INFEASIBLE") == (job.state, job.error.reason)
    assert (2, 2, 1) == (job.completed_item_count, job.failed_item_count, job.attempt_count)


@pytest.mark.parametrize(
    ("page_size", "expected"), [(2, [2, 2, 1]), (5, [5]), (0, [5]), (1, [1] * 5)]
)
def test_results_come_in_pages(busy: RunningServer, page_size: int, expected: list[int]) -> None:
    """As many on each as were asked for, without an empty page behind them."""
    job = finished(busy, created(busy, *[text_item("short")] * 5).job_id)

    pages = results(busy, job.job_id, page_size=page_size)

    assert expected == [len(page) for page in pages]
    assert [*range(5)] == [result.index for page in pages for result in page]


def test_a_page_fits_into_a_message(busy: RunningServer) -> None:
    """Clients take 4 MiB at once; larger results come on more pages than were asked for."""
    large = "The keeper kept goats. " * 40_000
    job = created(busy, *[text_item(large, budget=1_000_000)] * 4)
    finished(busy, job.job_id)

    pages = results(busy, job.job_id)

    assert [3, 1] == [len(page) for page in pages]
    assert [large] * 4 == [result.text.text for page in pages for result in page]


def test_a_long_job_grows_while_it_is_watched(busy: RunningServer) -> None:
    """Results can be had before the end, and counts only grow."""
    job = created(busy, *[chat_item(budget=100 + number % 50) for number in range(150)])
    request = pb.WatchCompressionJobRequest(job_id=job.job_id)
    early = 0

    counts = []
    for event in busy.compression.WatchCompressionJob(request, timeout=60):
        counts.append(event.completed_item_count)
        if 0 < event.completed_item_count < 150:
            early = max(early, len(report(busy, job.job_id, page_size=1_000).results))

    assert sorted(counts) == counts
    assert 150 == counts[-1]
    assert 64 <= early
    assert 150 == sum(len(page) for page in results(busy, job.job_id, page_size=40))


def test_every_change_of_a_batch_is_told_in_order(busy: RunningServer) -> None:
    """A job of two hundred items has an event for each piece that is kept, without a gap."""
    job = created(busy, *[text_item("short")] * 200)

    events = watched(busy, job.job_id)

    assert [*range(1, len(events) + 1)] == [event.sequence for event in events]
    assert [64, 128, 192, 200] == [each.completed_item_count for each in events][-4:]
