"""A server on this machine that speaks the chat completions protocol as it is told to."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

type Behaviour = Callable[["Handler", dict[str, Any]], None]


@dataclass(slots=True)
class ChatStub:
    """What the server does next, and what it was asked.

    Args:
        base_url: Where it listens.
        behaviour: How it answers.
        questions: The bodies that it was sent.
        headers: The headers that came with them.
    """

    base_url: str
    behaviour: Behaviour
    questions: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Passes every question to the behaviour of the stub."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_POST(self) -> None:
        stub = self.server.stub
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        stub.questions.append(question)
        stub.headers.append({key.lower(): value for key, value in self.headers.items()})
        self.close_connection = True
        stub.behaviour(self, question)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep silent."""

    def send(self, status: int, body: bytes, **headers: str) -> None:
        """Answer all at once."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def says(text: str, finish_reason: str | None = "stop") -> Behaviour:
    """Answers with that text."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": finish_reason,
    }
    body = json.dumps({"object": "chat.completion", "choices": [choice]}).encode()
    return sends(200, body)


def sends(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """Answers with that status and those bytes."""
    return lambda handler, _: handler.send(status, body, **headers)


def trickles(handler: Handler, _: dict[str, Any]) -> None:
    """Sends a byte from time to time and never comes to an end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    try:
        while not handler.server.stopped.wait(0.02):
            handler.wfile.write(b" ")
    except OSError:
        handler.close_connection = True


def keeps_silent(handler: Handler, _: dict[str, Any]) -> None:
    """Takes the question and says nothing until the test is over."""
    handler.server.stopped.wait(30)


def hangs_up(handler: Handler, _: dict[str, Any]) -> None:
    """Promises more than it sends."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"ff\r\n{")


class Server(ThreadingHTTPServer):
    """Listens on a free port; its handlers end when it is closed."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.stopped = Event()
        self.stub = ChatStub("", sends(500))

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""


@contextmanager
def listening(behaviour: Behaviour) -> Iterator[ChatStub]:
    """A stub that runs until the block is left."""
    server = Server()
    stub = ChatStub(f"http://127.0.0.1:{server.server_port}/v1", behaviour)
    server.stub = stub
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stub
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
