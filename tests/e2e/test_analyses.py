"""Counts are kept for all workers and over restarts, and nothing of what was counted is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import grpc
import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc
from steelyard.v1 import types_pb2

from tests.e2e.requests import by_encoding, by_model, chat_request, count_request
from tests.e2e.running import RunningServer, eventually, open_channel, running_server
from tests.e2e.statuses import failure_of

GPT = by_model("gpt-4o")
CANARY = "zebra-canary-0451"
CHAT = chat_request(openai={"messages": [{"role": "user", "content": CANARY}]})
CHANNELS = 8
"""So many connections hardly all end at one of two workers."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("storage") / "steelyard.db"


@pytest.fixture(scope="module")
def keeping(database: Path) -> Iterator[RunningServer]:
    """Two workers that keep what they are asked to."""
    with running_server(workers=2, storage_url=f"sqlite:///{database}") as running:
        yield running


def created(server: RunningServer, **fields: Any) -> pb.TokenAnalysis:
    request = pb.CreateTokenAnalysisRequest(**{"tokenizer": GPT} | fields)
    return server.stub.CreateTokenAnalysis(request).analysis


def given_back(server: RunningServer, analysis_id: str) -> pb.TokenAnalysis:
    request = pb.GetTokenAnalysisRequest(analysis_id=analysis_id)
    return server.stub.GetTokenAnalysis(request).analysis


def listed(server: RunningServer, **fields: Any) -> list[pb.TokenAnalysis]:
    """All pages of a listing."""
    request = pb.ListTokenAnalysesRequest(**fields)
    found: list[pb.TokenAnalysis] = []
    while True:
        page = server.stub.ListTokenAnalyses(request)
        found += page.analyses
        request.page_token = page.next_page_token
        if not request.page_token:
            return found


def labels(count: int) -> dict[str, str]:
    """So many labels of the longest kind."""
    return {f"{number:064}": "é" * 64 for number in range(count)}


def stored_bytes(database: Path) -> bytes:
    """All that is in the database's files."""
    return b"".join(path.read_bytes() for path in sorted(database.parent.iterdir()))


def test_a_text_is_counted_as_by_count_tokens(keeping: RunningServer) -> None:
    """The same count, made by the same."""
    expected = keeping.stub.CountTokens(count_request("tokens of a text"))

    made = created(keeping, tokenizer=by_encoding(), text="tokens of a text")

    assert (expected.count, expected.provenance) == (made.count, made.provenance)
    assert (16, False) == (made.byte_count, made.is_chat)


def test_a_chat_is_counted_as_by_count_messages(keeping: RunningServer) -> None:
    """The same count, framing included."""
    expected = keeping.stub.CountMessages(pb.CountMessagesRequest(model="gpt-4o", chat=CHAT))

    made = created(keeping, chat=CHAT)

    assert (expected.count, expected.provenance) == (made.count, made.provenance)
    assert (len(CHAT.openai_json), True) == (made.byte_count, made.is_chat)


def test_every_worker_gives_an_analysis_back(keeping: RunningServer) -> None:
    """Whichever of them made it."""
    made = created(keeping, text="hello", labels={"service": "search", "stage": "ไทย 😀"})
    request = pb.GetTokenAnalysisRequest(analysis_id=made.analysis_id)
    found = []

    for _ in range(CHANNELS):
        with open_channel(keeping) as channel:
            answer = pb_grpc.TokenServiceStub(channel).GetTokenAnalysis(request)
            found.append(answer.analysis)

    assert [made] * CHANNELS == found


def test_listings_are_filtered_by_model_and_labels(keeping: RunningServer) -> None:
    """Newest first, page after page."""
    ours = {"suite": "listing"}
    made = [
        created(keeping, tokenizer=by_model(model), text="a", labels=ours | {"turn": str(turn)})
        for turn in range(3)
        for model in ("gpt-4o", "gpt-4")
    ]

    everything = listed(keeping, labels=ours, page_size=4)
    some = listed(keeping, labels=ours, model="gpt-4", page_size=1)
    one = listed(keeping, labels=ours | {"turn": "1"}, model="gpt-4")

    assert made[::-1] == everything
    assert made[::-1][::2] == some
    assert [made[3]] == one


def test_nothing_of_what_was_counted_is_kept(keeping: RunningServer, database: Path) -> None:
    """Neither in the database, nor in its journal, nor in a log; the label shows where to look."""
    created(keeping, text=CANARY, labels={"suite": "seen-canary"})
    created(keeping, chat=CHAT)

    content = stored_bytes(database)

    assert b"seen-canary" in content
    assert CANARY.encode() not in content
    assert CANARY not in keeping.output()


def test_the_database_is_for_its_owner_alone(keeping: RunningServer, database: Path) -> None:
    """The journal too."""
    created(keeping, text="a")

    modes = {path.stat().st_mode & 0o777 for path in database.parent.iterdir()}

    assert {0o600} == modes


def test_as_many_labels_as_may_be_are_kept(keeping: RunningServer) -> None:
    """As long as they may be; one more is refused below."""
    expected = labels(16)

    made = created(keeping, text="a", labels=expected)

    assert expected == dict(given_back(keeping, made.analysis_id).labels)


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({}, "VALUE_INVALID", "subject"),
        ({"chat": types_pb2.ChatRequest()}, "VALUE_INVALID", "chat"),
        ({"chat": CHAT, "tokenizer": by_encoding()}, "VALUE_INVALID", "tokenizer"),
        ({"text": "a", "tokenizer": None}, "VALUE_INVALID", "tokenizer"),
        ({"text": "a", "labels": labels(17)}, "VALUE_INVALID", "labels"),
        ({"text": "a", "labels": {"": "a"}}, "VALUE_INVALID", "labels"),
        ({"text": "a", "labels": {"a": "b" * 65}}, "VALUE_INVALID", "labels"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    keeping: RunningServer, fields: dict[str, Any], reason: str, field: str
) -> None:
    """The field is named."""
    failed = failure_of(lambda: created(keeping, **fields))

    assert (grpc.StatusCode.INVALID_ARGUMENT, reason, (field,)) == (
        failed.code,
        failed.reason,
        failed.fields,
    )


@pytest.mark.parametrize("analysis_id", ["", "unknown", "a\0b", "' OR 1=1 --", "ไทย"])
def test_an_unknown_name_finds_nothing(keeping: RunningServer, analysis_id: str) -> None:
    """Whatever it is."""
    failed = failure_of(lambda: given_back(keeping, analysis_id))

    assert (grpc.StatusCode.NOT_FOUND, "TOKEN_ANALYSIS_NOT_FOUND") == (failed.code, failed.reason)


@pytest.mark.parametrize("token", ["?", "bm9uZQ=="])
def test_a_made_up_page_is_refused(keeping: RunningServer, token: str) -> None:
    """The token must be one that a page gave."""
    failed = failure_of(lambda: listed(keeping, page_token=token))

    assert (grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID") == (failed.code, failed.reason)


def test_analyses_outlive_the_server(tmp_path: Path) -> None:
    """Another server with the same file gives them back."""
    url = f"sqlite:///{tmp_path / 'steelyard.db'}"
    with running_server(storage_url=url) as first:
        made = created(first, text="hello")

    with running_server(storage_url=url) as second:
        actual = given_back(second, made.analysis_id)

    assert made == actual


def test_an_expired_analysis_is_forgotten(tmp_path: Path) -> None:
    """It is not given back any more, and its row is deleted soon."""
    database = tmp_path / "steelyard.db"
    url = f"sqlite:///{database}"

    with running_server(storage_url=url, storage_analysis_seconds=1, job_processes=1) as server:
        made = created(server, text="hello")
        is_gone = eventually(lambda: not listed(server) and not row_count(database), within_s=15.0)
        failed = failure_of(lambda: given_back(server, made.analysis_id))

    assert is_gone
    assert "TOKEN_ANALYSIS_NOT_FOUND" == failed.reason


def row_count(database: Path) -> int:
    """How many analyses are in the database, those that have expired included."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM token_analysis").fetchone()
    return int(count)
