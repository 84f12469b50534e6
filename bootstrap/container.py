"""The modules, put together."""

from collections.abc import Sequence
from functools import cached_property

from injector import Binder, Injector, Module

from bootstrap.modules.facts import FactsModule
from bootstrap.modules.telemetry import TelemetryModule
from bootstrap.modules.tokenizers import TokenizersModule
from bootstrap.modules.tokens import TokensModule
from bootstrap.settings import Settings
from ports.inbound.use_cases import CompressionUseCases, KeptUseCases, TokenUseCases

TOKEN_MODULES: tuple[type[Module], ...] = (
    TelemetryModule,
    TokenizersModule,
    FactsModule,
    TokensModule,
)
"""What counting is made of; later modules override earlier ones."""


def build_container(settings: Settings, extra: Sequence[type[Module]] = ()) -> Injector:
    """Bind all that a server is made of; nothing is built, read or opened yet.

    Args:
        settings: For every module.
        extra: Modules that override the usual ones.
    """
    from bootstrap.modules.compression import CompressionModule
    from bootstrap.modules.grpc import GrpcModule
    from bootstrap.modules.storage import StorageModule

    modules = [*TOKEN_MODULES, CompressionModule, StorageModule, GrpcModule, *extra]
    return _container(settings, modules)


class LocalUseCases:
    """The use cases in this process: those of a context are imported when they are first asked for.

    Args:
        settings: For every module.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._container = _container(settings, TOKEN_MODULES)

    @cached_property
    def tokens(self) -> TokenUseCases:
        """The token context."""
        return self._container.get(TokenUseCases)

    @cached_property
    def compression(self) -> CompressionUseCases:
        """The compression context."""
        from bootstrap.modules.compression import CompressionModule

        child = self._container.create_child_injector([CompressionModule], auto_bind=False)
        return child.get(CompressionUseCases)

    @cached_property
    def kept(self) -> KeptUseCases:
        """What is kept, in the storage of this machine."""
        from bootstrap.modules.storage import StorageModule
        from bootstrap.storage import prepare_storage

        prepare_storage(self._settings.storage)
        child = self._container.create_child_injector([StorageModule], auto_bind=False)
        return child.get(KeptUseCases)


def _container(settings: Settings, modules: Sequence[type[Module]]) -> Injector:
    def bind_settings(binder: Binder) -> None:
        binder.bind(Settings, to=settings)

    return Injector([bind_settings, *modules], auto_bind=False)
