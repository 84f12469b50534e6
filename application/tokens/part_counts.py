"""Counts of the parts of chats, remembered: the history of a chat is sent again at every turn."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from math import inf

from application.tokens.gauge import Gauge
from domain.shared.steps import Stepwise, cut_into_steps
from domain.tokens.model import SpecialTokens, TokenCount

_DIGEST_BYTES = 16


class Digests(dict[str, bytes]):
    """The digests of the texts of one request, each made when it is first asked for."""

    def __missing__(self, text: str) -> bytes:
        digest = self[text] = blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest()
        return digest


class PartCounts:
    """Counts texts, and those that were counted before from memory.

    Holds digests and numbers, never a text. At most ``limit`` counts are remembered; when there are
    half as many new ones, those that nobody asked for since the last time are forgotten.

    Args:
        limit: The most counts to remember.
    """

    def __init__(self, *, limit: int) -> None:
        self._half = max(1, limit // 2)
        self._young: dict[tuple[str, bytes], TokenCount] = {}
        self._old: dict[tuple[str, bytes], TokenCount] = {}

    def count(
        self, gauge: Gauge, texts: Iterable[str], *, digests: Digests, enough: float = inf
    ) -> Stepwise[dict[str, TokenCount]]:
        """The counts of bare texts, without the frame of a message.

        Args:
            gauge: What counts.
            texts: The texts; each is counted once.
            digests: Of texts that were asked for before, for another gauge.
            enough: With more tokens than this, the rest need not be counted.

        Returns:
            The counts by text; some are missing where there was enough before the end.
        """
        name = gauge.name
        keys = {text: (name, digests[text]) for text in texts}
        counts: dict[str, TokenCount] = {}
        missing: list[str] = []
        for text, key in keys.items():
            count = self._recall(key)
            if count is None:
                missing.append(text)
            else:
                counts[text] = count
        total = sum(each.token_count for each in counts.values())
        for step in cut_into_steps(missing):
            if total > enough:
                break
            yield gauge.is_quick(step)
            for text, count in zip(step, _bare_counts(gauge, step), strict=True):
                counts[text] = count
                total += count.token_count
                self._remember(keys[text], count)
        return counts

    def _recall(self, key: tuple[str, bytes]) -> TokenCount | None:
        count = self._young.get(key)
        if count is None and (count := self._old.get(key)) is not None:
            self._remember(key, count)
        return count

    def _remember(self, key: tuple[str, bytes], count: TokenCount) -> None:
        # Threads may do this at once: every line is one step of the interpreter, and losing a count
        # costs no more than counting it again.
        if len(self._young) >= self._half:
            self._old, self._young = self._young, {}
        self._young[key] = count


def _bare_counts(gauge: Gauge, texts: Sequence[str]) -> list[TokenCount]:
    counts = gauge.count_batch(texts, special_tokens=SpecialTokens.AS_TEXT)
    return [each.without_frame() for each in counts.each()]
