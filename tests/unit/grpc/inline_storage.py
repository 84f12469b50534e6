"""A storage that answers on the event loop itself, so that time need not pass."""

from collections.abc import Callable

from adapters.inbound.grpc.storage_work import StorageWork


class InlineStorage(StorageWork):
    """Runs each job at once."""

    def __init__(self) -> None:
        super().__init__(1, waiting=0, timeout_ms=0)

    async def run[Result](self, job: Callable[[], Result]) -> Result:
        return job()
