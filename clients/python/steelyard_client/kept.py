"""The blocking calls about what a server keeps: compression jobs and counts."""

import time
from collections.abc import Generator, Iterable, Iterator
from typing import Unpack

import grpc

from steelyard_client import kept_arguments as args
from steelyard_client.arguments import CallOptions
from steelyard_client.calls import analyses as analysis_calls
from steelyard_client.calls import jobs as job_calls
from steelyard_client.calls.watches import Watch
from steelyard_client.connected import Connected
from steelyard_client.errors import SteelyardError
from steelyard_client.items import JobItem
from steelyard_client.results.analyses import TokenAnalysis, TokenAnalysisPage
from steelyard_client.results.jobs import (
    CompressionItemResult,
    CompressionJob,
    CompressionJobChange,
    CompressionJobPage,
    CompressionJobReport,
)


class KeptCalls(Connected):
    """What the blocking client asks about what outlives a call."""

    def create_compression_job(
        self, items: Iterable[JobItem], **how: Unpack[args.JobCreation]
    ) -> CompressionJob:
        """Have texts and chats compressed later; what is accepted is done, exactly once.

        The call is tried again like any other: the job has a name that the server knows it by.
        """
        return self._answer(job_calls.create_job(items, **how))

    def get_compression_job(
        self, job_id: str, *, page_token: str = "", **how: Unpack[args.ResultPages]
    ) -> CompressionJobReport:
        """Tell where a job stands, with the first page of its results, or the one of a token."""
        return self._answer(job_calls.get_job(job_id, page_token=page_token, **how))

    def list_compression_results(
        self, job_id: str, **how: Unpack[args.ResultPages]
    ) -> Iterator[CompressionItemResult]:
        """Go through the results that there are now; pages are asked for as they are needed."""
        report = self.get_compression_job(job_id, **how)
        yield from report.results
        while report.next_page_token:
            report = self.get_compression_job(job_id, page_token=report.next_page_token, **how)
            yield from report.results

    def list_compression_jobs(self, **how: Unpack[args.JobFilter]) -> Iterator[CompressionJob]:
        """Go through the jobs, the newest first; pages are asked for as they are needed."""
        page = self.list_compression_jobs_page(**how)
        yield from page.jobs
        while page.next_page_token:
            page = self.list_compression_jobs_page(page_token=page.next_page_token, **how)
            yield from page.jobs

    def list_compression_jobs_page(
        self, *, page_token: str = "", **how: Unpack[args.JobFilter]
    ) -> CompressionJobPage:
        """List one page of jobs: the first, or the one that a page's token leads to."""
        return self._answer(job_calls.list_jobs_page(page_token=page_token, **how))

    def cancel_compression_job(self, job_id: str, **how: Unpack[CallOptions]) -> CompressionJob:
        """Cancel a job: at once where it waits, and as soon as its worker notices where it runs."""
        return self._answer(job_calls.cancel_job(job_id, **how))

    def watch_compression_job(
        self, job_id: str, *, after_sequence: int = 0, **how: Unpack[CallOptions]
    ) -> Generator[CompressionJobChange]:
        """Tell every change of a job behind one that is known, up to the one that ends it.

        Where the stream breaks it is opened again, behind the last change that was told. It ends
        with the deadline of the call; without one, when the server has been away for a minute.
        Close the generator, such as by ``contextlib.closing``, where not all changes are read.
        """
        yield from self._watched(self._watch(job_id, after_sequence, how), how)

    def wait_for_compression_job(self, job_id: str, **how: Unpack[CallOptions]) -> CompressionJob:
        """Wait until a job has ended, and tell how; see ``watch_compression_job``."""
        watch = self._watch(job_id, 0, how)
        for _change in self._watched(watch, how):
            pass
        left = watch.remaining_seconds
        last = how if left is None else CallOptions(**{**how, "deadline_seconds": left})
        return self.get_compression_job(job_id, page_size=1, **last).job

    def create_token_analysis(self, **how: Unpack[args.AnalysisCreation]) -> TokenAnalysis:
        """Count a text or a chat request and keep the count for a while; never the text.

        A call that fails with UNAVAILABLE is not tried again, since that might keep it twice.
        """
        return self._answer(analysis_calls.create_analysis(**how))

    def get_token_analysis(self, analysis_id: str, **how: Unpack[CallOptions]) -> TokenAnalysis:
        """Give back a count that was kept."""
        return self._answer(analysis_calls.get_analysis(analysis_id, **how))

    def list_token_analyses(self, **how: Unpack[args.AnalysisFilter]) -> Iterator[TokenAnalysis]:
        """Go through the counts that are kept, the newest first, page by page."""
        page = self.list_token_analyses_page(**how)
        yield from page.analyses
        while page.next_page_token:
            page = self.list_token_analyses_page(page_token=page.next_page_token, **how)
            yield from page.analyses

    def list_token_analyses_page(
        self, *, page_token: str = "", **how: Unpack[args.AnalysisFilter]
    ) -> TokenAnalysisPage:
        """List one page of counts: the first, or the one that a page's token leads to."""
        return self._answer(analysis_calls.list_analyses_page(page_token=page_token, **how))

    def _watch(self, job_id: str, after_sequence: int, how: CallOptions) -> Watch:
        return Watch(
            job_id,
            after_sequence=after_sequence,
            retry=self._connection.retry,
            deadline_seconds=how.get("deadline_seconds"),
        )

    def _watched(self, watch: Watch, how: CallOptions) -> Generator[CompressionJobChange]:
        while True:
            try:
                yield from self._stream(watch, how)
            except SteelyardError as error:
                pause = watch.pause_seconds(error)
                if pause is None or self._is_closed:
                    raise
                time.sleep(pause)
            else:
                return

    def _stream(self, watch: Watch, how: CallOptions) -> Generator[CompressionJobChange]:
        """The changes of one stream, which ends with this iterator."""
        options = CallOptions(**{**how, "deadline_seconds": watch.remaining_seconds})
        going = self._invocation(options, is_stream=True)
        call = self._compression.WatchCompressionJob(watch.request(), **going.arguments())
        try:
            for answer in call:
                yield watch.changed(answer)
        except grpc.RpcError as error:
            raise self._error(error, going) from None
        finally:
            call.cancel()
