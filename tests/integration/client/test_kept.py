# ruff: noqa: S106 - page tokens are no passwords
"""Jobs and counts that a server keeps: pages, and names under which a job is made once."""

import threading
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import grpc
import pytest
from google.protobuf.message import Message
from grpc_status import rpc_status
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import token_service_pb2 as token_pb
from steelyard_client import (
    CompressionFailure,
    Conflict,
    JobItem,
    JobState,
    Reason,
    RetryPolicy,
    Unavailable,
)

from tests.integration.client.asking import Ask, Kind, ask
from tests.integration.client.scripted_server import (
    RunningServer,
    ScriptedServicer,
    serving,
    status,
)

QUICK = RetryPolicy(initial_backoff_seconds=0.01, max_backoff_seconds=0.01)
BUSY = status(grpc.StatusCode.UNAVAILABLE)
ITEM = JobItem.text("hello", token_budget=2, model="m")


def create(**how: Any) -> Ask:
    """A call that makes a job of one item."""
    return lambda client: client.create_compression_job([ITEM], **how)


@dataclass
class ForgetfulServicer(ScriptedServicer):
    """Accepts jobs, and breaks down before it answers the first time.

    Args:
        jobs: The jobs that it accepted, by the name of the request.
        has_failed: Set when it broke down.
    """

    jobs: dict[str, str] = field(default_factory=dict)
    has_failed: threading.Event = field(default_factory=threading.Event)

    def answer(self, rpc: str, request: Any, context: Any) -> Message:
        job_id = self.jobs.setdefault(request.request_id, f"job-{len(self.jobs) + 1}")
        if not self.has_failed.is_set():
            self.has_failed.set()
            context.abort_with_status(rpc_status.to_status(BUSY))
        return pb.CreateCompressionJobResponse(job=pb.CompressionJob(job_id=job_id))


def test_job_is_made_once_though_its_answer_is_lost(kind: Kind) -> None:
    """A server that breaks down after it accepted a job is asked again, and makes no second one."""
    servicer = ForgetfulServicer()
    expected = ("job-1", ["job-1"])

    with serving(servicer) as server:
        job = ask(kind, server.address, create(), retry=QUICK)

    assert expected == (job.job_id, [*servicer.jobs.values()])


def test_each_job_has_a_name_of_its_own(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """Who asks for the same twice gets two jobs; only attempts of a call are one."""
    expected = 2

    for _ in range(2):
        ask(kind, server.address, create())

    names = {str(UUID(request.request_id)) for request in servicer.requests}
    assert expected == len(names)


def test_count_is_not_kept_twice(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A server that may have kept a count is not asked again."""
    servicer.script["CreateTokenAnalysis"] = [BUSY]
    expected = 1

    with pytest.raises(Unavailable):
        ask(
            kind,
            server.address,
            lambda client: client.create_token_analysis(text="x", model="m"),
            retry=QUICK,
        )

    assert expected == len(servicer.requests)


def test_single_item_is_no_list_of_items(kind: Kind, server: RunningServer) -> None:
    """An item that is given alone is a mistake of the caller."""
    with pytest.raises(TypeError, match="list of items"):
        ask(kind, server.address, lambda client: client.create_compression_job(ITEM))


def test_name_of_another_job_is_a_conflict(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The error says which job has the name."""
    servicer.script["CreateCompressionJob"] = [
        status(grpc.StatusCode.ABORTED, reason="REQUEST_ID_REUSED", job_id="job-1")
    ]

    with pytest.raises(Conflict) as refused:
        ask(kind, server.address, create(job_request_id="r"))

    expected = (Reason.REQUEST_ID_REUSED, "job-1")
    assert expected == (refused.value.known_reason, refused.value.metadata["job_id"])


def test_results_are_read_page_by_page(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The results of a job are gone through as long as there are more."""
    error = pb.CompressionError(reason="BUDGET_INFEASIBLE", message="no", metadata={"a": "b"})
    servicer.script["GetCompressionJob"] = [
        pb.GetCompressionJobResponse(
            results=[pb.CompressionItemResult(index=0, text=pb.CompressTextResponse(text="x"))],
            next_page_token="2",
        ),
        pb.GetCompressionJobResponse(results=[pb.CompressionItemResult(index=1, error=error)]),
    ]
    failure = CompressionFailure("BUDGET_INFEASIBLE", "no", {"a": "b"})
    expected = ([0, 1], "x", failure, [("j", "", 1), ("j", "2", 1)])

    first, second = ask(
        kind, server.address, lambda client: client.list_compression_results("j", page_size=1)
    )

    asked = [(each.job_id, each.page_token, each.page_size) for each in servicer.requests]
    assert expected == ([first.index, second.index], first.outcome.text, second.outcome, asked)
    assert Reason.BUDGET_INFEASIBLE is second.outcome.known_reason


def test_jobs_are_listed_page_by_page(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """Each page is asked for with the same filter."""
    servicer.script["ListCompressionJobs"] = [
        pb.ListCompressionJobsResponse(jobs=[pb.CompressionJob(job_id="b")], next_page_token="2"),
        pb.ListCompressionJobsResponse(jobs=[pb.CompressionJob(job_id="a")]),
    ]
    queued = [pb.CompressionJob.STATE_QUEUED]
    expected = (["b", "a"], [("", queued), ("2", queued)])

    jobs = ask(
        kind,
        server.address,
        lambda client: client.list_compression_jobs(states=[JobState.QUEUED]),
    )

    asked = [(each.page_token, [*each.states]) for each in servicer.requests]
    assert expected == ([job.job_id for job in jobs], asked)


def test_counts_are_listed_page_by_page(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """Each page is asked for with the same labels."""
    servicer.script["ListTokenAnalyses"] = [
        token_pb.ListTokenAnalysesResponse(
            analyses=[token_pb.TokenAnalysis(analysis_id="b")], next_page_token="2"
        ),
        token_pb.ListTokenAnalysesResponse(analyses=[token_pb.TokenAnalysis(analysis_id="a")]),
    ]
    labels = {"service": "search"}
    expected = (["b", "a"], [("", labels), ("2", labels)])

    found = ask(kind, server.address, lambda client: client.list_token_analyses(labels=labels))

    asked = [(each.page_token, dict(each.labels)) for each in servicer.requests]
    assert expected == ([each.analysis_id for each in found], asked)
