"""Names of models as they appear in practice, and what the packaged catalogue reads in them."""

import pytest

from adapters.outbound.catalogue.packaged import PackagedCatalogues
from domain.tokens.catalogue import ModelCatalogue


@pytest.fixture(scope="module")
def catalogue() -> ModelCatalogue:
    return PackagedCatalogues([]).current()


NAMES = [
    # name, model, who serves it, encoding
    ("anthropic/claude-3.5-sonnet", "claude-3-5-sonnet", "", "claude-v3"),
    ("claude-3-5-sonnet@20241022", "claude-3-5-sonnet", "", "claude-v3"),
    ("claude-3-7-sonnet-latest", "claude-3-7-sonnet", "", "claude-v3"),
    ("anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet", "aws", "claude-v3"),
    ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5", "aws", "claude-v3"),
    ("bedrock/us-east-1/anthropic.claude-v2:1", "claude-2.1", "aws", ""),
    (
        "arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-opus-4-6-v1",
        "claude-opus-4-6",
        "aws",
        "claude-v3",
    ),
    ("vertex_ai/claude-opus-4-7@default", "claude-opus-4-7", "google", "claude-v4.7"),
    ("openrouter/anthropic/claude-opus-4.8:thinking", "claude-opus-4-8", "openrouter", "claude-v5"),
    ("claude-opus-5-5-fast", "claude-opus-5-5", "", "claude-v5"),
    ("models/gemini-2.5-pro", "gemini-2.5-pro", "", "gemma3"),
    ("gemini/gemini-2.5-flash-preview-05-20", "gemini-2.5-flash", "", "gemma3"),
    ("google/gemini-2.5-flash-lite-preview-09-2025", "gemini-2.5-flash-lite", "", "gemma3"),
    ("projects/p/locations/l/publishers/google/models/gemini-3.5-flash", "gemini-3.5-flash",
     "google", "gemma4"),
    ("google.gemma-3-27b-it", "gemma-3-27b-it", "aws", "gemma3"),
    ("azure/gpt-4o-2024-08-06", "gpt-4o", "azure", "o200k_base"),
    ("openai/gpt-4o-mini:extended", "gpt-4o-mini", "", "o200k_base"),
    ("GPT-4-0613", "gpt-4", "", "cl100k_base"),
    ("gpt-35-turbo-16k-0613", "gpt-3.5-turbo-16k", "", "cl100k_base"),
    ("openai.gpt-oss-120b-1:0", "gpt-oss-120b", "aws", "o200k_harmony"),
    ("meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b-instruct", "", "llama3"),
    ("meta-llama/Meta-Llama-3.1-70B-Instruct", "llama-3.1-70b-instruct", "", "llama3"),
    ("meta.llama3-1-8b-instruct-v1:0", "llama-3.1-8b-instruct", "aws", "llama3"),
    ("@cf/meta/llama-3.1-8b-instruct", "llama-3.1-8b-instruct", "cloudflare", "llama3"),
    ("groq/llama-3.1-8b-instant", "llama-3.1-8b-instant", "groq", "llama3"),
    ("ollama/llama3.1:8b-instruct-q4_K_M", "llama3.1:8b-instruct-q4_K_M", "ollama", "llama3"),
    ("accounts/fireworks/models/llama-v3p1-8b-instruct", "llama-v3p1-8b-instruct", "fireworks",
     "llama3"),
    ("us.meta.llama4-scout-17b-instruct-v1:0", "llama-4-scout", "aws", ""),
    ("Qwen/Qwen2.5-7B-Instruct-AWQ", "qwen2.5-7b-instruct", "", "qwen"),
    ("qwen/qwen3-coder:free", "qwen3-coder-480b-a35b-instruct", "", "qwen"),
    ("fireworks_ai/accounts/fireworks/models/qwen3p6-plus", "qwen3.6-plus", "fireworks",
     "qwen3.5"),
    ("mistralai/Mistral-7B-Instruct-v0.3", "mistral-7b-instruct-v0.3", "", "mistral-v3"),
    ("mistral.mistral-7b-instruct-v0:2", "mistral-7b-instruct-v0.2", "aws", "mistral-v1"),
    ("mistralai/Mistral-Nemo-Instruct-2407", "mistral-nemo-2407", "", "tekken"),
    ("deepseek.v3-v1:0", "deepseek-v3", "aws", "deepseek-v3"),
    ("us.deepseek.r1-v1:0", "deepseek-r1", "aws", "deepseek-v3"),
    ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "deepseek-r1-distill-llama-70b", "", "llama3"),
    ("deepseek-ai/DeepSeek-R1-Distill-Qwen-32B", "deepseek-r1-distill-qwen-32b", "", "qwen"),
    ("zai-org/GLM-4.6-FP8", "glm-4.6", "", "glm4"),
    ("z-ai/glm-4.7", "glm-4.7", "", ""),
    ("moonshotai/Kimi-K2-Instruct", "kimi-k2", "", "kimi-k2"),
    ("moonshot.kimi-k2-thinking", "kimi-k2-thinking", "aws", "kimi-k2"),
    ("microsoft/Phi-4", "phi-4", "", "phi4"),
    ("microsoft/Phi-3.5-mini-instruct", "phi-3.5-mini-instruct", "", "llama2"),
    ("x-ai/grok-4", "grok-4-0709", "", ""),
    ("amazon.nova-pro-v1:0", "nova-pro", "aws", ""),
    ("cohere.command-r-plus-v1:0", "command-r-plus-08-2024", "aws", ""),
    ("MiniMaxAI/MiniMax-M2.5", "minimax-m2.5", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "model", "platform", "encoding"), NAMES)
def test_a_name_is_read_as_its_model(
    catalogue: ModelCatalogue, name: str, model: str, platform: str, encoding: str
) -> None:
    """Routes, regions, vendors, snapshots and variants do not hide a model."""
    actual = catalogue.resolve(name)

    assert (name, model, platform, encoding) == (
        actual.name,
        actual.canonical_name,
        actual.platform,
        actual.encoding,
    )


def test_every_way_to_write_a_model_is_read_alike(catalogue: ModelCatalogue) -> None:
    """Any listed name behind an organisation, in capitals, and with a date is still the model."""
    expected: list[object] = []

    wrong = [
        written
        for name in catalogue.models
        for written in (f"some-org/{name}", name.upper(), f"{name}-20260102")
        if catalogue.resolve(written).canonical_name != name
    ]

    assert expected == wrong
