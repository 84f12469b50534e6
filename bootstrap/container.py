"""The modules, put together."""

from collections.abc import Sequence

from injector import Binder, Injector, Module

from bootstrap.modules.compression import CompressionModule
from bootstrap.modules.facts import FactsModule
from bootstrap.modules.grpc import GrpcModule
from bootstrap.modules.telemetry import TelemetryModule
from bootstrap.modules.tokenizers import TokenizersModule
from bootstrap.modules.tokens import TokensModule
from bootstrap.settings import Settings

MODULES: tuple[type[Module], ...] = (
    TelemetryModule,
    TokenizersModule,
    FactsModule,
    TokensModule,
    CompressionModule,
    GrpcModule,
)
"""What a server is made of; later modules override earlier ones."""


def build_container(settings: Settings, extra: Sequence[type[Module]] = ()) -> Injector:
    """Bind everything; nothing is built, read or opened yet.

    Args:
        settings: For every module.
        extra: Modules that override the usual ones.
    """

    def bind_settings(binder: Binder) -> None:
        binder.bind(Settings, to=settings)

    return Injector([bind_settings, *MODULES, *extra], auto_bind=False)
