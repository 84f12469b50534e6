import base64
import random
from typing import Any

import pytest

from adapters.outbound.estimators.packaged import PackagedEstimators, estimator_from
from domain.tokens.features import POOLED
from domain.tokens.model import CountMethod

CLAUDE = {"claude-v3": 7, "claude-v4.7": 11, "claude-v5": 6}
NAMES = (*CLAUDE, "llama4", "glm-5", "minimax", "unknown")
HOSTILE = {
    "letters": "a" * 1_000_000,
    "blanks": " " * 1_000_000,
    "base64": base64.b64encode(random.Random(1).randbytes(30_000)).decode(),
    "bytes": random.Random(1).randbytes(30_000).decode("latin-1"),
}


@pytest.mark.parametrize("name", NAMES)
def test_every_estimator_is_packaged(name: str) -> None:
    """Each family has its estimator, and each estimator a bound for any text."""
    actual = PackagedEstimators().estimator(name)

    assert name == actual.name
    assert POOLED in actual.bound.buckets


def test_only_the_unknown_one_is_heuristic() -> None:
    """Who was fitted to the family itself is calibrated."""
    estimators = PackagedEstimators()
    expected = dict.fromkeys(NAMES, CountMethod.CALIBRATED) | {"unknown": CountMethod.HEURISTIC}

    actual = {name: estimators.estimator(name).method for name in estimators.names()}

    assert expected == actual


def test_unknown_estimator_looks_at_no_family_it_was_fitted_to() -> None:
    """A tokenizer nobody has seen is never among those that are counted with."""
    bases = set(PackagedEstimators().estimator("unknown").base_encodings)

    assert {"o200k_base", "deepseek-v3", "qwen", "gemma3"} == bases


@pytest.mark.parametrize(("name", "expected"), CLAUDE.items())
def test_claude_counts_its_frame(name: str, expected: int) -> None:
    """An empty message to Claude is its frame."""
    estimator = PackagedEstimators().estimator(name)

    actual = estimator.estimate("", dict.fromkeys(estimator.base_encodings, 0))

    assert expected == actual.token_count == actual.frame_token_count


def test_unknown_name_is_a_key_error() -> None:
    """There is no estimator of any other name."""
    with pytest.raises(KeyError):
        PackagedEstimators().estimator("claude-v99")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_has_a_bounded_ratio(name: str, text: str) -> None:
    """Runs and random bytes are estimated within 16 tokens a base token, bound and all sane."""
    estimator = PackagedEstimators().estimator(name)
    base = len(text) // 8

    actual = estimator.estimate(text, dict.fromkeys(estimator.base_encodings, base))

    assert base / 16 <= actual.token_count <= 16 * base
    assert actual.upper_bound_token_count <= estimator.bound.ceiling(len(text.encode())) + 11


def test_row_fitted_to_other_features_is_refused() -> None:
    """Coefficients by name cannot be taken for those of other features."""
    row: dict[str, Any] = {
        "version": "1",
        "method": "calibrated",
        "base_encodings": ["o200k_base"],
        "frame_token_count": 0,
        "model": {"intercept": 0.0, "lowest": 0.0, "highest": 0.0, "coefficients": {"old": 1.0}},
        "bound": {"absolute_tokens": 0, "tokens_per_byte": 1.0, "buckets": {}},
    }

    with pytest.raises(KeyError):
        estimator_from("old", row)
