"""Jobs of many items are kept in pieces, and gone on with where they stopped."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from domain.compression.jobs.job import JobState
from domain.compression.jobs.outcomes import Outcome
from domain.compression.requests import CompressionRules, StayingMessages
from domain.compression.results import (
    CompressedChat,
    CompressedChatText,
    CompressedMessage,
    CompressedText,
    Reason,
)
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import UnknownModel
from tests.fakes.compression import OldMessagesDropped, TwoSteps
from tests.unit.application.compression.jobs.faults import FailingStorage, contradictions
from tests.unit.application.compression.jobs.world import (
    JobWorld,
    chat,
    infeasible,
    raising,
    text,
    texts,
)

CANARY = "the canary in the prompt"


def done_counts(world: JobWorld) -> list[int]:
    """How many items were done with each change since the job was begun."""
    events = world.desk().watch_compression_job(job_id="job-1", after=0)
    return [event.done_count for event in events if event.done_count]


def uninterrupted(number: int) -> Mapping[int, Outcome]:
    """What becomes of a job that nothing happens to."""
    world = JobWorld()
    world.created(*texts(number))
    world.worked()
    return world.outcomes()


def test_results_are_kept_in_pieces(world: JobWorld) -> None:
    """A long job is kept 64 items at a time, each piece with its event."""
    world.created(*texts(200))

    world.worked()

    assert [64, 128, 192, 200] == done_counts(world)
    assert [*range(200)] == list(world.outcomes())


@pytest.mark.parametrize(("number", "expected"), [(63, [63]), (64, [64, 64]), (65, [64, 65])])
def test_the_last_piece_comes_with_the_end(
    world: JobWorld, number: int, expected: list[int]
) -> None:
    """Around the size of a piece, too, every item is kept once, and the job ends."""
    world.created(*texts(number))

    world.worked()

    assert expected == done_counts(world)
    assert JobState.SUCCEEDED is world.job().state


def test_slow_items_are_kept_every_second(world: JobWorld) -> None:
    """Whoever watches a slow job sees it grow."""
    for index in range(1, 5):
        world.texts.happenings[f"text {index}"] = lambda: world.clock.pass_by(1)
    world.created(*texts(5))

    world.worked()

    assert [1, 2, 3, 4, 5] == done_counts(world)


def test_quick_items_behind_a_slow_one_are_kept_together(world: JobWorld) -> None:
    """After each look a second passes before the next one."""
    world.texts.happenings["text 1"] = lambda: world.clock.pass_by(1)
    world.created(*texts(5))

    world.worked()

    assert [1, 5] == done_counts(world)


@pytest.mark.parametrize(("crash_at", "begun_again_at"), [(0, 0), (63, 0), (64, 64), (150, 128)])
def test_kept_items_are_not_done_again(world: JobWorld, crash_at: int, begun_again_at: int) -> None:
    """Another worker goes on behind the last piece that was kept, and the result is the same."""
    world.texts.happenings[f"text {crash_at}"] = raising(ZeroDivisionError())
    world.created(*texts(200))
    with pytest.raises(ZeroDivisionError):
        world.worked()
    world.texts.happenings.clear()
    world.texts.compressed.clear()
    world.lose_workers()

    world.worked()

    assert [f"text {index}" for index in range(begun_again_at, 200)] == world.texts.compressed
    assert uninterrupted(200) == world.outcomes()
    assert [] == contradictions(world.memory.tables)


def test_a_job_all_of_whose_items_are_kept_ends(world: JobWorld) -> None:
    """A worker that is lost between the last piece and the end leaves only the end to do."""
    world.created(*texts(64))
    assignment = world.taken()
    lose_at_the_end(world)
    with pytest.raises(Exception, match="went away"):
        world.worked(assignment)
    world.storage = world.memory
    world.texts.compressed.clear()
    world.lose_workers()

    world.worked()

    assert [] == world.texts.compressed
    assert (JobState.SUCCEEDED, 64) == (world.job().state, world.job().done_count)


@pytest.mark.parametrize("left_over", [0, 1])
def test_a_failed_job_has_the_first_of_all_problems(world: JobWorld, left_over: int) -> None:
    """Whichever attempt met it, the reason of a failed job is that of its first item."""
    world.created(*[infeasible("x" * (10 + index)) for index in range(64 + left_over)])
    assignment = world.taken()
    lose_at_the_end(world)
    with pytest.raises(Exception, match="went away"):
        world.worked(assignment)
    world.storage = world.memory
    world.lose_workers()

    world.worked()

    assert JobState.FAILED is world.job().state
    assert world.outcomes()[0] == world.job().problem


def test_what_is_kept_is_without_the_prompts(world: JobWorld) -> None:
    """No stored outcome holds a text that it was made from, in a message neither."""
    world.chats = TellingChats()
    world.created(text(CANARY), chat("a chat"))

    world.worked()

    one, two = world.outcomes().values()
    assert isinstance(one, CompressedText)
    assert isinstance(two, CompressedChat)
    assert (CANARY[:4], "") == (one.text, one.source)
    assert [""] == [text.source for message in two.messages for text in message.texts]
    assert CANARY not in repr(world.outcomes())


@dataclass
class TellingChats(OldMessagesDropped):
    """Chats whose results hold the text that they were made from, as real ones do."""

    def compress_messages(
        self,
        *,
        model: str,
        chat: ChatRequest,
        rules: CompressionRules,
        staying: StayingMessages,
        unknown_model: UnknownModel,
    ) -> TwoSteps[CompressedChat]:
        made = super().compress_messages(
            model=model, chat=chat, rules=rules, staying=staying, unknown_model=unknown_model
        )
        told = CompressedChatText("messages[0].content", CANARY, ())
        message = CompressedMessage(0, is_removed=False, reason=Reason.TRUNCATED, texts=(told,))
        return TwoSteps(replace(made.result, messages=(message,)))


def lose_at_the_end(world: JobWorld) -> None:
    """Let the storage go away as soon as 64 items are kept."""
    reading, keeping = 4, 6
    world.storage = FailingStorage(world.memory, fails_at=reading + keeping + 1)
