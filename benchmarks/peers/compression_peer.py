"""One peer in a process and an environment of its own.

``compression_peer.py NAME`` reads requests and writes answers as JSON lines;
``compression_peer.py --versions`` writes the versions of all peers. What a peer itself prints goes
to stderr. It is called as its own documentation says, offline, with the tokenizer of the budget
wherever it takes one; what it stores goes to the home folder that it was given.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

ENCODING = "o200k_base"
MODEL = "gpt-4o"
"""What peers know the encoding by."""

type Request = dict[str, Any]
type Compress = Callable[[Request], str]


def llmslim() -> Compress:
    """Its budgeted call, counting in the tokens of the budget; JSON by the call it has for that."""
    counting = import_module("llmslim.tokens")
    fitting, listing = import_module("llmslim._fit"), import_module("llmslim._json_output")
    counting.count_tokens("")
    # It would count in cl100k_base.
    vars(counting)["_ENCODER"] = import_module("tiktoken").get_encoding(ENCODING)

    def compress(request: Request) -> str:
        text, query, budget = request["text"], request["query"] or None, request["budget"]
        shorter = listing.shorten_json(text, budget, query) if listing.is_json(text) else None
        return str(fitting.fit_text(text, budget, query) if shorter is None else shorter)

    return compress


def contextpress() -> Compress:
    """Its strongest preset, with the profile that did best for the kind of text."""
    build = import_module("contextpress").ContextManager
    profiles = {"documents": "rag_doc", "dialogue": "rag_doc", "log": "rag_doc", "json": "agent"}

    def compress(request: Request) -> str:
        manager = build(type=profiles[request["kind"]], model=MODEL, compression="high")
        messages = [{"role": "user", "content": request["text"]}, asked(request)]
        budget = request["budget"] + manager.estimate_tokens([messages[1]])
        left = manager.compress(messages, token_budget=budget)
        return "\n".join(each["content"] for each in left[:-1])

    return compress


def headroom() -> Compress:
    """It takes no budget; the model that it has for prose comes from a hub and is left out."""
    write = import_module("headroom").compress

    def compress(request: Request) -> str:
        messages = [asked(request), {"role": "tool", "content": request["text"]}]
        result = write(
            messages,
            model=MODEL,
            compress_user_messages=True,
            protect_recent=0,
            kompress_model="disabled",
        )
        return str(result.messages[1]["content"])

    return compress


def distil() -> Compress:
    """It takes no budget."""
    write = import_module("distil").compress_messages

    def compress(request: Request) -> str:
        messages = [asked(request), {"role": "tool", "content": request["text"]}]
        return str(write(messages).messages[1]["content"])

    return compress


def asked(request: Request) -> dict[str, str]:
    """The question as a turn of a chat."""
    return {"role": "user", "content": request["query"] or "Summarize this."}


PEERS: dict[str, tuple[str, Callable[[], Compress]]] = {
    "llmslim": ("llmslim", llmslim),
    "contextpress": ("contextpress", contextpress),
    "headroom": ("headroom-ai", headroom),
    "distil": ("distil-llm", distil),
}
WARMING: Request = {
    "text": "A first call loads what is needed. " * 40,
    "query": "What is needed?",
    "budget": 100,
    "kind": "documents",
}


def answer(compress: Compress, request: Request) -> dict[str, Any]:
    """The answer to one request, or what went wrong."""
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        text, failure = compress(request), ""
    except Exception as error:  # noqa: BLE001 - whatever a peer raises is its answer
        text, failure = "", f"{type(error).__name__}: {error}"[:200]
    return {
        "text": text,
        "failure": failure,
        "wall_ms": (time.perf_counter() - wall) * 1_000,
        "cpu_ms": (time.process_time() - cpu) * 1_000,
        "memory_mb": peak_memory_mb(),
    }


def peak_memory_mb() -> float:
    """The most RSS that this process has had; getrusage would tell that of its parent too."""
    rows = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (peak,) = (row.split()[1] for row in rows if row.startswith("VmHWM:"))
    return int(peak) / 1_024


def main() -> None:
    """Answer until there are no more requests."""
    if sys.argv[1] == "--versions":
        print(json.dumps({name: version(package) for name, (package, _) in PEERS.items()}))
        return
    package, build = PEERS[sys.argv[1]]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    compress = build()
    for _ in range(2):
        answer(compress, WARMING)
    print(json.dumps({"version": version(package)}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(compress, json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
