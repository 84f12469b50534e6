"""LiteLLM's token_counter in process: the same chat for each model, again and again.

Reads the path of a JSON file with ``{"models": […], "chats": [[message, …], …]}`` and prints a JSON
line: ``{"seconds": [for each chat], "token_counts": [[for each model] of the first chat]}``.
"""

import json
import sys
import time
from pathlib import Path

from litellm import token_counter


def main() -> None:
    """Count every chat for every model."""
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    models, chats = given["models"], given["chats"]
    for model in models:
        token_counter(model=model, messages=chats[0][:1])  # loads what it needs
    seconds = []
    counts: list[int] = []
    for chat in chats:
        start = time.perf_counter()
        counts = [token_counter(model=model, messages=chat) for model in models]
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "token_counts": counts}))


if __name__ == "__main__":
    main()
