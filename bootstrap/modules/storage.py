"""Where things are kept, the use cases of what is kept, and the worker that does the jobs."""

import secrets

from injector import Module, provider, singleton

from adapters.inbound.worker.worker import JobWorker, WorkerPatience
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from adapters.outbound.sql.unit_of_work import SqlStorage
from application.compression.jobs.attempts import Compressors
from application.compression.jobs.requests import JobDesk
from application.compression.jobs.work import JobShift
from application.tokens.records import AnalysisRecorder
from bootstrap.settings import Settings
from bootstrap.storage import queue_for, seal_for, storage_url
from ports.inbound.job_work import CompressionWork
from ports.inbound.use_cases import CompressionUseCases, KeptUseCases, TokenUseCases
from ports.outbound.clock import Clock
from ports.outbound.storage import Storage

_ID_BYTES = 16
_MS = 1_000


class StorageModule(Module):
    """The storage, and what needs it."""

    @provider
    @singleton
    def storage(self, settings: Settings) -> Storage:
        """SQLite or PostgreSQL; nothing is opened before its first use."""
        url = storage_url(settings.storage)
        return SqlStorage(
            url,
            seal=seal_for(settings.storage),
            queue=queue_for(url),
            timeout_ms=settings.storage.timeout_ms,
        )

    @provider
    @singleton
    def use_cases(
        self,
        storage: Storage,
        tokens: TokenUseCases,
        settings: Settings,
        telemetry: PrometheusTelemetry,
    ) -> KeptUseCases:
        """Those of jobs and of analyses."""
        jobs = JobDesk(
            storage,
            new_id=_new_id,
            limits=settings.job_limits,
            policy=settings.jobs,
            telemetry=telemetry,
        )
        analyses = AnalysisRecorder(
            texts=tokens.texts,
            chats=tokens.chats,
            storage=storage,
            new_id=_new_id,
            kept_s=settings.storage.analysis_seconds,
        )
        return KeptUseCases(jobs=jobs, analyses=analyses)

    @provider
    @singleton
    def work(
        self,
        storage: Storage,
        compression: CompressionUseCases,
        clock: Clock,
        settings: Settings,
        *,
        telemetry: PrometheusTelemetry,
    ) -> CompressionWork:
        """What workers ask."""
        return JobShift(
            storage,
            compressors=Compressors(compression.texts, compression.chats),
            policy=settings.jobs,
            clock=clock,
            telemetry=telemetry,
        )

    @provider
    @singleton
    def worker(self, work: CompressionWork, settings: Settings) -> JobWorker:
        """The worker of a process; made before the fork, it joins after it."""
        return JobWorker(work, patience=WorkerPatience(drain_s=settings.drain.job_ms / _MS))


def _new_id() -> str:
    return secrets.token_hex(_ID_BYTES)
