"""The arms that speak gRPC: the bare handler, and the three ways to count with Steelyard."""

from collections.abc import Callable

from benchmarks import answers
from benchmarks.answers import GrpcClient, require_equal
from benchmarks.arms import SMALL_CALLS_EACH, TEXTS_PER_BATCH, Arm, Material
from benchmarks.h2load import Load

MANY = f"{TEXTS_PER_BATCH} x 1 KB"


def grpc_arms(material: Material, *, bare_response: bytes) -> list[Arm]:
    """All of them.

    Args:
        material: Texts and counts.
        bare_response: What the bare handler must answer.
    """
    small = _small_loads(material)

    def check_bare(port: int) -> None:
        with GrpcClient(port) as client:
            answer = client.unary(material.texts[0]).SerializeToString()
        require_equal("the bare handler", bare_response, answer)

    return [
        Arm("bare", "bare grpc.aio handler, constant answer", "bare", small, 1, check_bare),
        Arm(
            "count", "Steelyard CountTokens, 1 KB", "steelyard", small, 1,
            _check(material, GrpcClient.counts), "CountTokens",
        ),
        Arm(
            "batch", f"Steelyard BatchCountTokens, {MANY}", "steelyard", (_batch_load(material),),
            TEXTS_PER_BATCH, _check(material, GrpcClient.batch_counts), "BatchCountTokens",
        ),
        Arm(
            "stream", f"Steelyard StreamCountTokens, {MANY}", "steelyard",
            (_stream_load(material),), TEXTS_PER_BATCH,
            _check(material, GrpcClient.stream_counts), "StreamCountTokens",
        ),
    ]  # fmt: skip


def _small_loads(material: Material) -> tuple[Load, ...]:
    return tuple(
        material.grpc_load(
            "CountTokens",
            ([answers.unary_request(text)] for text in texts),
            name=f"count-{number}",
            in_flight=SMALL_CALLS_EACH,
        )
        for number, texts in enumerate(material.singles())
    )


def _batch_load(material: Material) -> Load:
    calls = ([answers.batch_request(texts)] for texts in material.batches())
    return material.grpc_load("BatchCountTokens", calls, name="batch")


def _stream_load(material: Material) -> Load:
    calls = map(answers.stream_requests, material.batches())
    return material.grpc_load("StreamCountTokens", calls, name="stream")


def _check(
    material: Material, count: Callable[[GrpcClient, list[str]], list[int]]
) -> Callable[[int], None]:
    def check(port: int) -> None:
        with GrpcClient(port) as client:
            counts = [one for texts in material.batches() for one in count(client, texts)]
        require_equal("Steelyard", list(material.token_counts), counts)

    return check
