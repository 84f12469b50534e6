"""What the command line needs from the outside."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from ports.inbound.corpora import CorpusUseCases
from ports.inbound.use_cases import UseCases


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """How to serve; None leaves it to the settings.

    Args:
        host: The address to listen on.
        port: The port to listen on; 0 for any.
        workers: How many processes answer.
        allow_remote: Whether other machines may call.
    """

    host: str | None
    port: int | None
    workers: int | None
    allow_remote: bool | None


@dataclass(frozen=True, slots=True)
class CliDependencies:
    """What the commands call.

    Args:
        local: The use cases in this process.
        remote: The use cases of the server at an address.
        serve: Serves until told to stop; returns the exit code.
        work: Does compression jobs in so many processes, 0 for one for each CPU, until told to
            stop; returns the exit code.
        migrate: Brings the tables of the storage to a revision, such as ``head``; returns it.
        corpora: Does corpus work on ``local`` or ``ray``, in so many processes, 0 for one for each
            CPU.
        check_health: Asks the server at an address for its status, such as ``SERVING``.
        version: Of this program.
    """

    local: Callable[[], UseCases]
    remote: Callable[[str], AbstractContextManager[UseCases]]
    serve: Callable[[ServeOptions], int]
    work: Callable[[int], int]
    migrate: Callable[[str], str]
    corpora: Callable[[str, int], CorpusUseCases]
    check_health: Callable[[str], str]
    version: str

    @contextmanager
    def use_cases(self, server: str) -> Iterator[UseCases]:
        """The use cases of a server, or of this process where no server is named."""
        if not server:
            yield self.local()
            return
        with self.remote(server) as use_cases:
            yield use_cases
