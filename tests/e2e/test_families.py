"""Every family counts over a real channel what a second source of its tokenizer says."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from domain.tokens.claude_vocabularies import CLAUDE_VOCABULARIES
from domain.tokens.open_vocabularies import OPEN_VOCABULARIES
from tests.contract.second_sources import second_source
from tests.e2e.requests import by_encoding, by_model, chunk, count_request, in_chunks
from tests.e2e.running import RunningServer
from tests.e2e.test_counting import TEXTS

ctok: Any = pytest.importorskip("ctok", reason="it is the second source for Claude")

type Count = Callable[[str], int]

OPEN = {each.encoding: each for each in OPEN_VOCABULARIES}
CLAUDE = {each.encoding: each for each in CLAUDE_VOCABULARIES}
CTOK_VERSIONS = {"claude-v3": "3.0", "claude-v4.7": "4.7", "claude-v5": "4.8"}
EXACT, RECONSTRUCTED = types_pb2.COUNT_METHOD_EXACT, types_pb2.COUNT_METHOD_RECONSTRUCTED
MODELS = {
    "gpt-4o": ("o200k_base", EXACT),
    "gpt-oss-120b": ("o200k_harmony", EXACT),
    "claude-3-5-sonnet-20241022": ("claude-v3", RECONSTRUCTED),
    "anthropic.claude-opus-4-6-v1": ("claude-v3", RECONSTRUCTED),
    "claude-opus-4-7": ("claude-v4.7", RECONSTRUCTED),
    "claude-sonnet-5": ("claude-v5", RECONSTRUCTED),
    "gemini-2.5-pro": ("gemma3", EXACT),
    "gemini-3.1-pro-preview": ("gemma4", EXACT),
    "gemma-2-9b-it": ("gemma2", EXACT),
    "llama-2-70b-chat": ("llama2", EXACT),
    "meta-llama/llama-3-70b-instruct": ("llama3", EXACT),
    "qwen2.5-14b-instruct": ("qwen", EXACT),
    "qwen3.5-27b": ("qwen3.5", EXACT),
    "mixtral-8x7b-instruct-v0.1": ("mistral-v1", EXACT),
    "mistral-large-2402": ("mistral-v2", EXACT),
    "mistral-7b-instruct-v0.3": ("mistral-v3", EXACT),
    "mistral-nemo-2407": ("tekken", EXACT),
    "deepseek-chat": ("deepseek-v3", EXACT),
    "glm-4.5": ("glm4", EXACT),
    "kimi-k2": ("kimi-k2", EXACT),
    "phi-4": ("phi4", EXACT),
}


@cache
def counter(encoding: str) -> Count:
    """What counts for an encoding that is not of this project."""
    if encoding in CLAUDE:
        version = CTOK_VERSIONS[encoding]
        # The newest frame takes no blanks at the end of a text, which ctok does not know.
        if encoding == "claude-v5":
            return lambda text: int(ctok.token_count(text.rstrip(" \n"), version))
        return lambda text: int(ctok.token_count(text, version))
    source = second_source(encoding)
    return lambda text: len(source.encode(text))


@pytest.mark.parametrize("encoding", [*OPEN, *CLAUDE])
def test_every_text_has_the_count_of_the_second_source(
    server: RunningServer, encoding: str
) -> None:
    """Prose, code, scripts and emoji, each counted over the wire as its provider does."""
    expected = {name: counter(encoding)(text) for name, text in TEXTS.items()}

    actual = {
        name: server.stub.CountTokens(count_request(text, encoding)).count.token_count
        for name, text in TEXTS.items()
    }

    assert expected == actual


@pytest.mark.parametrize("encoding", OPEN)
def test_an_open_family_is_exact_and_knows_its_ids(server: RunningServer, encoding: str) -> None:
    """The count is its own bound, and the ids lead back to the text."""
    text = TEXTS["mixed"] if encoding not in ("qwen", "qwen3.5") else TEXTS["prose"]
    selector = by_encoding(encoding)

    count = server.stub.CountTokens(count_request(text, encoding)).count
    ids = server.stub.EncodeText(pb.EncodeTextRequest(tokenizer=selector, text=text)).token_ids
    decoded = server.stub.DecodeTokens(pb.DecodeTokensRequest(tokenizer=selector, token_ids=ids))

    assert (EXACT, count.token_count) == (count.method, count.upper_bound_token_count)
    assert (count.token_count, text) == (len(ids), decoded.text)


@pytest.mark.parametrize("encoding", CLAUDE)
def test_claude_counts_a_text_as_a_message_and_bounds_it(
    server: RunningServer, encoding: str
) -> None:
    """The frame is in the count and told, and the bound is a little above."""
    vocabulary = CLAUDE[encoding]
    expected = vocabulary.label(counter(encoding)(TEXTS["code"]))

    count = server.stub.CountTokens(count_request(TEXTS["code"], encoding)).count

    assert (RECONSTRUCTED, vocabulary.frame_token_count) == (
        count.method,
        count.frame_token_count,
    )
    assert expected.upper_bound_token_count == count.upper_bound_token_count > count.token_count


@pytest.mark.parametrize("model", MODELS)
def test_a_model_is_counted_with_its_family_s_tokenizer(server: RunningServer, model: str) -> None:
    """The name leads to the encoding, and the answer says which and how well."""
    encoding, method = MODELS[model]
    expected = server.stub.CountTokens(count_request(TEXTS["prose"], encoding))

    actual = server.stub.CountTokens(
        pb.CountTokensRequest(tokenizer=by_model(model), text=TEXTS["prose"])
    )

    assert expected == actual
    assert (encoding, method) == (actual.provenance.tokenizer, actual.count.method)


@pytest.mark.parametrize("encoding", ["claude-v3", "claude-v5", "gemma3", "llama3", "mistral-v1"])
def test_a_streamed_text_has_the_count_of_the_whole(server: RunningServer, encoding: str) -> None:
    """Whether or not its parts could be counted one by one."""
    text = TEXTS["prose"] * 20
    configuration = pb.StreamConfig(tokenizer=by_encoding(encoding))
    messages = [pb.StreamCountTokensRequest(config=configuration), *in_chunks(text, 700)]
    expected = [
        server.stub.CountTokens(count_request(each, encoding)).count for each in (text, "one more")
    ]

    answers = list(server.stub.StreamCountTokens(iter([*messages, chunk("one more")])))

    assert expected == [each.count for each in answers]


@pytest.mark.parametrize("encoding", ["claude-v4.7", "gemma3", "qwen3.5"])
def test_a_batch_has_the_counts_of_its_texts(server: RunningServer, encoding: str) -> None:
    """Bounds are there where the counts are not exact."""
    counts = [
        server.stub.CountTokens(count_request(text, encoding)).count for text in TEXTS.values()
    ]

    answer = server.stub.BatchCountTokens(
        pb.BatchCountTokensRequest(tokenizer=by_encoding(encoding), texts=TEXTS.values())
    )

    assert [each.token_count for each in counts] == list(answer.token_counts)
    bounds = [each.upper_bound_token_count for each in counts]
    assert (bounds if encoding in CLAUDE else []) == list(answer.upper_bound_token_counts)


@pytest.mark.parametrize("model", ["no-such-model", "text-davinci-003", "command-r", "grok-4"])
def test_a_model_without_a_tokenizer_is_estimated(server: RunningServer, model: str) -> None:
    """Nobody is left without a number, and the number says that it is a guess with a bound."""
    text = TEXTS["prose"]
    truth = server.stub.CountTokens(count_request(text)).count.token_count

    answer = server.stub.CountTokens(pb.CountTokensRequest(tokenizer=by_model(model), text=text))

    assert types_pb2.COUNT_METHOD_HEURISTIC == answer.count.method
    assert truth / 2 < answer.count.token_count < 2 * truth
    assert truth < answer.count.upper_bound_token_count
    assert ("unknown", "") == (answer.provenance.tokenizer, answer.provenance.vocabulary_sha256)


def test_a_text_beyond_the_work_limit_is_estimated_for_claude(server: RunningServer) -> None:
    """Two million characters are counted, one more is estimated at once, and it says so."""
    text = "word " * 400_001

    answer = server.stub.CountTokens(
        pb.CountTokensRequest(tokenizer=by_model("claude-opus-4-5"), text=text), timeout=30
    )

    assert types_pb2.COUNT_METHOD_CALIBRATED == answer.count.method
    assert ("claude-v3", 7) == (answer.provenance.tokenizer, answer.count.frame_token_count)
    assert answer.provenance.engine.startswith("estimator ")
