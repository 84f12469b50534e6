"""Room for jobs is known without counting all of them each time, and hardly ever overdrawn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from application.compression.jobs.room import OpenJobs
from domain.compression.jobs.policy import TooManyJobs

if TYPE_CHECKING:
    from ports.outbound.jobs import CompressionJobRepository

LIMIT = 100_000


@dataclass
class CountedJobs:
    """Plays what is needed of ports.outbound.jobs.CompressionJobRepository.

    Args:
        number: How many jobs are open.
        asked: How often they were counted.
    """

    number: int = 0
    asked: int = 0

    def open_count(self) -> int:
        self.asked += 1
        return self.number

    def fill(self, room: OpenJobs) -> int:
        """How many jobs are let in until there is no room."""
        before = self.number
        try:
            while self.number <= 2 * LIMIT:
                room.admit(cast("CompressionJobRepository", self))
                self.number += 1
        except TooManyJobs:
            return self.number - before
        raise AssertionError("there is room without end")


@pytest.mark.parametrize("limit", [1, 100, 4_095, LIMIT])
def test_one_process_accepts_as_many_as_are_kept(limit: int) -> None:
    """Counted or not, the limit is kept to the job."""
    jobs = CountedJobs()

    assert limit == jobs.fill(OpenJobs(limit))


def test_hardly_any_are_counted_where_there_is_room() -> None:
    """In a large empty store, most jobs are accepted without counting."""
    jobs = CountedJobs()

    jobs.fill(OpenJobs(LIMIT))

    assert jobs.asked < LIMIT // 4


@pytest.mark.parametrize("processes", [1, 16, 64])
def test_processes_that_rested_overdraw_by_little(processes: int) -> None:
    """What others knew of the room before one of them filled it is a sixty-fourth of it at most."""
    jobs, rooms = CountedJobs(), [OpenJobs(LIMIT) for _ in range(processes)]
    for room in rooms:
        room.admit(cast("CompressionJobRepository", jobs))
        jobs.number += 1
    jobs.fill(OpenJobs(LIMIT))

    for room in rooms:
        jobs.fill(room)

    assert LIMIT <= jobs.number <= LIMIT + processes * LIMIT // 4_096


def test_room_comes_back_with_the_jobs_that_end() -> None:
    """Who was refused is let in once there are fewer."""
    jobs, room = CountedJobs(), OpenJobs(3)
    jobs.fill(room)
    jobs.number -= 1

    assert 1 == jobs.fill(room)
