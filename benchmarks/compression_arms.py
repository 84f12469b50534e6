"""Steelyard's own arm: the use case, called in process as the server calls it."""

from benchmarks.compression_answers import Answer, Compressor, timed
from bootstrap.container import build_container
from bootstrap.settings import Settings
from domain.compression.requests import CompressionRules, TextToCompress
from domain.tokens.model import TokenizerSelector
from domain.tokens.vocabularies import O200K_BASE
from ports.inbound.use_cases import CompressionUseCases

WARMING_TEXT = "A first call loads what is needed. " * 40
WARMING_BUDGET = 100


def build_ours() -> Compressor:
    """Steelyard with its usual settings, loaded and used once."""
    container = build_container(Settings.from_environment({}))
    texts = container.get(CompressionUseCases).texts

    def compress(text: str, query: str, budget: int) -> Answer:
        def write() -> str:
            steps = texts.compress_text(
                selector=TokenizerSelector(encoding=O200K_BASE.encoding),
                content=TextToCompress(text),
                rules=CompressionRules(token_budget=budget, query=query),
            )
            while (compressed := steps.step()) is None:
                pass
            return compressed.text

        return timed(write)

    compress(WARMING_TEXT, "What is needed?", WARMING_BUDGET)
    return compress
