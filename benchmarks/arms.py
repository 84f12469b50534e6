"""The arms: what each sends to which server, and how its answers are checked."""

import json
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from google.protobuf.message import Message

from benchmarks import answers
from benchmarks.answers import GrpcClient, require_equal
from benchmarks.h2load import GRPC_HEADERS, JSON_HEADERS, Load

GENERATORS = 16
"""Generator processes for each arm, each with a body of its own: h2load knows only one."""
TEXTS_PER_BATCH = 100
TEXTS = GENERATORS * TEXTS_PER_BATCH
LITELLM_PATH = "/utils/token_counter"
SMALL_CALLS_EACH = 4
"""Small calls that each generator process has in flight; of batches and streams it has one."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One side of the comparison.

    Args:
        name: For tables and ``--only``.
        title: What it is, for people.
        server: Name of the server that it loads.
        loads: What is sent; round N sends the N-th, and begins again after the last.
        texts_per_call: How many texts of 1 KB one request holds.
        check: Asks the server on a port and stops everything when an answer is wrong.
        method: The RPC whose counter must agree with what was sent; empty for other servers.
    """

    name: str
    title: str
    server: str
    loads: tuple[Load, ...]
    texts_per_call: int
    check: Callable[[int], None]
    method: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """What all arms are made of.

    Args:
        texts: The texts, TEXTS of them.
        token_counts: Their right counts, by tiktoken.
        rounds: How many loads the arms of small calls have; each sends GENERATORS other texts.
        folder: Where request bodies are written.
    """

    texts: Sequence[str]
    token_counts: Sequence[int]
    rounds: int
    folder: Path

    def batches(self) -> list[list[str]]:
        """The texts of each generator process of the arms of many texts a call."""
        starts = range(0, len(self.texts), TEXTS_PER_BATCH)
        return [list(self.texts[start : start + TEXTS_PER_BATCH]) for start in starts]

    def singles(self) -> list[list[str]]:
        """The texts of the arms of one text a call: for each round, one each generator process."""
        starts = [number * GENERATORS % len(self.texts) for number in range(self.rounds)]
        return [list(self.texts[start : start + GENERATORS]) for start in starts]

    def grpc_load(
        self, method: str, calls: Iterable[Iterable[Message]], *, name: str, in_flight: int = 1
    ) -> Load:
        """A load of gRPC calls, each given as its messages; one connection each."""
        bodies = (b"".join(map(_frame, messages)) for messages in calls)
        path = f"/{answers.SERVICE}/{method}"
        return Load(path, self._write(name, bodies), GRPC_HEADERS, connections=1, streams=in_flight)

    def json_load(
        self, path: str, calls: Iterable[object], *, name: str, in_flight: int = 1
    ) -> Load:
        """A load of HTTP/1.1 calls; one connection for each that is in flight."""
        bodies = self._write(name, (json.dumps(body).encode() for body in calls))
        return Load(path, bodies, JSON_HEADERS, connections=in_flight, streams=1, is_http1=True)

    def _write(self, name: str, bodies: Iterable[bytes]) -> tuple[Path, ...]:
        paths = []
        for number, body in enumerate(bodies):
            paths.append(self.folder / f"{name}-{number}")
            paths[-1].write_bytes(body)
        return tuple(paths)


def grpc_arms(material: Material, *, bare_response: bytes) -> list[Arm]:
    """The bare handler and the three ways to count with Steelyard.

    Args:
        material: Texts and counts.
        bare_response: What the bare handler must answer.
    """
    batches = material.batches()
    small = tuple(
        material.grpc_load(
            "CountTokens",
            ([answers.unary_request(text)] for text in texts),
            name=f"count-{number}",
            in_flight=SMALL_CALLS_EACH,
        )
        for number, texts in enumerate(material.singles())
    )
    batch = material.grpc_load(
        "BatchCountTokens", ([answers.batch_request(each)] for each in batches), name="batch"
    )
    stream = material.grpc_load(
        "StreamCountTokens", map(answers.stream_requests, batches), name="stream"
    )

    def check_bare(port: int) -> None:
        with GrpcClient(port) as client:
            answer = client.unary(material.texts[0]).SerializeToString()
        require_equal("the bare handler", bare_response, answer)

    def check_with(count: Callable[[GrpcClient, list[str]], list[int]]) -> Callable[[int], None]:
        def check(port: int) -> None:
            with GrpcClient(port) as client:
                counts = [one for each in batches for one in count(client, each)]
            require_equal("Steelyard", list(material.token_counts), counts)

        return check

    many = f"{TEXTS_PER_BATCH} x 1 KB"
    return [
        Arm("bare", "bare grpc.aio handler, constant answer", "bare", small, 1, check_bare),
        Arm(
            "count", "Steelyard CountTokens, 1 KB", "steelyard", small, 1,
            check_with(GrpcClient.counts), "CountTokens",
        ),
        Arm(
            "batch", f"Steelyard BatchCountTokens, {many}", "steelyard", (batch,), TEXTS_PER_BATCH,
            check_with(GrpcClient.batch_counts), "BatchCountTokens",
        ),
        Arm(
            "stream", f"Steelyard StreamCountTokens, {many}", "steelyard", (stream,),
            TEXTS_PER_BATCH, check_with(GrpcClient.stream_counts), "StreamCountTokens",
        ),
    ]  # fmt: skip


def peer_arms(material: Material) -> list[Arm]:
    """FastAPI with tiktoken, and the LiteLLM proxy."""
    batches, singles = material.batches(), material.singles()

    def small_loads(path: str, body: Callable[[str], object], name: str) -> tuple[Load, ...]:
        return tuple(
            material.json_load(
                path, map(body, texts), name=f"{name}-{number}", in_flight=SMALL_CALLS_EACH
            )
            for number, texts in enumerate(singles)
        )

    def check_fastapi(port: int) -> None:
        asked = [answers.post_json(port, "/count", _fastapi_body(text)) for text in singles[0]]
        totals = [answer["token_count"] for answer in asked]
        require_equal("FastAPI /count", list(material.token_counts[: len(totals)]), totals)

    def check_fastapi_batch(port: int) -> None:
        asked = [answers.post_json(port, "/batch", {"texts": each}) for each in batches]
        counts = [answer["token_counts"] for answer in asked]
        given = iter(material.token_counts)
        expected = [[next(given) for _ in each] for each in batches]
        require_equal("FastAPI /batch", expected, counts)

    def check_litellm(port: int) -> None:
        asked = [answers.post_json(port, LITELLM_PATH, _litellm_body(text)) for text in singles[0]]
        totals = [answer["total_tokens"] for answer in asked]
        require_equal("LiteLLM", list(material.token_counts[: len(totals)]), totals)

    batch = material.json_load("/batch", ({"texts": each} for each in batches), name="json-batch")
    return [
        Arm(
            "fastapi", "FastAPI + uvicorn + tiktoken, 1 KB", "fastapi",
            small_loads("/count", _fastapi_body, "fastapi"), 1, check_fastapi,
        ),
        Arm(
            "fastapi-batch", f"FastAPI + uvicorn + tiktoken, {TEXTS_PER_BATCH} x 1 KB", "fastapi",
            (batch,), TEXTS_PER_BATCH, check_fastapi_batch,
        ),
        Arm(
            "litellm", "LiteLLM proxy /utils/token_counter, 1 KB", "litellm",
            small_loads(LITELLM_PATH, _litellm_body, "litellm"), 1, check_litellm,
        ),
    ]  # fmt: skip


def _fastapi_body(text: str) -> dict[str, str]:
    return {"text": text}


def _litellm_body(text: str) -> dict[str, str]:
    return {"model": answers.MODEL, "prompt": text}


def _frame(message: Message) -> bytes:
    """A message as it lies on the wire of gRPC: not compressed, its length, its bytes."""
    body = message.SerializeToString()
    return struct.pack(">BI", 0, len(body)) + body
