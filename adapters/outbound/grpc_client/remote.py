"""A server, in the place of the use cases of this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from steelyard_client import Steelyard

from adapters.outbound.grpc_client.analyses import RemoteTokenAnalyses
from adapters.outbound.grpc_client.analysis_records import RemoteAnalysisRecords
from adapters.outbound.grpc_client.chats import RemoteChatAnalyses
from adapters.outbound.grpc_client.compressions import (
    RemoteChatCompressions,
    RemoteTextCompressions,
)
from adapters.outbound.grpc_client.cuts import RemoteTextCuts
from adapters.outbound.grpc_client.jobs import RemoteJobs
from adapters.outbound.grpc_client.models import RemoteModelAnalyses
from ports.inbound.use_cases import (
    AllUseCases,
    CompressionUseCases,
    KeptUseCases,
    TokenUseCases,
    UseCases,
)

DEADLINE_SECONDS = 30.0


@contextmanager
def remote_use_cases(
    server: str, *, deadline_seconds: float = DEADLINE_SECONDS
) -> Iterator[UseCases]:
    """The use cases of a server, behind the same ports as those of this process.

    At the end of the block what is under way is ended.

    Args:
        server: Its address, ``host:port``.
        deadline_seconds: The longest that a call may take; streams may stay open for longer.
    """
    with Steelyard(server, deadline_seconds=deadline_seconds) as client:
        yield AllUseCases(
            tokens=TokenUseCases(
                texts=RemoteTokenAnalyses(client),
                chats=RemoteChatAnalyses(client),
                cuts=RemoteTextCuts(client),
                models=RemoteModelAnalyses(client),
            ),
            compression=CompressionUseCases(
                texts=RemoteTextCompressions(client), chats=RemoteChatCompressions(client)
            ),
            kept=KeptUseCases(jobs=RemoteJobs(client), analyses=RemoteAnalysisRecords(client)),
        )
