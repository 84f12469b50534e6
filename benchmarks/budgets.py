"""CheckBudget of a long chat for ten models, beside LiteLLM's token_counter called ten times.

Usage: python -m benchmarks.budgets [--chats N]

Cold is a chat of which nothing was seen before; warm is the same chat with one new message at its
end, as at every turn of a conversation. Both sides run in the same run, in alternating rounds;
LiteLLM runs in process and offline, Steelyard answers over gRPC with one worker.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import grpc
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc
from steelyard.v1 import types_pb2

from benchmarks.servers import (
    PEERS,
    PEERS_PYTHON,
    WAY_OUT_CLOSED,
    fill_tiktoken_cache,
    missing_peers,
    start_steelyard,
)

MODELS = (
    "gpt-4o",
    "gpt-5",
    "gpt-4.1-mini",
    "gpt-4",
    "claude-opus-4-5",
    "claude-opus-4-7",
    "gemini-2.5-pro",
    "llama-3.1-8b-instruct",
    "qwen3-32b",
    "deepseek-chat",
)
MESSAGES = 100
CHARACTERS = 200
"""Of each message: the chat is about 20 KB."""
WARM_LIMIT_MS, COLD_LIMIT_MS, WARM_RATIO = 10.0, 200.0, 5.0
ROUNDS = 5
_SOURCES = sorted((Path(__file__).parent.parent / "domain").rglob("*.py"))

type Chat = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Timings:
    """The seconds of each call."""

    seconds: tuple[float, ...]

    @property
    def p50_ms(self) -> float:
        """The median in milliseconds."""
        return statistics.median(self.seconds) * 1_000

    def __str__(self) -> str:
        worst = max(self.seconds) * 1_000
        return f"p50 {self.p50_ms:.1f} ms (min {min(self.seconds) * 1_000:.1f}, max {worst:.1f})"


def make_chats(count: int, *, seed: int) -> list[Chat]:
    """Chats of sentences of this house's own documentation in an order of their own."""
    source = random.Random(seed)
    words = " ".join(path.read_text(encoding="utf-8") for path in _SOURCES).split()
    return [
        [{"role": _role(turn), "content": _text(source, words)} for turn in range(MESSAGES)]
        for _ in range(count)
    ]


def _role(turn: int) -> str:
    return "assistant" if turn % 2 else "user"


def _text(source: random.Random, words: Sequence[str]) -> str:
    """Consecutive words with a few rare ones between, so that no text comes twice."""
    start = source.randrange(len(words) - 200)
    chosen = [
        *words[start : start + 12],
        f"{source.random():.12f}",
        *words[start + 12 : start + 60],
    ]
    return " ".join(chosen)[:CHARACTERS]


def with_new_message(chat: Chat, source: random.Random) -> Chat:
    """The chat as it is sent at the next turn, as long as before."""
    return [*chat[:-1], {"role": "user", "content": f"{source.random()} {chat[-1]['content']}"}]


def time_steelyard(stub: pb_grpc.TokenServiceStub, chats: Sequence[Chat]) -> Timings:
    """One call for each chat."""
    seconds = []
    for chat in chats:
        body = json.dumps({"messages": chat})
        request = pb.CheckBudgetRequest(
            models=[pb.ModelBudget(model=model) for model in MODELS],
            chat=types_pb2.ChatRequest(openai_json=body),
        )
        start = time.perf_counter()
        answer = stub.CheckBudget(request)
        seconds.append(time.perf_counter() - start)
        if not all(fit.counted_completely for fit in answer.fits):
            raise SystemExit("a chat was not counted completely")
    return Timings(tuple(seconds))


def time_litellm(folder: Path, chats: Sequence[Chat]) -> Timings:
    """The same in LiteLLM."""
    given = folder / "chats.json"
    given.write_text(json.dumps({"models": MODELS, "chats": chats}), encoding="utf-8")
    fill_tiktoken_cache(folder / "tiktoken")
    run = subprocess.run(  # noqa: S603 - our own command line
        [PEERS_PYTHON, PEERS / "litellm_counter.py", given],
        env=WAY_OUT_CLOSED
        | {
            "TIKTOKEN_CACHE_DIR": str(folder / "tiktoken"),
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "HF_HUB_OFFLINE": "1",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return Timings(tuple(json.loads(run.stdout.splitlines()[-1])["seconds"]))


def main() -> int:
    """Measure, print, and say whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=10, help="chats in each round")
    chat_count = parser.parse_args().chats
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server, start_s = start_steelyard(folder, cores=frozenset(), workers=1)
        print(f"start to SERVING with every encoding loaded: {start_s:.1f} s")
        try:
            rounds = [_round(folder, server.port, chat_count, seed) for seed in range(ROUNDS)]
        finally:
            server.stop()
    cold, warm, peer = (
        Timings(tuple(each for timings in column for each in timings.seconds))
        for column in zip(*rounds, strict=True)
    )
    return _report(cold, warm, peer)


def _round(folder: Path, port: int, chat_count: int, seed: int) -> tuple[Timings, Timings, Timings]:
    source = random.Random(seed)
    chats = make_chats(chat_count, seed=seed)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = pb_grpc.TokenServiceStub(channel)
        time_steelyard(stub, make_chats(1, seed=-1 - seed))
        cold = time_steelyard(stub, chats)
        warm = time_steelyard(stub, [with_new_message(chat, source) for chat in chats])
    peer = cold if missing_peers() else time_litellm(folder, chats)
    return cold, warm, peer


def _report(cold: Timings, warm: Timings, peer: Timings) -> int:
    print(f"{MESSAGES} messages of {CHARACTERS} characters for {len(MODELS)} models")
    print(f"  Steelyard, nothing seen before:  {cold}; target <= {COLD_LIMIT_MS:.0f} ms")
    print(f"  Steelyard, one new message:      {warm}; target <= {WARM_LIMIT_MS:.0f} ms")
    met = cold.p50_ms <= COLD_LIMIT_MS and warm.p50_ms <= WARM_LIMIT_MS
    if reason := missing_peers():
        print(f"  LiteLLM: not run, {reason}")
    else:
        ratio = peer.p50_ms / warm.p50_ms
        print(f"  LiteLLM token_counter, {len(MODELS)} calls: {peer}")
        print(f"  LiteLLM : Steelyard warm {ratio:.1f}; target >= {WARM_RATIO:.0f}")
        print(f"  LiteLLM : Steelyard cold {peer.p50_ms / cold.p50_ms:.1f}")
        met = met and ratio >= WARM_RATIO
    print("all targets met" if met else "NOT all targets met")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
