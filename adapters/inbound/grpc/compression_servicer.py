"""CompressionService: protobuf in, one use case, protobuf out."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import compression_service_pb2_grpc as pb_grpc

from adapters.inbound.grpc import compression_answers as answers
from adapters.inbound.grpc import compression_requests as requests
from adapters.inbound.grpc import job_answers, job_requests
from adapters.inbound.grpc.call import Context
from adapters.inbound.grpc.storage_work import StorageWork
from adapters.inbound.grpc.token_requests import to_chat, to_selector, to_unknown_model
from adapters.inbound.grpc.watching import JobWatches
from adapters.inbound.grpc.work import Work
from domain.compression.jobs.job import (
    CompressionJob,
)
from domain.shared.pages import PageRequest
from ports.inbound.jobs import CompressionJobs
from ports.inbound.use_cases import CompressionUseCases


@dataclass(frozen=True, slots=True)
class JobAccess:
    """How jobs are asked about.

    Args:
        jobs: What is asked.
        storage: Where it is asked.
        watches: The open watches.
    """

    jobs: CompressionJobs
    storage: StorageWork
    watches: JobWatches


class CompressionServicer(pb_grpc.CompressionServiceServicer):
    """Answers for the compression context.

    Args:
        use_cases: What it asks.
        work: Where they run.
        access: How jobs are asked about.
    """

    def __init__(self, use_cases: CompressionUseCases, work: Work, access: JobAccess) -> None:
        self._texts = use_cases.texts
        self._chats = use_cases.chats
        self._work = work
        self._jobs = access.jobs
        self._storage = access.storage
        self._watches = access.watches

    async def CompressText(
        self, request: pb.CompressTextRequest, context: Context
    ) -> pb.CompressTextResponse:
        """Compress one text."""
        compressing = self._texts.compress_text(
            selector=to_selector(request.tokenizer),
            content=requests.to_content(request),
            rules=requests.to_rules(request.options, token_budget=request.token_budget),
        )
        compressed = await self._work.run_steps(compressing)
        return await self._work.run(lambda: answers.from_text(compressed), quick=False)

    async def CompressMessages(
        self, request: pb.CompressMessagesRequest, context: Context
    ) -> pb.CompressMessagesResponse:
        """Compress a chat request."""
        compressing = self._chats.compress_messages(
            model=request.model,
            chat=to_chat(request.chat),
            rules=requests.to_rules(request.options, token_budget=request.token_budget),
            staying=requests.to_staying(request),
            unknown_model=to_unknown_model(request.unknown_model),
        )
        compressed = await self._work.run_steps(compressing)
        return await self._work.run(lambda: answers.from_chat(compressed), quick=False)

    async def PlanCompression(
        self, request: pb.PlanCompressionRequest, context: Context
    ) -> pb.PlanCompressionResponse:
        """Say what several budgets would keep."""
        planning = self._texts.plan_compression(
            selector=to_selector(request.tokenizer),
            content=requests.to_content(request),
            rules=requests.to_rules(request.options, token_budget=0),
            token_budgets=tuple(request.token_budgets),
        )
        return answers.from_plan(await self._work.run_steps(planning))

    async def ExpandSpan(
        self, request: pb.ExpandSpanRequest, context: Context
    ) -> pb.ExpandSpanResponse:
        """Give back what was left out."""
        text = await self._work.run(
            lambda: self._texts.expand_span(handle=request.handle), quick=False
        )
        return pb.ExpandSpanResponse(text=text)

    async def CreateCompressionJob(
        self, request: pb.CreateCompressionJobRequest, context: Context
    ) -> pb.CreateCompressionJobResponse:
        """Accept a job."""

        def create() -> CompressionJob:
            # Items of a few megabytes take too long to be read on the event loop.
            return self._jobs.create_compression_job(
                request_id=request.request_id,
                items=job_requests.to_items(request),
                priority=request.priority,
                lifetime_ms=request.lifetime_ms,
            )

        job = await self._storage.run(create)
        return pb.CreateCompressionJobResponse(job=job_answers.from_job(job))

    async def GetCompressionJob(
        self, request: pb.GetCompressionJobRequest, context: Context
    ) -> pb.GetCompressionJobResponse:
        """Tell where a job stands and what became of its items."""
        page = PageRequest(request.page_size, request.page_token)
        return await self._storage.run(
            lambda: job_answers.from_report(
                self._jobs.get_compression_job(job_id=request.job_id, request=page)
            )
        )

    async def ListCompressionJobs(
        self, request: pb.ListCompressionJobsRequest, context: Context
    ) -> pb.ListCompressionJobsResponse:
        """List jobs."""
        page = PageRequest(request.page_size, request.page_token)
        wanted = job_requests.to_job_filter(request)
        return await self._storage.run(
            lambda: job_answers.from_jobs(
                self._jobs.list_compression_jobs(wanted=wanted, request=page)
            )
        )

    async def CancelCompressionJob(
        self, request: pb.CancelCompressionJobRequest, context: Context
    ) -> pb.CancelCompressionJobResponse:
        """Cancel a job."""
        job = await self._storage.run(
            lambda: self._jobs.cancel_compression_job(job_id=request.job_id)
        )
        return pb.CancelCompressionJobResponse(job=job_answers.from_job(job))

    async def WatchCompressionJob(
        self, request: pb.WatchCompressionJobRequest, context: Context
    ) -> AsyncIterator[pb.WatchCompressionJobResponse]:
        """Tell every change of a job."""
        after = job_requests.to_sequence(request)
        events = self._watches.follow(job_id=request.job_id, after=after)
        async with aclosing(events):
            async for event in events:
                yield job_answers.from_event(event)
