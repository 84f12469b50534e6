"""What every CompressionJobRepository must promise of prompts and results."""

from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.compression.jobs.faults import (
    JobChanged,
)
from domain.compression.jobs.items import JobItem
from domain.compression.jobs.outcomes import Outcome, Problem
from domain.tokens.model import TextNotUnicode
from ports.outbound.storage import Storage
from tests.contract.job_examples import (
    PROBLEM,
    a_job,
    chat_item,
    compressed_chat,
    compressed_text,
    kept_job,
    text_item,
)
from tests.contract.storages import Opened

ODD_TEXTS = ["", "a\x00b", "ไทย 😀\r\n", "e\u0301 é \ufeff", '"\\u0000"', "\U0010ffff"]


def read_items(storage: Storage, *, start: int = 0, limit: int = 10_000) -> Sequence[JobItem]:
    """The items of the job."""
    with storage.begin(is_read_only=True) as unit:
        return list(unit.jobs.items("job", start=start, limit=limit))


def add_outcomes(storage: Storage, outcomes: Mapping[int, Outcome]) -> None:
    """Keep what became of items of the job."""
    with storage.begin() as unit:
        unit.jobs.add_outcomes("job", outcomes)
        unit.commit()


def read_outcomes(
    storage: Storage, *, start: int = 0, limit: int = 10_000, byte_limit: int = 1_000_000_000
) -> Mapping[int, Outcome]:
    """What became of items of the job."""
    with storage.begin(is_read_only=True) as unit:
        return unit.jobs.outcomes("job", start=start, limit=limit, byte_limit=byte_limit)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_items_come_back_as_they_were(storage: Storage, text: str) -> None:
    """Texts and chats, with all that was asked of them, are kept character by character."""
    expected: list[JobItem] = [text_item(text), chat_item(text)]
    kept_job(storage, items=expected)

    assert expected == read_items(storage)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_outcomes_come_back_as_they_were(storage: Storage, text: str) -> None:
    """Results of texts and chats, and problems, are kept with every part of them."""
    expected: dict[int, Outcome] = {
        0: compressed_text(text),
        1: compressed_chat(text),
        2: Problem("REASON", text, {"fact": text}),
    }
    kept_job(storage)

    add_outcomes(storage, expected)

    assert expected == read_outcomes(storage)


@given(texts=st.lists(st.text(), min_size=1, max_size=5))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_unicode_is_kept(storage: Storage, texts: Sequence[str]) -> None:
    """Whatever texts a job has and results in, they come back in order."""
    items = [text_item(text) for text in texts]
    outcomes = {index: compressed_text(text) for index, text in enumerate(texts)}

    with storage.begin() as unit:
        unit.jobs.add(a_job(unit), items)
        unit.jobs.add_outcomes("job", outcomes)
        kept = list(unit.jobs.items("job", start=0, limit=9))
        found = unit.jobs.outcomes("job", start=0, limit=9, byte_limit=10**9)

    assert (items, outcomes) == (kept, found)


@pytest.mark.parametrize(
    ("start", "limit", "expected"), [(0, 2, [0, 1]), (3, 5, [3, 4]), (5, 1, []), (2, 0, [])]
)
def test_items_can_be_read_in_stretches(
    storage: Storage, start: int, limit: int, expected: list[int]
) -> None:
    """Items come in order from an index on, no more than asked for."""
    items = [text_item(str(index)) for index in range(5)]
    kept_job(storage, items=items)

    assert [items[index] for index in expected] == read_items(storage, start=start, limit=limit)


@pytest.mark.parametrize("texts", [["half \ud800"], ["fine", "half \ud800"]])
def test_half_a_character_is_refused(database: Opened, texts: list[str]) -> None:
    """A text that is no Unicode cannot be counted, and is not kept either."""
    with pytest.raises(TextNotUnicode):
        kept_job(database.storage, items=[text_item(text) for text in texts])

    with database.storage.begin(is_read_only=True) as unit:
        assert {} == unit.jobs.sequences(["job"])


def test_a_job_may_have_a_thousand_items(storage: Storage) -> None:
    """A thousand items and their outcomes are kept in order."""
    items = [text_item(f"text {index}") for index in range(1_000)]
    outcomes: dict[int, Outcome] = {
        index: compressed_text(f"result {index}") for index in range(1_000)
    }
    kept_job(storage, items=items)

    add_outcomes(storage, outcomes)

    assert items == read_items(storage)
    assert list(outcomes.items()) == list(read_outcomes(storage).items())


def test_an_item_may_have_sixteen_megabytes(storage: Storage) -> None:
    """A text of 16 MB that cannot be packed is kept, and so is its result."""
    text = Random(1).randbytes(8_000_000).hex()
    expected = ([text_item(text)], {0: compressed_text(text)})
    kept_job(storage, items=expected[0])

    add_outcomes(storage, expected[1])

    assert expected == (read_items(storage), read_outcomes(storage))


def test_an_unknown_job_has_no_contents(storage: Storage) -> None:
    """Where there is no job there are no items, outcomes and events."""
    with storage.begin(is_read_only=True) as unit:
        assert [] == list(unit.jobs.items("job", start=0, limit=1))
        assert {} == unit.jobs.outcomes("job", start=0, limit=1, byte_limit=1)
        assert [] == list(unit.jobs.events("job", after=0, limit=1))
        assert 0 == unit.jobs.next_item("job")


def test_an_item_has_one_outcome(storage: Storage) -> None:
    """A second outcome of an item is refused, and the first one stays."""
    expected = {0: compressed_text("first")}
    kept_job(storage)
    add_outcomes(storage, expected)

    with storage.begin() as unit, pytest.raises(JobChanged):
        unit.jobs.add_outcomes("job", {0: compressed_text("second"), 1: PROBLEM})

    assert expected == read_outcomes(storage)


def test_no_job_has_no_outcome(storage: Storage) -> None:
    """An outcome of a job that is not there is refused."""
    with storage.begin() as unit, pytest.raises(JobChanged):
        unit.jobs.add_outcomes("job", {0: PROBLEM})


def test_nothing_may_come_of_a_step(storage: Storage) -> None:
    """To keep no outcomes changes nothing."""
    kept_job(storage)

    add_outcomes(storage, {})

    assert {} == read_outcomes(storage)


def test_the_next_item_follows_the_last_outcome(storage: Storage) -> None:
    """The next item to do is the first one without an outcome."""
    expected = [0, 2, 3]
    kept_job(storage, items=[text_item()] * 3)
    actual = []

    for outcomes in ({}, {0: PROBLEM, 1: PROBLEM}, {2: PROBLEM}):
        with storage.begin() as unit:
            unit.jobs.add_outcomes("job", outcomes)
            actual.append(unit.jobs.next_item("job"))
            unit.commit()

    assert expected == actual


@pytest.mark.parametrize(
    ("start", "limit", "expected"), [(0, 2, [0, 1]), (1, 9, [1, 2]), (3, 1, []), (0, 0, [])]
)
def test_outcomes_can_be_read_in_stretches(
    storage: Storage, start: int, limit: int, expected: list[int]
) -> None:
    """Outcomes come in order from an index on, no more than asked for; gaps are none."""
    kept_job(storage)
    add_outcomes(storage, {1: PROBLEM, 0: PROBLEM})
    add_outcomes(storage, {2: PROBLEM})

    assert expected == list(read_outcomes(storage, start=start, limit=limit))


@pytest.mark.parametrize(
    ("byte_limit", "expected"),
    [(0, [0]), (90_000, [0]), (250_000, [0, 1]), (350_000, [0, 1, 2]), (9_000_000, [0, 1, 2, 3])],
)
def test_outcomes_are_cut_by_their_size(
    storage: Storage, byte_limit: int, expected: list[int]
) -> None:
    """Of large outcomes as many are given as fit, though packed they would be small; one always."""
    kept_job(storage)
    add_outcomes(storage, {index: compressed_text("a" * 100_000) for index in range(4)})

    assert expected == list(read_outcomes(storage, byte_limit=byte_limit))
