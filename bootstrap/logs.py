"""Structured logs: one JSON object a line."""

import json
import logging
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from bootstrap.settings import LogLevel

_SHARED: tuple[Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure_logs(level: LogLevel, *, to: TextIO) -> None:
    """Send our own log and that of the libraries to a stream as JSON lines."""
    threshold = logging.getLevelNamesMapping()[level.name]
    structlog.configure(
        processors=[*_SHARED, structlog.processors.JSONRenderer(serializer=_to_bytes)],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.BytesLoggerFactory(to.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(to)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_where),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)


def _to_bytes(event: Any, **_options: Any) -> bytes:  # noqa: ANN401 - whatever was logged
    return json.dumps(event, default=repr, separators=(",", ":")).encode()


def _where(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """An exception's type only: a library's message may quote what a caller sent."""
    return f"{exc_info[0].__module__}.{exc_info[0].__qualname__}"
