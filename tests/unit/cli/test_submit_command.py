import json
from datetime import timedelta
from pathlib import Path

import pytest

from domain.compression.jobs.items import ChatItem, TextItem
from domain.compression.jobs.policy import TooManyJobs
from domain.compression.model import SegmentKind
from domain.compression.requests import Strategy
from domain.tokens.chat_requests import ChatShape
from domain.tokens.model import UnknownModel
from domain.tokens.truncation import TextRange
from tests.unit.cli.fakes import CommandLine

WAITS = "steelyard: the job waits for a worker; 'steelyard worker' starts one\n"
ACCEPTED = "steelyard: job job-1 is accepted; it is done even if this program is stopped\n"
CHAT = '{"messages": [{"role": "user", "content": "hello"}]}'


def submit(command_line: CommandLine, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
    """The exit code and what is on standard output and standard error."""
    result = command_line.run("jobs", "submit", "-m", "known", *arguments, stdin=stdin)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def two_texts(tmp_path: Path) -> tuple[str, str]:
    """The names of two files, in the folder where the command line runs."""
    (tmp_path / "a").write_text("hello, world")
    (tmp_path / "b").write_text("hi")
    return "a", "b"


def test_name_of_the_job_is_all_of_the_output(
    command_line: CommandLine, two_texts: tuple[str, str]
) -> None:
    """A script gets the name; a person is told that somebody has to do the work."""
    expected = (0, "job-1\n", WAITS)

    actual = submit(command_line, *two_texts, "-b", "5")

    assert expected == actual


def test_server_needs_no_worker_here(command_line: CommandLine) -> None:
    """Who asks a server is told nothing of workers."""
    expected = (0, "job-1\n", "")

    actual = submit(command_line, "-b", "5", "--server", "there:1", stdin="hello")

    assert expected == actual


def test_each_file_is_an_item(command_line: CommandLine, two_texts: tuple[str, str]) -> None:
    """Each text has the rules that were asked for, a share of its own tokens, and its pins."""
    rules = ("-b", "50%", "-q", "why?", "--strategy", "lossless", "--kind", "log", "--pin", "h")
    expected = [
        ("hello, world", 6, "why?", Strategy.LOSSLESS, SegmentKind.LOG, (TextRange(0, 1),)),
        ("hi", 1, "why?", Strategy.LOSSLESS, SegmentKind.LOG, (TextRange(0, 1),)),
    ]

    submit(command_line, *two_texts, *rules)

    items = [each for each in command_line.jobs.items["job-1"] if isinstance(each, TextItem)]
    assert expected == [
        (
            each.content.text,
            each.rules.token_budget,
            each.rules.query,
            each.rules.strategy,
            each.content.kind,
            each.content.pins,
        )
        for each in items
    ]


def test_chats_are_items_too(command_line: CommandLine) -> None:
    """With --chat a file is the body of a request, and what must stay in it is said."""
    Path("chat").write_text(CHAT)
    arguments = ("--chat", "--shape", "openai", "--frozen", "1", "--strict", "-b", "50%")

    submit(command_line, "chat", *arguments)

    (item,) = command_line.jobs.items["job-1"]
    assert isinstance(item, ChatItem)
    expected = ("known", ChatShape.OPENAI, CHAT, 1, UnknownModel.REFUSE)
    assert expected == (
        item.model,
        item.chat.shape,
        item.chat.body,
        item.staying.frozen,
        item.unknown_model,
    )


def test_job_is_as_asked(command_line: CommandLine) -> None:
    """The name of the request, the priority and the lifetime reach the server."""
    expected = ("r-7", 3, timedelta(minutes=15))

    submit(
        command_line,
        *("-b", "5", "--request-id", "r-7", "--priority", "3", "--lifetime", "15m"),
        stdin="hello",
    )

    job = command_line.jobs.jobs["job-1"]
    assert expected == (job.request_id, job.priority, job.deadline - job.created_at)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("7d", timedelta(days=7)),
    ],
)
def test_lifetime_has_a_unit(command_line: CommandLine, given: str, expected: timedelta) -> None:
    """A duration is written as people say it."""
    submit(command_line, "-b", "5", "--lifetime", given, stdin="hello")

    job = command_line.jobs.jobs["job-1"]
    assert expected == job.deadline - job.created_at


def test_job_is_made_once_under_a_name(command_line: CommandLine) -> None:
    """Who submits again under the same name is told of the first job."""
    arguments = ("-b", "5", "--request-id", "r")
    expected = (0, "job-1\n", WAITS)

    submit(command_line, *arguments, stdin="hello")
    actual = submit(command_line, *arguments, stdin="hello")

    assert expected == actual


def test_name_of_another_job_is_refused(command_line: CommandLine) -> None:
    """The same name for another text ends with code 3."""
    arguments = ("-b", "5", "--request-id", "r")
    sentence = "this request_id was used for a job with other content"
    expected = (3, "", f"steelyard: {sentence}\n")

    submit(command_line, *arguments, stdin="hello")
    actual = submit(command_line, *arguments, stdin="bye")

    assert expected == actual


def test_job_is_shown_as_json(command_line: CommandLine, two_texts: tuple[str, str]) -> None:
    """Programs get the job, and the file of each item by its index."""
    expected = ("job-1", "queued", 2, ["a", "b"])

    _, output, _ = submit(command_line, *two_texts, "-b", "5", "--json")

    data = json.loads(output)
    job = data["job"]
    assert expected == (job["job_id"], job["state"], job["item_count"], data["inputs"])


def test_only_result_is_all_of_the_output(command_line: CommandLine) -> None:
    """Where there is one text, a pipe gets the shorter one as from compress."""
    told = f"{ACCEPTED}steelyard: succeeded: 1 of 1 done\n"
    expected = (0, "hello", told)

    actual = submit(command_line, "-b", "5", "--wait", "--server", "there:1", stdin="hello, world")

    assert expected == actual


def test_results_are_written_into_a_folder(
    command_line: CommandLine, two_texts: tuple[str, str]
) -> None:
    """Each result has a file that is named for its index."""
    expected = (0, {"0.txt": "hello", "1.txt": "hi"})

    code, _, _ = submit(command_line, *two_texts, "-b", "5", "--wait", "--results", "out/deep")

    assert expected == (
        code,
        {each.name: each.read_text() for each in Path("out/deep").iterdir()},
    )


def test_results_are_shown_as_json(command_line: CommandLine, two_texts: tuple[str, str]) -> None:
    """Programs get the job as it ended and every result."""
    expected = ("succeeded", [(0, "hello"), (1, "hi")])

    _, output, _ = submit(command_line, *two_texts, "-b", "5", "--wait", "--json")

    data = json.loads(output)
    results = [(each["index"], each["text"]["text"]) for each in data["results"]]
    assert expected == (data["job"]["state"], results)


def test_several_results_need_a_folder(
    command_line: CommandLine, two_texts: tuple[str, str]
) -> None:
    """Texts that would run into each other are wrong usage, and nothing is submitted."""
    code, _, told = submit(command_line, *two_texts, "-b", "5", "--wait")

    assert "--results" in told
    assert (2, {}) == (code, command_line.jobs.jobs)


def test_item_without_a_result_is_told(
    command_line: CommandLine, two_texts: tuple[str, str]
) -> None:
    """Where one of the items fails the others are written, and the exit code is 1."""
    arguments = ("-b", "5", "--pin", "hello, world", "--wait", "--results", "out")
    expected = (1, ["1.txt"], "succeeded: 2 of 2 done, 1 of them without a result")

    code, _, told = submit(command_line, *two_texts, *arguments)

    written = [each.name for each in Path("out").iterdir()]
    assert expected == (code, written, told.splitlines()[-1].removeprefix("steelyard: "))
    assert "item 0: the budget of 5 tokens cannot be kept" in told


def test_only_item_without_a_result_is_told(command_line: CommandLine) -> None:
    """Where the only item fails so does the job, and nothing is on standard output."""
    arguments = ("-b", "2", "--pin", "hello", "--wait", "--server", "there:1")
    expected = (1, "", "steelyard: failed: 1 of 1 done, 1 of them without a result")

    code, output, told = submit(command_line, *arguments, stdin="hello")

    assert expected == (code, output, told.splitlines()[-1].partition(";")[0])


def test_folder_that_cannot_be_written_is_told(
    command_line: CommandLine, two_texts: tuple[str, str]
) -> None:
    """The job is done all the same, and can be asked for its results again."""
    expected = (1, "steelyard: a/x/0.txt cannot be written: Not a directory")

    code, _, told = submit(command_line, *two_texts, "-b", "5", "--wait", "--results", "a/x")

    assert expected == (code, told.splitlines()[-1])


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("-b", "5", "-b", "6"),
        ("-b", "5", "--lifetime", "soon"),
        ("-b", "5", "--priority", "10"),
        ("-b", "5", "--results", "out"),
        ("-b", "5", "--wait", "--json", "--results", "out"),
        ("-b", "5", "--frozen", "1"),
        ("-b", "5", "--chat", "--pin", "x"),
        ("-b", "5", "--encoding", "c"),
    ],
)
def test_wrong_usage_makes_no_job(command_line: CommandLine, arguments: tuple[str, ...]) -> None:
    """Options that do not go together end with code 2."""
    expected: tuple[int, dict[str, object]] = (2, {})

    code, _, _ = submit(command_line, *arguments, stdin="hello")

    assert expected == (code, command_line.jobs.jobs)


def test_file_that_cannot_be_read_makes_no_job(command_line: CommandLine) -> None:
    """A job never lacks one of the files that were named."""
    Path("a").write_text("hello")
    expected = (3, "", "steelyard: nowhere: no such file or directory\n")

    actual = submit(command_line, "a", "nowhere", "-b", "5")

    assert expected == actual
    assert not command_line.jobs.jobs


def test_folder_without_texts_makes_no_job(command_line: CommandLine) -> None:
    """A job has at least one item."""
    Path("empty").mkdir()

    code, _, told = submit(command_line, "empty", "-b", "5")

    assert code == 2
    assert "there is no text in what is named" in told


def test_model_that_nobody_knows_is_told_before(command_line: CommandLine) -> None:
    """Its tokens will be estimated; the job is accepted."""
    result = command_line.run("jobs", "submit", "-m", "unknown", "-b", "5", stdin="hello")

    assert result.exit_code == 0
    assert "nobody knows the model 'unknown'" in result.stderr


def test_model_that_nobody_knows_is_refused_with_strict(command_line: CommandLine) -> None:
    """What every item would fail with later is said at once."""
    expected: tuple[int, dict[str, object]] = (3, {})

    result = command_line.run(
        "jobs", "submit", "-m", "unknown", "-b", "5", "--strict", stdin="hello"
    )

    assert expected == (result.exit_code, command_line.jobs.jobs)


def test_full_queue_may_be_asked_again_later(command_line: CommandLine) -> None:
    """As many jobs as the server keeps end with code 4."""
    command_line.jobs.fault = TooManyJobs("as many jobs wait as are kept", limit=9)
    expected = (4, "", "steelyard: as many jobs wait as are kept\n")

    actual = submit(command_line, "-b", "5", stdin="hello")

    assert expected == actual
