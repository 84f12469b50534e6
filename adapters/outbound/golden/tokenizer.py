"""The Tokenizer port over two engines: the fast one, until a difference shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.outbound.golden.vectors import check_vectors
from domain.tokens.model import SpecialTokens, TextNotCountable
from ports.outbound.engines import CheckOutcome, EngineSwitch, EngineTelemetry, ShadowChecks
from ports.outbound.tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class GoldenGate:
    """What watches over a fast engine.

    Args:
        switch: Seen by all processes; thrown when the fast engine fails a golden vector.
        checks: Offered every ``sample_every``-th count of the fast engine.
        telemetry: Told of the golden vectors' outcome.
        sample_every: 1 offers all, 0 none.
    """

    switch: EngineSwitch
    checks: ShadowChecks
    telemetry: EngineTelemetry
    sample_every: int


class GoldenTokenizer:
    """Implements ports.outbound.tokenizers.Tokenizer by choosing between two that do.

    Args:
        fast: Answers while the switch is not thrown.
        reference: Answers from then on, and for every text that the fast engine refuses.
        gate: What watches over the fast one.
    """

    def __init__(self, *, fast: Tokenizer, reference: Tokenizer, gate: GoldenGate) -> None:
        self.vocabulary = fast.vocabulary
        self._encoding = fast.vocabulary.encoding
        self._fast = fast
        self._reference = reference
        self._gate = gate
        self._gate_passed = False
        self._until_sample = gate.sample_every
        self._samples = 0

    @property
    def engine(self) -> str:
        """See the port."""
        return self._current().engine

    def load(self) -> None:
        """See the port; the fast engine must agree with every golden vector or is not used."""
        self._current()
        self._reference.load()

    def is_quick(self, texts: Sequence[str]) -> bool:
        """See the port; what the fast engine refuses is as quick as the reference."""
        return self._gate_passed and (
            self._current().is_quick(texts) or self._reference.is_quick(texts)
        )

    def count(self, text: str, *, special_tokens: SpecialTokens) -> int:
        """See the port."""
        try:
            token_count = self._current().count(text, special_tokens=special_tokens)
        except TextNotCountable:
            return self._reference.count(text, special_tokens=special_tokens)
        self._sample(text, special_tokens, token_count)
        return token_count

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> Sequence[int]:
        """See the port."""
        try:
            counts = self._current().count_batch(texts, special_tokens=special_tokens)
        except TextNotCountable:
            return [self.count(text, special_tokens=special_tokens) for text in texts]
        if texts:
            # Which text of a batch is looked at moves with the samples, so that none is exempt.
            index = self._samples % len(texts)
            self._sample(texts[index], special_tokens, counts[index])
        return counts

    def encode(self, text: str, *, special_tokens: SpecialTokens) -> Sequence[int]:
        """See the port."""
        try:
            token_ids = self._current().encode(text, special_tokens=special_tokens)
        except TextNotCountable:
            return self._reference.encode(text, special_tokens=special_tokens)
        self._sample(text, special_tokens, len(token_ids))
        return token_ids

    def decode(self, token_ids: Sequence[int]) -> bytes:
        """See the port."""
        return self._current().decode(token_ids)

    def _current(self) -> Tokenizer:
        if not self._gate_passed:
            self._check_vectors()
        return self._reference if self._gate.switch.is_on_reference(self._encoding) else self._fast

    def _check_vectors(self) -> None:
        if not self._gate.switch.is_on_reference(self._encoding):
            outcome = check_vectors(self._fast)
            self._gate.telemetry.engine_checked(encoding=self._encoding, outcome=outcome)
            if outcome is CheckOutcome.DIFFERENT and self._gate.switch.to_reference(self._encoding):
                self._gate.telemetry.engine_switched(encoding=self._encoding)
        self._gate_passed = True

    def _sample(self, text: str, special_tokens: SpecialTokens, token_count: int) -> None:
        if not self._gate.sample_every or self._gate.switch.is_on_reference(self._encoding):
            return
        self._until_sample -= 1
        if self._until_sample <= 0:
            self._until_sample = self._gate.sample_every
            self._samples += 1
            self._gate.checks.offer(
                encoding=self._encoding,
                text=text,
                special_tokens=special_tokens,
                token_count=token_count,
            )
