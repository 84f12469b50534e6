"""What an endpoint answers, and which answers were given lately."""

import json
from collections import OrderedDict
from threading import Lock
from typing import Any

from domain.compression.rewriting import EndpointUnavailable


def rewritten_text(body: bytes) -> str:
    """The text in the body of a chat completion.

    Raises:
        EndpointUnavailable: It holds none, or one that the model did not finish.
    """
    choice = _first_choice(body)
    if choice.get("finish_reason") in ("length", "content_filter"):
        raise EndpointUnavailable("the model did not finish its text", cause="unfinished")
    message = choice.get("message")
    content = message.get("content") if isinstance(message, dict) else None
    if not (isinstance(content, str) and content.strip() and _is_unicode(content)):
        raise EndpointUnavailable("the endpoint's answer holds no text", cause="malformed")
    return content.strip()


def _first_choice(body: bytes) -> dict[str, Any]:
    try:
        choice = json.loads(body)["choices"][0]
    except (ValueError, LookupError, TypeError, RecursionError):
        choice = None
    if not isinstance(choice, dict):
        raise EndpointUnavailable("the endpoint's answer is no chat completion", cause="malformed")
    return choice


def _is_unicode(text: str) -> bool:
    """JSON can escape half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class AnswerCache:
    """The answers that were asked for last, within bounds; for all threads of a process.

    Args:
        maximum_count: The most answers.
        maximum_bytes: The most text, in bytes of UTF-8.
    """

    def __init__(self, *, maximum_count: int = 1_024, maximum_bytes: int = 16_777_216) -> None:
        self._maximum_count = maximum_count
        self._maximum_bytes = maximum_bytes
        self._answers: OrderedDict[bytes, str] = OrderedDict()
        self._byte_count = 0
        self._lock = Lock()

    def get(self, key: bytes) -> str | None:
        """The answer to a question; None where it is not known (any more)."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: bytes, answer: str) -> None:
        """Remember an answer; those that were not asked for longest make room."""
        with self._lock:
            self._byte_count += _size(answer) - _size(self._answers.pop(key, ""))
            self._answers[key] = answer
            while self._answers and self._is_full():
                _, oldest = self._answers.popitem(last=False)
                self._byte_count -= _size(oldest)

    def _is_full(self) -> bool:
        return len(self._answers) > self._maximum_count or self._byte_count > self._maximum_bytes


def _size(answer: str) -> int:
    return len(answer.encode())
