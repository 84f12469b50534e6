"""Runs a server whose fast engine of o200k_base is wrong, in the way that its argument says."""

import os
import sys
import tempfile
from collections.abc import Sequence

from injector import Binder, Module, multiprovider, singleton

from adapters.outbound.golden.tokenizer import GoldenGate, GoldenTokenizer
from adapters.outbound.splintr.tokenizer import SplintrTokenizer
from adapters.outbound.tiktoken.tokenizer import TiktokenTokenizer
from adapters.outbound.toktok.tokenizer import ToktokTokenizer
from bootstrap.settings import Settings
from domain.tokens.model import SpecialTokens, Vocabulary
from domain.tokens.open_vocabularies import OPEN_VOCABULARIES
from domain.tokens.vocabularies import O200K_BASE, OPENAI_VOCABULARIES
from ports.outbound.engines import EngineSwitch, EngineTelemetry, ShadowChecks
from ports.outbound.tokenizers import Tokenizer

WRONG_MARKER = "steelyard counts this wrong"
RAISING_MARKER = "steelyard fails at this"
ON_MARKERS = "on-markers"
FROM_THE_START = "from-the-start"


class FaultyTokenizer(ToktokTokenizer):
    """Counts one too many where it finds the marker in a text, and raises at another.

    Args:
        vocabulary: The encoding.
        marker: Empty for every text.
    """

    def __init__(self, vocabulary: Vocabulary, marker: str) -> None:
        super().__init__(vocabulary)
        self._marker = marker

    def count(self, text: str, *, special_tokens: SpecialTokens) -> int:
        """See the port, and the class."""
        if RAISING_MARKER in text:
            raise RuntimeError(f"cannot count {text}")
        return super().count(text, special_tokens=special_tokens) + (self._marker in text)

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> list[int]:
        """See the port, and the class."""
        counts = super().count_batch(texts, special_tokens=special_tokens)
        return [count + (self._marker in text) for text, count in zip(texts, counts, strict=True)]


class NoEngines(Module):
    """Takes the usual tokenizers away: those of a later module would only be added to them."""

    def configure(self, binder: Binder) -> None:
        """See Module."""
        del binder._bindings[list[Tokenizer]]


def faulty_engines(marker: str) -> type[Module]:
    """The usual tokenizers, with a faulty fast engine for o200k_base."""

    class FaultyEngines(Module):
        @multiprovider
        @singleton
        def tokenizers(
            self,
            switch: EngineSwitch,
            checks: ShadowChecks,
            telemetry: EngineTelemetry,
            settings: Settings,
        ) -> list[Tokenizer]:
            golden = [
                GoldenTokenizer(
                    fast=_fast(vocabulary, marker),
                    reference=TiktokenTokenizer(vocabulary),
                    gate=GoldenGate(switch, checks, telemetry, settings.server.shadow_sample_every),
                )
                for vocabulary in OPENAI_VOCABULARIES
            ]
            return [*golden, *map(SplintrTokenizer, OPEN_VOCABULARIES)]

    return FaultyEngines


def _fast(vocabulary: Vocabulary, marker: str) -> Tokenizer:
    if vocabulary is O200K_BASE:
        return FaultyTokenizer(vocabulary, marker)
    return ToktokTokenizer(vocabulary)


def main() -> int:
    """Serve, as the command line does."""
    marker = WRONG_MARKER if sys.argv[1] == ON_MARKERS else ""
    settings = Settings.from_environment(os.environ)
    with tempfile.TemporaryDirectory(prefix="steelyard-metrics-") as metrics_folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics_folder
        # Imported here as in the real entry point: prometheus_client looks at the folder once.
        from bootstrap.application_bootstrapper import ApplicationBootstrapper  # noqa: PLC0415
        from bootstrap.container import build_container  # noqa: PLC0415
        from bootstrap.logs import configure_logs  # noqa: PLC0415

        configure_logs(settings.server.log_level, to=sys.stdout)
        container = build_container(settings, extra=[NoEngines, faulty_engines(marker)])
        return ApplicationBootstrapper(container, settings).run(lambda *_: None)


if __name__ == "__main__":
    sys.exit(main())
