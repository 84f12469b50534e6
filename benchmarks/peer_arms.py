"""The arms of what else one could run: FastAPI with tiktoken, and the LiteLLM proxy."""

from collections.abc import Callable

from benchmarks.answers import MODEL, post_json, require_equal
from benchmarks.arms import SMALL_CALLS_EACH, TEXTS_PER_BATCH, Arm, Material
from benchmarks.h2load import Load

LITELLM_PATH = "/utils/token_counter"


def peer_arms(material: Material) -> list[Arm]:
    """All of them.

    Args:
        material: Texts and counts.
    """
    return [
        Arm(
            "fastapi", "FastAPI + uvicorn + tiktoken, 1 KB", "fastapi",
            _small_loads(material, "/count", _fastapi_body, "fastapi"), 1,
            _check_small(material, "/count", _fastapi_body, "token_count"),
        ),
        Arm(
            "fastapi-batch", f"FastAPI + uvicorn + tiktoken, {TEXTS_PER_BATCH} x 1 KB", "fastapi",
            (_batch_load(material),), TEXTS_PER_BATCH, _check_batch(material),
        ),
        Arm(
            "litellm", "LiteLLM proxy /utils/token_counter, 1 KB", "litellm",
            _small_loads(material, LITELLM_PATH, _litellm_body, "litellm"), 1,
            _check_small(material, LITELLM_PATH, _litellm_body, "total_tokens"),
        ),
    ]  # fmt: skip


def _small_loads(
    material: Material, path: str, body: Callable[[str], object], name: str
) -> tuple[Load, ...]:
    return tuple(
        material.json_load(
            path, map(body, texts), name=f"{name}-{number}", in_flight=SMALL_CALLS_EACH
        )
        for number, texts in enumerate(material.singles())
    )


def _batch_load(material: Material) -> Load:
    calls = ({"texts": texts} for texts in material.batches())
    return material.json_load("/batch", calls, name="json-batch")


def _check_small(
    material: Material, path: str, body: Callable[[str], object], field: str
) -> Callable[[int], None]:
    def check(port: int) -> None:
        asked = material.singles()[0]
        counts = [post_json(port, path, body(text))[field] for text in asked]
        require_equal(path, list(material.token_counts[: len(asked)]), counts)

    return check


def _check_batch(material: Material) -> Callable[[int], None]:
    def check(port: int) -> None:
        counts: list[object] = []
        for texts in material.batches():
            answer = post_json(port, "/batch", {"texts": texts})["token_counts"]
            counts += answer if isinstance(answer, list) else [answer]
        require_equal("/batch", list(material.token_counts), counts)

    return check


def _fastapi_body(text: str) -> object:
    return {"text": text}


def _litellm_body(text: str) -> object:
    return {"model": MODEL, "prompt": text}
