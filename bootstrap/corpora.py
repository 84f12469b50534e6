"""Corpus work, wired: what does it on this machine or on a cluster, imported when it is asked for.

Which use case a question of a plan stands for is known here only.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from injector import Binder, Injector

from adapters.outbound.corpora.jsonl import JsonlCorpus
from adapters.outbound.corpora.output import FileCorpusOutputs
from adapters.outbound.corpora.texts import TextFileCorpus
from adapters.outbound.parquet.corpus import ParquetCorpus
from adapters.outbound.processes.chunks import ProcessChunkRunner
from application.compression.corpora import CompressingWork
from application.corpora.processing import CorpusProcessor
from application.corpora.task import CorpusTask
from application.tokens.corpora import CountingWork
from application.tokens.gauges import Gauges
from application.tokens.measures import GaugeMeasures
from application.tokens.scales import Scales
from bootstrap.container import TOKEN_MODULES
from bootstrap.settings import Settings
from domain.compression.corpora import CorpusCompression
from domain.shared.extras import ExtraMissing
from domain.tokens.corpora import (
    CorpusCounting,
    CorpusFile,
    CorpusFormat,
    CorpusPlan,
    CorpusQuestion,
    CorpusRecord,
    Place,
)
from ports.inbound.corpora import CorpusUseCases
from ports.inbound.use_cases import CompressionUseCases, TokenUseCases
from ports.outbound.clock import Clock
from ports.outbound.corpora import ChunkRunner, ChunkTask, ChunkWork, Corpus

_FOR_RAY = {
    "RAY_USAGE_STATS_ENABLED": "0",  # it would report its use to its maker
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # a cluster here listens on the loopback only
}
_FOR_ENGINES = {
    "RAYON_NUM_THREADS": "1",  # each process has one core, and threads of theirs would share it
}
_SAMPLE = CorpusRecord(
    Place(CorpusFile("", "sample", CorpusFormat.TEXT)), "Whatever is needed is loaded by this.", 0
)


@dataclass(frozen=True, slots=True)
class RemoteTasks:
    """Makes the task of a plan in a process of another machine, once: it can be pickled.

    Args:
        settings: For every module.
    """

    settings: Settings

    def __call__(self, plan: CorpusPlan) -> ChunkTask:
        """The task of a plan; all that it needs is loaded."""
        return _task(_container(self.settings), plan)


def build_use_cases(settings: Settings, *, engine: str, processes: int) -> CorpusUseCases:
    """What does corpus work; called once in a process.

    Args:
        settings: For every module.
        engine: Who does the chunks: ``local`` or ``ray``.
        processes: In how many processes; 0 for one for each CPU.
    """
    os.environ |= _FOR_ENGINES  # they read them when they first count many texts
    # A shadow check would be a socket without anybody who listens, and a pool one more process.
    server = replace(settings.server, shadow_sample_every=0, counting_processes=0)
    settings = replace(settings, server=server)
    container = _container(settings)
    processor = CorpusProcessor(
        corpora=corpora(),
        runner=_runner(engine, container, processes),
        outputs=FileCorpusOutputs(),
        measures=GaugeMeasures(container.get(Scales)),
        clock=container.get(Clock),  # type: ignore[type-abstract] # bound to what tells the time
    )
    return CorpusUseCases(processor, container.get(TokenUseCases).models)


def corpora() -> Mapping[CorpusFormat, Corpus]:
    """What reads the files of each format."""
    return {
        CorpusFormat.JSONL: JsonlCorpus(),
        CorpusFormat.TEXT: TextFileCorpus(),
        CorpusFormat.PARQUET: ParquetCorpus(),
    }


def _task(container: Injector, plan: CorpusPlan) -> ChunkTask:
    """The task of a plan; all that it needs is loaded, and no thread is started by that."""
    work = _work(container, plan.question)
    work.do((_SAMPLE,))
    return CorpusTask(corpora(), plan.reading, work)


def _container(settings: Settings) -> Injector:
    def bind(binder: Binder) -> None:
        binder.bind(Settings, to=settings)

    return Injector([bind, *TOKEN_MODULES], auto_bind=False)


def _work(container: Injector, question: CorpusQuestion) -> ChunkWork:
    """The use case that a question stands for."""
    if isinstance(question, CorpusCounting):
        return CountingWork(container.get(Gauges), question)
    if not isinstance(question, CorpusCompression):
        raise TypeError(f"nobody knows how to answer {type(question).__name__}")
    from bootstrap.modules.compression import (  # noqa: PLC0415 - counting does not need all that
        CompressionModule,
    )

    compressing = container.create_child_injector([CompressionModule], auto_bind=False)
    texts = compressing.get(CompressionUseCases).texts
    return CompressingWork(texts, GaugeMeasures(container.get(Scales)), question)


def _runner(engine: str, container: Injector, processes: int) -> ChunkRunner:
    """Who does the chunks.

    Raises:
        ExtraMissing: It is not installed.
    """
    if engine == "ray":
        return _ray(container.get(Settings), processes)
    count = processes or len(os.sched_getaffinity(0))
    return ProcessChunkRunner(partial(_task, container), process_count=count)


def _ray(settings: Settings, processes: int) -> ChunkRunner:
    os.environ |= _FOR_RAY  # it reads them when it is imported
    try:
        from adapters.outbound.ray.runner import (  # noqa: PLC0415 - an optional extra
            RayChunkRunner,
        )
    except ModuleNotFoundError:
        raise ExtraMissing("clusters are used", extra="ray") from None
    address = os.environ.get("RAY_ADDRESS", "")
    return RayChunkRunner(RemoteTasks(settings), address=address, process_count=processes)
