"""Short ways to ask about jobs."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from steelyard.v1 import compression_service_pb2 as pb

from tests.e2e.requests import by_model, chat_request
from tests.e2e.running import RunningServer

PROSE = "The lighthouse was built in 1862. Its keeper kept three goats and a parrot. " * 20
"""Some 360 tokens."""
DONE_WITHIN_S = 20.0


def text_item(text: str = PROSE, *, budget: int = 40, **fields: Any) -> pb.CompressionItem:
    """A text, for a model that everybody knows unless told otherwise."""
    asked: dict[str, Any] = {"tokenizer": by_model("gpt-4o"), "text": text, "token_budget": budget}
    return pb.CompressionItem(text=pb.CompressTextRequest(**(asked | fields)))


def chat_item(text: str = PROSE, *, budget: int = 100, **fields: Any) -> pb.CompressionItem:
    """A chat with a long answer in its middle."""
    said = [("user", "Tell me."), ("assistant", text), ("user", "Who lives there?")]
    body = {"messages": [{"role": role, "content": content} for role, content in said]}
    chat = chat_request(openai=body)
    asked: dict[str, Any] = {"model": "gpt-4o", "chat": chat, "token_budget": budget}
    return pb.CompressionItem(messages=pb.CompressMessagesRequest(**(asked | fields)))


def created(server: RunningServer, *items: pb.CompressionItem, **fields: Any) -> pb.CompressionJob:
    """A job; of one text where no items are given."""
    request = pb.CreateCompressionJobRequest(items=items or [text_item()], **fields)
    return server.compression.CreateCompressionJob(request).job


def named_at_once(servers: Sequence[RunningServer], *, request_id: str) -> list[str]:
    """The names that servers give the job of one request that is sent to all at the same moment."""
    with ThreadPoolExecutor(len(servers)) as threads:
        jobs = threads.map(lambda server: created(server, request_id=request_id), servers)
        return [job.job_id for job in jobs]


def report(server: RunningServer, job_id: str, **fields: Any) -> pb.GetCompressionJobResponse:
    """A job and a page of its results."""
    request = pb.GetCompressionJobRequest(job_id=job_id, **fields)
    return server.compression.GetCompressionJob(request)


def watched(
    server: RunningServer, job_id: str, *, after: int = 0
) -> list[pb.WatchCompressionJobResponse]:
    """What happens to a job until its end."""
    request = pb.WatchCompressionJobRequest(job_id=job_id, after_sequence=after)
    return list(server.compression.WatchCompressionJob(request, timeout=DONE_WITHIN_S))


def finished(server: RunningServer, job_id: str) -> pb.CompressionJob:
    """A job at its end."""
    watched(server, job_id)
    return report(server, job_id).job


def cancelled(server: RunningServer, job_id: str) -> pb.CompressionJob:
    """A job that nobody wants any more."""
    request = pb.CancelCompressionJobRequest(job_id=job_id)
    return server.compression.CancelCompressionJob(request).job


def results(
    server: RunningServer, job_id: str, *, page_size: int = 0
) -> list[list[pb.CompressionItemResult]]:
    """What became of the items of a job, page by page."""
    pages, token = [], ""
    while True:
        answer = report(server, job_id, page_size=page_size, page_token=token)
        pages.append(list(answer.results))
        token = answer.next_page_token
        if not token:
            return pages


def listed(server: RunningServer, **fields: Any) -> list[pb.CompressionJob]:
    """All pages of a listing."""
    request = pb.ListCompressionJobsRequest(**fields)
    found: list[pb.CompressionJob] = []
    while True:
        page = server.compression.ListCompressionJobs(request)
        found += page.jobs
        request.page_token = page.next_page_token
        if not request.page_token:
            return found
