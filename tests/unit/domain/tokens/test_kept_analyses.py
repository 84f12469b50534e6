"""What an analysis may be found by."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from domain.shared.errors import InvalidValue
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis, expiry
from domain.tokens.model import Provenance, TokenCount
from domain.tokens.text_analyses import TokenAnalysis

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
type Build = Callable[[Mapping[str, str]], Mapping[str, str]]


def kept(labels: Mapping[str, str]) -> Mapping[str, str]:
    return KeptAnalysis(
        analysis_id="id",
        model="one",
        encoding="",
        byte_count=1,
        is_chat=False,
        analysis=TokenAnalysis(TokenCount.exact(1), Provenance("e", "", "engine 1", "7")),
        created_at=NOW,
        expires_at=NOW,
        labels=labels,
    ).labels


def wanted(labels: Mapping[str, str]) -> Mapping[str, str]:
    return AnalysisFilter(labels=labels).labels


BUILDS = pytest.mark.parametrize("build", [kept, wanted])


@BUILDS
@pytest.mark.parametrize(
    "labels",
    [{}, {"service": ""}, {"a" * 64: "é" * 64}, {str(number): "" for number in range(16)}],
    ids=["none", "without value", "as long as may be", "as many as may be"],
)
def test_labels_up_to_the_limits_are_fine(build: Build, labels: Mapping[str, str]) -> None:
    """Of an analysis, and of the question for some."""
    actual = build(labels)

    assert labels == actual


@BUILDS
@pytest.mark.parametrize(
    ("labels", "limit"),
    [
        ({"": "search"}, "64"),
        ({"a" * 65: ""}, "64"),
        ({"service": "é" * 65}, "64"),
        ({str(number): "" for number in range(17)}, "16"),
    ],
    ids=["without name", "long name", "long value", "too many"],
)
def test_labels_beyond_the_limits_are_refused(
    build: Build, labels: Mapping[str, str], limit: str
) -> None:
    """With the limit, and without the label."""
    with pytest.raises(InvalidValue) as caught:
        build(labels)

    assert {"field": "labels", "limit": limit} == caught.value.metadata


def test_an_analysis_expires_so_many_seconds_after_it_was_made() -> None:
    """To the microsecond."""
    actual = expiry(NOW, kept_s=90)

    assert NOW + timedelta(minutes=1, seconds=30) == actual
