"""The text that Prometheus scrapes: every process of the server together."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

type EnginesInUse = Callable[[], Mapping[str, str]]
"""The engine that counts now, by encoding."""


class Exposition:
    """Renders the metrics of all processes that share one metrics folder.

    Args:
        engines: Asked at every scrape.
    """

    def __init__(self, engines: EnginesInUse) -> None:
        self._registry = CollectorRegistry()
        _FilledFilesCollector(self._registry)  # type: ignore[no-untyped-call]  # the library's
        self._registry.register(_EngineCollector(engines))

    def render(self) -> bytes:
        """The metrics in Prometheus' text format."""
        return generate_latest(self._registry)


class _FilledFilesCollector(MultiProcessCollector):
    """Leaves out files that a new process has made and not yet filled, which cannot be read."""

    def collect(self) -> Iterable[Metric]:
        """The metrics of all other files, summed."""
        folder = Path(self._path)
        filled = [str(file) for file in folder.glob("*.db") if file.stat().st_size]
        merged: Iterable[Metric] = self.merge(filled, accumulate=True)  # type: ignore[no-untyped-call]  # the library's
        return merged


class _EngineCollector(Collector):
    def __init__(self, engines: EnginesInUse) -> None:
        self._engines = engines

    def collect(self) -> Iterable[Metric]:
        """1 for the engine that counts now."""
        metric = GaugeMetricFamily(
            "steelyard_engine_in_use",
            "The engine that counts now, by encoding.",
            labels=["encoding", "engine"],
        )
        for encoding, engine in self._engines().items():
            metric.add_metric([encoding, engine], 1)
        yield metric


def forget_process(pid: int) -> None:
    """Drop the gauges of a process that is gone; its counters stay in the sums."""
    mark_process_dead(pid)  # type: ignore[no-untyped-call]  # the library's
