"""Counts are made as the other use cases make them, and kept without what was counted."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from application.tokens.records import AnalysisRecorder
from domain.shared.errors import InvalidValue, SteelyardError
from domain.shared.pages import PageRequest
from domain.shared.storage import StorageFull
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.kept_analyses import (
    LABEL_LIMIT,
    AnalysisFilter,
    KeptAnalysis,
    TokenAnalysisNotFound,
)
from domain.tokens.model import (
    CountMethod,
    SpecialTokens,
    TokenizerSelector,
    UnknownModel,
)
from ports.inbound.analysis_records import AnalysisRecords
from tests.fakes.clock import FrozenClock
from tests.fakes.storage import RememberedStorage
from tests.unit.application.world import World, by_encoding, by_model, chat, quickness_of, result_of

NOW = datetime(2026, 11, 23, 12, 0, 0, 123_456, UTC)
KEPT_S = 60
ONE = by_model("one")
UNKNOWN = TokenizerSelector(model="zzz", unknown_model=UnknownModel.REFUSE)
NO_LABELS: Mapping[str, str] = {}
CANARY = "canary" * 3
FULL = StorageFull("no room", cause="SQLITE_FULL")


@pytest.fixture
def storage() -> RememberedStorage:
    return RememberedStorage(clock=FrozenClock(NOW))


@pytest.fixture
def recorder(world: World, storage: RememberedStorage) -> AnalysisRecorder:
    numbers = count(1)
    return AnalysisRecorder(
        texts=world.texts,
        chats=world.chats,
        storage=storage,
        new_id=lambda: f"id-{next(numbers)}",
        kept_s=KEPT_S,
    )


def shelf(storage: RememberedStorage) -> list[KeptAnalysis]:
    """What is kept."""
    return list(storage.tables.analyses.values())


def created(
    recorder: AnalysisRecords,
    subject: str | ChatRequest,
    selector: TokenizerSelector = ONE,
    labels: Mapping[str, str] = NO_LABELS,
) -> KeptAnalysis:
    steps = recorder.create_token_analysis(selector=selector, subject=subject, labels=labels)
    return result_of(steps)()


def is_found(recorder: AnalysisRecorder, analysis_id: str) -> bool:
    """Whether an analysis can be had, as it was listed or made."""
    try:
        return recorder.get_token_analysis(analysis_id=analysis_id).analysis_id == analysis_id
    except TokenAnalysisNotFound:
        return False


@pytest.mark.parametrize("selector", [ONE, by_encoding("characters"), by_model("framed")])
def test_a_text_is_counted_as_count_tokens_does(
    recorder: AnalysisRecorder, world: World, selector: TokenizerSelector
) -> None:
    """What is kept is the answer of the other use case, frame and provenance included."""
    expected = world.texts.count_tokens(
        selector=selector, text="héllo", special_tokens=SpecialTokens.AS_TEXT
    )

    kept = created(recorder, "héllo", selector)

    assert expected == kept.analysis
    assert (selector.model, selector.encoding) == (kept.model, kept.encoding)
    assert (6, False) == (kept.byte_count, kept.is_chat)


def test_a_chat_is_counted_as_count_messages_does(recorder: AnalysisRecorder, world: World) -> None:
    """What is kept is the total, without the pieces."""
    request = chat("aaaa", "bb")
    expected = result_of(
        world.chats.count_messages(model="one", chat=request, unknown_model=UnknownModel.REFUSE)
    )

    kept = created(recorder, request)

    assert (expected.count.total, expected.provenance) == (
        kept.analysis.count,
        kept.analysis.provenance,
    )
    assert (len(request.body), True) == (kept.byte_count, kept.is_chat)


@pytest.mark.parametrize("subject", ["", chat("a")])
def test_an_analysis_is_kept_for_a_while_by_the_clock_of_the_store(
    recorder: AnalysisRecorder, storage: RememberedStorage, subject: str | ChatRequest
) -> None:
    """It has a name of its own, its labels, and the moments that it lives between."""
    kept = created(recorder, subject, labels={"service": "search"})

    assert [kept] == shelf(storage)
    assert ("id-1", {"service": "search"}) == (kept.analysis_id, kept.labels)
    assert (NOW, NOW + timedelta(seconds=KEPT_S)) == (kept.created_at, kept.expires_at)


def test_an_unknown_model_is_estimated_where_that_is_wanted(recorder: AnalysisRecorder) -> None:
    """As the selector says, for texts and chats alike."""
    expected = [CountMethod.HEURISTIC] * 2

    kept = [created(recorder, subject, by_model("zzz")) for subject in ("hello", chat("hello"))]

    assert expected == [each.analysis.count.method for each in kept]


def test_nothing_of_what_was_counted_is_kept(
    recorder: AnalysisRecorder, storage: RememberedStorage
) -> None:
    """Neither of a text nor of a chat."""
    created(recorder, CANARY)
    created(recorder, chat(CANARY))

    assert 2 == len(shelf(storage))
    assert CANARY not in repr(storage.tables)


def test_the_store_is_not_asked_before_the_count_is_made(
    recorder: AnalysisRecorder, storage: RememberedStorage
) -> None:
    """Counting is one thing, and keeping the count is another one that waits for the store."""
    storage.fault = FULL
    keep = result_of(recorder.create_token_analysis(selector=ONE, subject="a", labels=NO_LABELS))
    storage.fault = None

    kept = keep()

    assert [kept] == shelf(storage)


@pytest.mark.parametrize(("length", "quick"), [(10, True), (11, False)])
def test_a_long_text_is_not_counted_on_the_loop(
    recorder: AnalysisRecorder, *, length: int, quick: bool
) -> None:
    """The tokenizer says which are long."""
    steps = recorder.create_token_analysis(selector=ONE, subject="a" * length, labels=NO_LABELS)

    assert quick == steps.is_quick()


def test_a_chat_is_counted_in_the_steps_of_counting(recorder: AnalysisRecorder) -> None:
    """As quick as those of the other use case."""
    request = chat("aaaa", "b" * 100)
    expected = quickness_of(
        World().chats.count_messages(model="one", chat=request, unknown_model=UnknownModel.REFUSE)
    )

    steps = recorder.create_token_analysis(selector=ONE, subject=request, labels=NO_LABELS)

    assert expected == quickness_of(steps)
    assert {True, False} == set(expected)


@pytest.mark.parametrize(
    ("subject", "selector", "reason"),
    [
        ("a", UNKNOWN, "MODEL_NOT_FOUND"),
        (chat("a"), UNKNOWN, "MODEL_NOT_FOUND"),
        ("a", by_encoding("zzz"), "ENCODING_NOT_FOUND"),
        ("\ud800", ONE, "TEXT_NOT_UNICODE"),
        (chat("\ud800"), ONE, "TEXT_NOT_UNICODE"),
        (ChatRequest(ChatShape.OPENAI, "{"), ONE, "REQUEST_BODY_MALFORMED"),
        (chat(*["a"] * 10_001), ONE, "CONVERSATION_TOO_LARGE"),
        (chat("a"), by_encoding("characters"), "VALUE_INVALID"),
    ],
)
def test_what_cannot_be_counted_is_not_kept(
    *,
    recorder: AnalysisRecorder,
    storage: RememberedStorage,
    subject: str | ChatRequest,
    selector: TokenizerSelector,
    reason: str,
) -> None:
    """The error is that of counting, and the store is not asked for anything."""
    storage.fault = FULL

    with pytest.raises(SteelyardError) as caught:
        created(recorder, subject, selector)

    assert reason == caught.value.reason


def test_a_chat_is_not_counted_by_an_encoding(recorder: AnalysisRecorder) -> None:
    """How messages are framed is known of models only."""
    with pytest.raises(InvalidValue) as caught:
        created(recorder, chat("a"), by_encoding("characters"))

    assert "tokenizer" == caught.value.field


def test_labels_that_none_can_have_are_refused_before_anything_is_counted(
    recorder: AnalysisRecorder, world: World
) -> None:
    """So that nothing is done in vain."""
    labels = {str(number): "" for number in range(LABEL_LIMIT + 1)}

    with pytest.raises(InvalidValue, match="labels"):
        recorder.create_token_analysis(selector=ONE, subject="a", labels=labels)

    assert not world.telemetry.counts


def test_labels_are_those_of_the_request(recorder: AnalysisRecorder) -> None:
    """Whatever becomes of the mapping that they came in."""
    labels = {"service": "search"}
    steps = recorder.create_token_analysis(selector=ONE, subject="a", labels=labels)
    labels["service"] = "other"

    kept = result_of(steps)()

    assert {"service": "search"} == kept.labels


def test_a_fault_of_the_store_comes_out_as_it_is(
    recorder: AnalysisRecorder, storage: RememberedStorage
) -> None:
    """Whoever asked learns that nothing is kept."""
    storage.fault = FULL

    with pytest.raises(StorageFull):
        created(recorder, "a")

    assert [] == shelf(storage)


@pytest.mark.parametrize(("later_s", "is_there"), [(KEPT_S - 1, True), (KEPT_S, False)])
def test_an_analysis_is_given_back_until_it_expires(
    recorder: AnalysisRecorder, storage: RememberedStorage, *, later_s: int, is_there: bool
) -> None:
    """By the clock of the store, one by one and in listings."""
    kept = created(recorder, "a")
    storage.clock = FrozenClock(NOW + timedelta(seconds=later_s))

    listed = recorder.list_token_analyses(wanted=AnalysisFilter(), request=PageRequest())

    assert (kept,) * is_there == listed.items
    assert is_there == is_found(recorder, kept.analysis_id)


def test_an_analysis_that_never_was_is_not_found(recorder: AnalysisRecorder) -> None:
    """The error names what was asked for."""
    with pytest.raises(TokenAnalysisNotFound) as caught:
        recorder.get_token_analysis(analysis_id="id-1")

    assert {"analysis_id": "id-1"} == caught.value.metadata


def test_a_listing_is_filtered_and_cut_into_pages(recorder: AnalysisRecorder) -> None:
    """For the filter and the page that were asked for."""
    labels = [{"stage": "live"}, {"stage": "test"}, {"stage": "live", "service": "search"}]
    kept = [created(recorder, "a", labels=each) for each in labels]
    wanted = AnalysisFilter(model="one", labels={"stage": "live"})

    first = recorder.list_token_analyses(wanted=wanted, request=PageRequest(1))
    last = recorder.list_token_analyses(wanted=wanted, request=PageRequest(1, first.next_token))

    assert ((kept[2],), (kept[0],), "") == (first.items, last.items, last.next_token)
