"""tiktoken without any wire: one thread counts the texts again and again.

Reads a number of seconds from each line of standard input and answers with a JSON line:
``{"seconds": …, "cpu_seconds": …, "rounds": …, "token_counts": […]}``.
"""

import json
import sys
import time
from pathlib import Path

import tiktoken


def count_for(encoding: tiktoken.Encoding, texts: list[str], seconds: float) -> dict[str, object]:
    """Count all texts until the time is over, at least once.

    Args:
        encoding: What counts.
        texts: The texts of one round.
        seconds: How long.
    """
    rounds = 0
    token_counts: list[int] = []
    start, cpu_start = time.perf_counter(), time.process_time()
    while not rounds or time.perf_counter() - start < seconds:
        token_counts = [len(encoding.encode_ordinary(text)) for text in texts]
        rounds += 1
    return {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - cpu_start,
        "rounds": rounds,
        "token_counts": token_counts,
    }


def main() -> None:
    """Serve standard input until it ends."""
    encoding = tiktoken.get_encoding("o200k_base")
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for line in sys.stdin:
        print(json.dumps(count_for(encoding, texts, float(line))), flush=True)


if __name__ == "__main__":
    main()
