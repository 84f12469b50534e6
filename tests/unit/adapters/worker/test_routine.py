"""What is due is done beside the jobs, whatever fails."""

from collections.abc import Callable
from threading import Event, current_thread
from threading import enumerate as enumerate_threads

import pytest

from adapters.inbound.worker.routine import Duty, Routine
from domain.shared.storage import StorageUnavailable
from tests.fakes.work import ScriptedWork, lost_storage
from tests.unit.adapters.worker.shifts import Shift, raising, steps

LEASE_S = 8.0
SECRET = "the prompt that nobody may read"  # noqa: S105 - no password
WITHIN_S = 10.0


def duties_of(shift: Shift) -> dict[str, Duty]:
    return {duty.name: duty for duty in shift.worker().duties(lease_s=LEASE_S)}


def during_a_job(work: ScriptedWork, do: Callable[[dict[str, Duty]], object]) -> None:
    """Do something with the duties of a worker while it works on a job."""
    shift = Shift(work)
    worker = shift.worker()
    duties = {duty.name: duty for duty in worker.duties(lease_s=LEASE_S)}
    work.jobs.append(steps(2, lambda: do(duties)))
    work.when_idle = shift.stop.set
    worker.run(shift.stop)


def test_signs_of_life_are_given_several_times_in_a_lease() -> None:
    """Some may be late or lost."""
    duties = duties_of(Shift(ScriptedWork()))

    assert duties["sign of life"].every_s <= LEASE_S / 3
    assert {"sign of life", "tend", "tidy"} == duties.keys()


def test_nobody_gives_a_sign_of_life_without_a_name() -> None:
    """Who has not joined, or has left, is not known to the storage."""
    shift = Shift(ScriptedWork())
    worker = shift.worker()
    sign = worker.duties(lease_s=LEASE_S)[0]

    sign.do()
    shift.work.when_idle = shift.stop.set
    worker.run(shift.stop)
    sign.do()

    assert [] == shift.work.calls("stay")


def test_signs_of_life_are_given_with_the_name() -> None:
    """While a job is worked on, its worker is said to live."""
    work = ScriptedWork()

    during_a_job(work, lambda duties: duties["sign of life"].do())

    assert [("stay", "worker-1")] == work.calls("stay")


def test_signs_of_life_are_given_with_the_latest_name() -> None:
    """A name that was given up is left to die: what it holds must be handed out again."""
    work = ScriptedWork([steps(1)], faults={"take": [lost_storage()]})

    during_a_job(work, lambda duties: duties["sign of life"].do())

    assert [("stay", "worker-2")] == work.calls("stay")


def test_jobs_are_tended_and_tidied() -> None:
    """Each duty asks for what it is named for."""
    shift = Shift(ScriptedWork())
    duties = duties_of(shift)

    duties["tend"].do()
    duties["tidy"].do()

    assert [("tend", ""), ("tidy", "")] == shift.work.asked


def test_duties_are_done_again_and_again() -> None:
    """On a thread of their own, which ends with the block."""
    threads: list[str] = []
    often = Event()

    def note() -> None:
        threads.append(current_thread().name)
        if len(threads) == 2:
            often.set()

    with Routine([Duty("note", note, 0.001)]):
        was_often = often.wait(WITHIN_S)

    assert was_often
    assert {"routine"} == set(threads)
    assert "routine" not in {thread.name for thread in enumerate_threads()}


@pytest.mark.parametrize("error", [lost_storage(), ValueError(SECRET)])
def test_a_duty_that_fails_ends_neither_itself_nor_the_others(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is tried again, and the log says what failed, but not with what words."""
    done: list[str] = []
    twice = Event()

    def fail() -> None:
        done.append("failed")
        raising(error)()

    def note() -> None:
        done.append("other")
        if done.count("other") == 2:
            twice.set()

    with Routine([Duty("first", fail, 0.001), Duty("second", note, 0.001)]):
        was_twice = twice.wait(WITHIN_S)
    written = "".join(capsys.readouterr())

    assert was_twice
    assert done.count("failed") >= 2
    assert "first" in written
    assert SECRET not in written


def test_a_duty_that_is_not_due_waits() -> None:
    """One that is rare is not done with one that is frequent."""
    done: list[str] = []
    often = Event()

    def note() -> None:
        done.append("often")
        if len(done) >= 3:
            often.set()

    with Routine([Duty("rare", lambda: done.append("rare"), 1e9), Duty("often", note, 0.001)]):
        often.wait(WITHIN_S)

    assert {"often"} == set(done)


def test_processes_that_start_together_do_so_apart() -> None:
    """The first time is anywhere within the interval."""
    every_s = 1_000.0
    duty = Duty("any", lambda: None, every_s)

    firsts = [Routine([duty])._due[0][0] for _ in range(50)]

    assert every_s / 4 < max(firsts) - min(firsts) <= every_s * 1.01


def test_storage_faults_say_their_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """An operator sees which one it is."""
    failed = Event()

    def fail() -> None:
        failed.set()
        raise lost_storage()

    with Routine([Duty("tend", fail, 0.001)]):
        failed.wait(WITHIN_S)

    assert StorageUnavailable.reason in "".join(capsys.readouterr())
