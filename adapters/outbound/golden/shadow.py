"""Shadow checks: some counts of the fast engine, repeated with the reference in another process.

The workers send over one datagram socket that was made before the fork: a message is whole or
absent, a full queue drops it instead of waiting, and no text is ever stored.
"""

import json
import socket
from collections.abc import Mapping

from domain.tokens.model import SpecialTokens, TextNotCountable
from ports.outbound.engines import CheckOutcome, EngineSwitch, EngineTelemetry
from ports.outbound.tokenizers import Tokenizer

TEXT_LIMIT_CHARACTERS = 16_384
"""Longer texts are not compared: one caller's long texts must not crowd out the others'."""
_MESSAGE_LIMIT_BYTES = 131_072


class ShadowSocket:
    """Implements ports.outbound.engines.ShadowChecks between processes; create it before forking.

    Args:
        telemetry: Told of counts that are too long to compare.
    """

    def __init__(self, telemetry: EngineTelemetry) -> None:
        self._receiver, self._sender = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._sender.settimeout(0)
        self._telemetry = telemetry

    def offer(
        self, *, encoding: str, text: str, special_tokens: SpecialTokens, token_count: int
    ) -> None:
        """See the port."""
        if len(text) > TEXT_LIMIT_CHARACTERS:
            self._telemetry.engine_checked(encoding=encoding, outcome=CheckOutcome.INCONCLUSIVE)
            return
        message = json.dumps(
            [encoding, text, special_tokens.value, token_count], ensure_ascii=False
        )
        try:
            self._sender.send(message.encode())
        except OSError:
            # The queue is full or its reader is being replaced: this count goes unchecked.
            return

    def close(self) -> None:
        """Let go of both ends in this process."""
        self._receiver.close()
        self._sender.close()

    def receive(self) -> tuple[str, str, SpecialTokens, int]:
        """Wait for the next check: encoding, text, how it was counted, the fast engine's count."""
        encoding, text, special_tokens, count = json.loads(
            self._receiver.recv(_MESSAGE_LIMIT_BYTES)
        )
        return encoding, text, SpecialTokens(special_tokens), count


class ShadowChecker:
    """Compares counts with the reference and throws the switch on a difference.

    Args:
        references: The reference of each encoding; each is loaded at its first check.
        switch: Thrown on a difference, never on anything else.
        telemetry: Told of every comparison and of the switch.
    """

    def __init__(
        self,
        *,
        references: Mapping[str, Tokenizer],
        switch: EngineSwitch,
        telemetry: EngineTelemetry,
    ) -> None:
        self._references = references
        self._switch = switch
        self._telemetry = telemetry

    def check(
        self, *, encoding: str, text: str, special_tokens: SpecialTokens, token_count: int
    ) -> CheckOutcome:
        """Compare one count."""
        try:
            expected = self._references[encoding].count(text, special_tokens=special_tokens)
        except TextNotCountable:
            outcome = CheckOutcome.INCONCLUSIVE
        else:
            equal = expected == token_count
            outcome = CheckOutcome.EQUAL if equal else CheckOutcome.DIFFERENT
        self._note(encoding, outcome)
        return outcome

    def _note(self, encoding: str, outcome: CheckOutcome) -> None:
        self._telemetry.engine_checked(encoding=encoding, outcome=outcome)
        if outcome is CheckOutcome.DIFFERENT and self._switch.to_reference(encoding):
            self._telemetry.engine_switched(encoding=encoding)
