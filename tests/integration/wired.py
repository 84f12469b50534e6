"""The whole house, wired, with the one set of metrics that a process may have."""

from injector import Injector, Module, provider, singleton

from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from bootstrap.container import build_container
from bootstrap.settings import Settings


def container_with(prometheus: PrometheusTelemetry, settings: Settings) -> Injector:
    """A container with these settings and metrics."""

    class OneTelemetry(Module):
        @provider
        @singleton
        def prometheus(self) -> PrometheusTelemetry:
            return prometheus

    return build_container(settings, extra=[OneTelemetry])
