"""Serves /metrics, /livez and /readyz."""

import logging
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from typing import Any, ClassVar

_log = logging.getLogger(__name__)
_TIMEOUT_S = 5
_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers.

    Args:
        status: The HTTP status.
        body: The bytes.
        content_type: What they are.
    """

    status: HTTPStatus
    body: bytes
    content_type: str = _TEXT


def operator_routes(
    *, metrics: Callable[[], bytes], metrics_type: str, is_ready: Callable[[], bool]
) -> Mapping[str, Callable[[], Answer]]:
    """The paths and what each answers.

    Args:
        metrics: The metrics as text.
        metrics_type: Their content type.
        is_ready: Whether calls are answered now.
    """

    def readiness() -> Answer:
        if is_ready():
            return Answer(HTTPStatus.OK, b"ready\n")
        return Answer(HTTPStatus.SERVICE_UNAVAILABLE, b"not ready\n")

    return {
        "/metrics": lambda: Answer(HTTPStatus.OK, metrics(), metrics_type),
        "/livez": lambda: Answer(HTTPStatus.OK, b"alive\n"),
        "/readyz": readiness,
    }


class OperatorServer(ThreadingHTTPServer):
    """Answers operators' requests, each on a thread of its own, on a socket that listens already.

    Args:
        listening: The socket.
        routes: What each path answers.
    """

    daemon_threads = True

    def __init__(self, listening: socket, routes: Mapping[str, Callable[[], Answer]]) -> None:
        super().__init__(listening.getsockname()[:2], _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.routes = routes

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002 - the library's signature
        """Note what failed, which the library would print; clients that went away are no news."""
        if not isinstance(sys.exception(), OSError):
            _log.exception("an operator's request failed")


class _Handler(BaseHTTPRequestHandler):
    timeout = _TIMEOUT_S
    server_version = "steelyard"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    server: OperatorServer
    _unknown: ClassVar[Answer] = Answer(HTTPStatus.NOT_FOUND, b"not found\n")

    def do_GET(self) -> None:
        """Answer."""
        route = self.server.routes.get(self.path.partition("?")[0])
        answer = route() if route else self._unknown
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
        """Probes every few seconds are no news."""
