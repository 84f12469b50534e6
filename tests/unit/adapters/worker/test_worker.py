"""A worker takes jobs until it is told to stop, whatever fails in between."""

from threading import Event

import pytest

from domain.shared.storage import StorageOutdated
from tests.fakes.work import NativePanic, ScriptedWork, lost_storage
from tests.unit.adapters.worker.shifts import Shift, raising, steps

SECRET = "the prompt that nobody may read"  # noqa: S105 - no password


def test_jobs_are_done_one_after_the_other() -> None:
    """It joins once, does what it takes, and leaves."""
    name = "worker-1"
    expected = [("take", name), ("work", name)] * 2 + [("take", name), ("leave", name)]

    shift = Shift(ScriptedWork([steps(3), steps(1)])).run()

    assert [("join", name), *expected] == shift.work.asked


def test_each_job_is_worked_on_to_its_last_step() -> None:
    """Steps are taken until there is a result."""
    done: list[int] = []
    job = [lambda number=number: done.append(number) for number in range(5)]

    Shift(ScriptedWork([job])).run()

    assert [0, 1, 2, 3, 4] == done


def test_one_that_was_told_to_stop_takes_nothing() -> None:
    """Where the event is set before it begins, it does not even join."""
    shift = Shift(ScriptedWork([steps(1)]))
    shift.stop.set()

    shift.run()

    assert [] == shift.work.asked


def test_pauses_without_jobs_grow_to_a_fifth_of_a_second() -> None:
    """An idle worker asks ever less often, but a job that comes waits no longer than that."""
    shift = Shift(ScriptedWork())

    def idle() -> None:
        if len(shift.stop.pauses_s) == 12:
            shift.stop.set()

    shift.work.when_idle = idle

    shift.worker().run(shift.stop)

    assert 0.02 == shift.stop.pauses_s[0]
    assert sorted(shift.stop.pauses_s) == shift.stop.pauses_s
    assert 0.2 == shift.stop.pauses_s[-1]


def test_a_job_ends_the_long_pauses() -> None:
    """After a job it asks often again."""
    shift = Shift(ScriptedWork())

    def idle() -> None:
        if len(shift.stop.pauses_s) == 9:
            shift.work.jobs.append(steps(1))
        if shift.work.taken:
            shift.stop.set()

    shift.work.when_idle = idle

    shift.worker().run(shift.stop)

    assert [0.2, 0.02] == shift.stop.pauses_s[-2:]


def test_between_two_jobs_there_is_no_pause() -> None:
    """Who finds a job asks for the next one at once."""
    shift = Shift(ScriptedWork([steps(1)] * 5)).run()

    assert 1 == len(shift.stop.pauses_s)


@pytest.mark.parametrize("method", ["join", "take", "work", "release", "set_back"])
def test_after_a_fault_of_the_storage_there_is_another_name(method: str) -> None:
    """It cannot know what the old name holds, so it never uses it again."""
    jobs = [steps(3), steps(1)]
    work = ScriptedWork(jobs, faults={method: [lost_storage()]})
    shift = Shift(work, drain_s=0)
    if method == "release":
        jobs[0] = steps(3, shift.stop.set)
    if method == "set_back":
        jobs[0] = [raising(ValueError())]

    shift.run()

    failed = next(number for number, (name, _) in enumerate(work.asked) if name == method)
    later = work.asked[failed + 1 :]
    assert {"worker-2"} >= {name for _, name in later}
    assert (method == "release") == (later == [])


@pytest.mark.parametrize("error", [lost_storage(), StorageOutdated("tables are missing")])
def test_a_fault_within_a_job_is_one_of_the_storage(error: Exception) -> None:
    """What a step raises that is expected leaves the job to whoever comes after the lease."""
    work = ScriptedWork([[raising(error)], steps(1)])

    Shift(work).run()

    assert [] == work.calls("set_back", "release")
    assert [("work", "worker-1"), ("work", "worker-2")] == work.calls("work")


def test_a_storage_that_is_away_is_asked_twice_a_second() -> None:
    """A fault is followed by a pause, however many there are."""
    faults: list[BaseException | None] = [lost_storage() for _ in range(20)]
    shift = Shift(ScriptedWork([steps(1)], faults={"join": faults}))

    shift.run()

    assert [0.5] * 20 == shift.stop.pauses_s[:20]
    assert 1 == shift.work.taken


@pytest.mark.parametrize("error", [ValueError(SECRET), MemoryError(), NativePanic(SECRET)])
def test_what_nobody_expected_sets_the_job_back(error: BaseException) -> None:
    """A bug, and a panic that is no Exception, cost the attempt and not the worker."""
    work = ScriptedWork([[lambda: None, raising(error)], steps(2)])

    Shift(work).run()

    assert [("set_back", "worker-1")] == work.calls("set_back")
    assert [("work", "worker-1")] * 2 == work.calls("work")
    assert [("join", "worker-1")] == work.calls("join")


def test_a_job_that_cannot_be_begun_is_set_back() -> None:
    """What breaks before the first step counts as a failed attempt too."""
    work = ScriptedWork([steps(1)], faults={"work": [ValueError()]})

    Shift(work).run()

    assert [("set_back", "worker-1")] == work.calls("set_back")


def test_the_log_says_where_it_broke_and_not_with_what(capsys: pytest.CaptureFixture[str]) -> None:
    """The message of an exception may quote a prompt; its kind and place do not."""
    work = ScriptedWork([[raising(ValueError(SECRET))]])

    Shift(work).run()
    written = "".join(capsys.readouterr())

    assert SECRET not in written
    assert "builtins.ValueError" in written
    assert "job-1" in written
    assert "shifts.py" in written


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit])
def test_a_program_that_ends_is_not_held_up(ending: type[BaseException]) -> None:
    """What ends a program passes, and no attempt is said to have failed."""
    work = ScriptedWork([[raising(ending())]])

    with pytest.raises(ending):
        Shift(work).run()

    assert [] == work.calls("set_back", "release")


def test_the_job_at_hand_is_completed() -> None:
    """One that ends in time is not given back, and no other one is begun."""
    work = ScriptedWork()
    shift = Shift(work)
    done: list[str] = []
    work.jobs = [[shift.stop.set, lambda: None, lambda: done.append("last")], steps(1)]

    shift.run()

    assert ["last"] == done
    assert [] == work.calls("release")
    assert [("leave", "worker-1")] == work.asked[-1:]
    assert 1 == work.taken


def test_a_job_that_takes_longer_is_given_back() -> None:
    """When the patience is over, the job goes to another worker after the step at hand."""
    work = ScriptedWork()
    shift = Shift(work, drain_s=0.02)
    pause = Event()
    work.jobs = [[shift.stop.set, *(lambda: pause.wait(0.005) for _ in range(1_000))]]

    shift.run()

    assert [("release", "worker-1"), ("leave", "worker-1")] == work.asked[-2:]


def test_without_patience_a_job_is_given_back_at_once() -> None:
    """No step follows the one at hand."""
    done: list[str] = []
    work = ScriptedWork()
    shift = Shift(work, drain_s=0)
    work.jobs = [[shift.stop.set, lambda: done.append("second"), lambda: None]]

    shift.run()

    assert [] == done
    assert [("release", "worker-1")] == work.calls("release")


def test_a_storage_that_is_away_holds_up_no_end() -> None:
    """Leaving is tried once; the lease ends without it."""
    work = ScriptedWork([steps(1)], faults={"leave": [lost_storage()]})

    Shift(work).run()

    assert [("leave", "worker-1")] == work.asked[-1:]
