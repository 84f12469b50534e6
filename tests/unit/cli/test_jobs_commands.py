import json
from pathlib import Path

import pytest

from adapters.inbound.cli.tables import drawn
from adapters.inbound.cli.views.jobs import event_line, job_table
from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.outcomes import Problem
from domain.shared.storage import StorageUnavailable
from tests.unit.cli.fakes import CommandLine

CREATED = "2026-01-02 03:04:05Z"


def run(command_line: CommandLine, *arguments: str) -> tuple[int, str, str]:
    """The exit code and what is on standard output and standard error."""
    result = command_line.run("jobs", *arguments)
    return result.exit_code, result.stdout, result.stderr


def submit(command_line: CommandLine, *texts: str, budget: str = "5") -> str:
    """Have texts compressed; the name of the job."""
    for index, text in enumerate(texts):
        Path(f"{index}").write_text(text)
    names = [f"{index}" for index in range(len(texts))]
    result = command_line.run("jobs", "submit", *names, "-m", "known", "-b", budget)
    return result.stdout.strip()


def test_job_is_shown(command_line: CommandLine) -> None:
    """What is known of a job is told, a fact on each line."""
    submit(command_line, "hello, world")
    lines = [
        *("job\tjob-1", "state\tqueued", "items\t1", "done\t0", "attempts\t0 of 3", "priority\t0"),
        *(f"created\t{CREATED}", f"changed\t{CREATED}", "expires\t2026-01-02 04:04:05Z"),
    ]
    expected = (0, lines, "")

    code, output, told = run(command_line, "show", "job-1")

    assert expected == (code, output.splitlines(), told)


def test_reason_of_a_failed_job_is_shown(command_line: CommandLine) -> None:
    """A person reads why there is no result; a script reads the state and not the exit code."""
    job_id = submit(command_line, "hello", budget="0")
    job = command_line.jobs.jobs[job_id]
    command_line.jobs.save(job.fail(command_line.jobs.now(), Problem("LOST", "nobody came back")))
    expected = (0, ["state\tfailed", "reason\tLOST", "error\tnobody came back"])

    code, output, _ = run(command_line, "show", job_id)

    lines = output.splitlines()
    assert expected == (code, [lines[1], *lines[-2:]])


def test_results_that_there_are_so_far_are_shown_as_json(command_line: CommandLine) -> None:
    """A job that is not done yet has some of its results."""
    job_id = submit(command_line, "hello, world", "hi")
    command_line.jobs.save(command_line.jobs.jobs[job_id].begin(command_line.jobs.now()))
    command_line.jobs.advance(job_id)
    expected = (0, "running", ["hello"])

    code, output, _ = run(command_line, "show", job_id, "--json")

    data = json.loads(output)
    texts = [each["text"]["text"] for each in data["results"]]
    assert expected == (code, data["job"]["state"], texts)


def test_results_are_written(command_line: CommandLine) -> None:
    """Files are named so that they stand in the order of the items."""
    job_id = submit(command_line, *["hello"] * 11)
    command_line.jobs.do(job_id)
    expected = (0, [f"{index:02}.txt" for index in range(11)])

    code, _, _ = run(command_line, "show", job_id, "--results", "out")

    assert expected == (code, sorted(each.name for each in Path("out").iterdir()))


def test_results_of_all_pages_are_written(command_line: CommandLine) -> None:
    """A job may have more results than a page."""
    job_id = submit(command_line, *["hello"] * 101)
    command_line.jobs.do(job_id)
    expected = 101

    run(command_line, "show", job_id, "--results", "out")

    assert expected == len(list(Path("out").iterdir()))


def test_results_that_are_forgotten_are_told(command_line: CommandLine) -> None:
    """Who comes too late is told so, and not left with an empty folder."""
    job_id = submit(command_line, "hello", "hi")
    command_line.jobs.do(job_id)
    command_line.jobs.outcomes[job_id].clear()
    expected = "steelyard: 2 results are not kept any more\n"

    _, _, told = run(command_line, "show", job_id, "--results", "out")

    assert expected == told


@pytest.mark.parametrize("command", ["show", "cancel", "watch"])
def test_job_that_nobody_knows_is_refused(command_line: CommandLine, command: str) -> None:
    """A wrong name ends with code 3 and a sentence."""
    expected = (3, "", "steelyard: there is no such job, or no longer\n")

    actual = run(command_line, command, "job-9")

    assert expected == actual


def test_jobs_are_listed(command_line: CommandLine) -> None:
    """The newest job comes first, with how far it is."""
    submit(command_line, "hello", "hi")
    command_line.jobs.do("job-1")
    submit(command_line, "hello")
    done = f"job-1\tsucceeded\t2\t2\t0\t0\t{CREATED}\t2026-01-02 03:04:09Z"
    expected = (0, ["job-2\tqueued\t1\t0\t0\t0\t2026-01-02 03:04:10Z\t", done])

    code, output, _ = run(command_line, "list")

    assert expected == (code, output.splitlines())


def test_jobs_in_some_states_are_listed(command_line: CommandLine) -> None:
    """Several states may be asked for."""
    for _ in range(3):
        submit(command_line, "hello")
    command_line.jobs.do("job-1")
    run(command_line, "cancel", "job-2")
    expected = ["job-2", "job-1"]

    _, output, _ = run(
        command_line, "list", "--state", "succeeded", "--state", "cancelled", "--json"
    )

    assert expected == [each["job_id"] for each in json.loads(output)["jobs"]]


def test_as_many_jobs_as_wanted_are_listed(command_line: CommandLine) -> None:
    """Where there are more than the limit, a person is told so."""
    for _ in range(3):
        submit(command_line, "hello")
    expected = (["job-3", "job-2"], "steelyard: there are more; --limit shows them\n")

    _, output, told = run(command_line, "list", "--limit", "2")

    assert expected == ([line.split("\t")[0] for line in output.splitlines()], told)


def test_waiting_job_is_cancelled_at_once(command_line: CommandLine) -> None:
    """Nobody works on it, so nobody need be waited for."""
    job_id = submit(command_line, "hello")
    expected = (0, f"cancelled: {job_id}\n", "")

    actual = run(command_line, "cancel", job_id)

    assert expected == actual


def test_running_job_is_cancelled_when_its_worker_notices(command_line: CommandLine) -> None:
    """Who cancels it is told that it goes on for a moment."""
    job_id = submit(command_line, "hello")
    command_line.jobs.save(command_line.jobs.jobs[job_id].begin(command_line.jobs.now()))
    expected = (0, f"will be cancelled as soon as its worker notices: {job_id}\n", "")

    actual = run(command_line, "cancel", job_id)

    assert expected == actual


def test_job_that_has_ended_cannot_be_cancelled(command_line: CommandLine) -> None:
    """Its results are there; the exit code is 3."""
    job_id = submit(command_line, "hello")
    command_line.jobs.do(job_id)
    expected = (3, "", "steelyard: the job has succeeded\n")

    actual = run(command_line, "cancel", job_id)

    assert expected == actual


def test_job_is_watched_to_its_end(command_line: CommandLine) -> None:
    """Each change is a line, while a worker does the job."""
    job_id = submit(command_line, "hello")
    lines = [
        f"1\t{CREATED}\tqueued\t0\t0\t0\t",
        "2\t2026-01-02 03:04:06Z\trunning\t0\t0\t1\t",
        "3\t2026-01-02 03:04:07Z\trunning\t1\t0\t1\t",
        "4\t2026-01-02 03:04:08Z\tsucceeded\t1\t0\t1\t",
    ]
    expected = (0, lines, "steelyard: succeeded: 1 of 1 done\n")

    code, output, told = run(command_line, "watch", job_id)

    assert expected == (code, output.splitlines(), told)


def test_watching_goes_on_behind_a_change(command_line: CommandLine) -> None:
    """Who saw the first changes is told the others, as an object on each line."""
    job_id = submit(command_line, "hello")
    expected = (0, [(3, "running"), (4, "succeeded")])

    code, output, _ = run(command_line, "watch", job_id, "--after", "2", "--json")

    told = [json.loads(line) for line in output.splitlines()]
    assert expected == (code, [(each["sequence"], each["state"]) for each in told])


def test_nothing_is_told_behind_the_last_change(command_line: CommandLine) -> None:
    """A job that has ended is not waited for."""
    job_id = submit(command_line, "hello")
    command_line.jobs.do(job_id)
    expected = (0, "")

    code, output, _ = run(command_line, "watch", job_id, "--after", "4")

    assert expected == (code, output)


def test_watched_job_that_fails_ends_with_1(command_line: CommandLine) -> None:
    """A script can tell whether every item has its result."""
    job_id = submit(command_line, "hello")
    job = command_line.jobs.jobs[job_id]
    command_line.jobs.save(job.fail(command_line.jobs.now(), Problem("LOST", "nobody came back")))
    expected = (1, "steelyard: failed: 0 of 1 done; nobody came back\n")

    code, _, told = run(command_line, "watch", job_id)

    assert expected == (code, told)


def away() -> StorageUnavailable:
    """An error that passes."""
    return StorageUnavailable("the database does not answer", cause="08006")


def test_restart_does_not_end_the_watching(command_line: CommandLine) -> None:
    """Who has been answered before bears it for a while that nobody answers."""
    job_id = submit(command_line, "hello")
    command_line.jobs.outages = [away(), away()]
    expected = (0, 4)

    code, output, _ = run(command_line, "watch", job_id)

    assert expected == (code, len(output.splitlines()))


def test_change_is_told_to_a_person(command_line: CommandLine) -> None:
    """A terminal gets a sentence instead of cells."""
    job_id = submit(command_line, "hello", "hi")
    jobs = command_line.jobs
    jobs.save(jobs.jobs[job_id].begin(jobs.now()))
    jobs.save(jobs.jobs[job_id].postpone(jobs.now(), Problem("LOST", "nobody came back")))
    jobs.save(jobs.jobs[job_id].begin(jobs.now()))
    job = jobs.save(jobs.jobs[job_id].request_cancel(jobs.now()))
    facts = "0 of 2 done; attempt 2; to be cancelled; nobody came back"
    expected = f"2026-01-02 03:04:09Z  running    {facts}"

    line = event_line(JobEvent.of(job), item_count=2)

    assert expected == line


def test_cancelled_job_says_that_it_goes_on(command_line: CommandLine) -> None:
    """A running job that somebody cancelled has a row that says so."""
    job_id = submit(command_line, "hello")
    jobs = command_line.jobs
    jobs.save(jobs.jobs[job_id].begin(jobs.now()))
    jobs.save(jobs.jobs[job_id].request_cancel(jobs.now()))
    expected = "as soon as its worker notices"

    rows = {str(name): drawn(value) for name, value in job_table(jobs.jobs[job_id]).rows}

    assert expected == rows["to be cancelled"]
