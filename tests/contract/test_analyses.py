"""What every adapter of ports.outbound.analyses.TokenAnalysisRepository must promise."""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from domain.shared.pages import PageRequest, PageTokenInvalid
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis, TokenAnalysisNotFound
from domain.tokens.text_analyses import TokenAnalysis
from ports.outbound.storage import Storage
from tests.contract.job_examples import COUNT, HOUR, PROVENANCE
from tests.contract.storages import PARTS
from tests.fakes.storage_analyses import RememberedAnalyses

ODD_NAMES = ["a\x00b", "ไทย 😀", "e\u0301", "half \ud800", "' OR 1=1 --", "\\x41", "%"]
ALL = AnalysisFilter()
MOMENT = timedelta(microseconds=1)


def now(storage: Storage) -> datetime:
    """The time of the store."""
    with storage.begin(is_read_only=True) as unit:
        return unit.now()


def kept(
    storage: Storage,
    name: str = "analysis",
    *,
    at: datetime,
    model: str = "gpt-5",
    labels: Mapping[str, str] | None = None,
) -> KeptAnalysis:
    """An analysis that is stored for an hour."""
    analysis = KeptAnalysis(
        analysis_id=name,
        model=model,
        encoding="" if model else "o200k_base",
        byte_count=3_000_000_000,
        is_chat=True,
        analysis=TokenAnalysis(COUNT, PROVENANCE),
        created_at=at,
        expires_at=at + HOUR,
        labels=labels or {},
    )
    with storage.begin() as unit:
        unit.analyses.add(analysis)
        unit.commit()
    return analysis


def page(
    storage: Storage, at: datetime, wanted: AnalysisFilter = ALL, *, size: int = 0, token: str = ""
) -> tuple[list[str], str]:
    """The names on a page, and the next token."""
    with storage.begin(is_read_only=True) as unit:
        found = unit.analyses.page(wanted, PageRequest(size, token), at=at)
    return [each.analysis_id for each in found.items], found.next_token


def test_every_storage_has_a_repository_of_this_kind(storage: Storage) -> None:
    """The repositories under test are those of the storages."""
    known = (RememberedAnalyses, *(part for parts in PARTS.values() for part in parts))

    with storage.begin(is_read_only=True) as unit:
        assert isinstance(unit.analyses, known)


@pytest.mark.parametrize("name", ["simple", *ODD_NAMES])
@pytest.mark.parametrize("model", ["gpt-5", ""])
def test_an_analysis_comes_back_as_it_was(storage: Storage, name: str, model: str) -> None:
    """Every field of an analysis is kept, with its labels, whatever characters they have."""
    at = now(storage)
    expected = kept(storage, name, at=at, model=model and name, labels={name: "", "other": name})

    with storage.begin(is_read_only=True) as unit:
        assert expected == unit.analyses.get(name, at=at)


def test_an_analysis_is_there_until_it_expires(storage: Storage) -> None:
    """At the moment of its expiry an analysis is neither found nor listed any more."""
    at = now(storage)
    expected = kept(storage, at=at)

    with storage.begin(is_read_only=True) as unit:
        assert expected == unit.analyses.get("analysis", at=expected.expires_at - MOMENT)
        with pytest.raises(TokenAnalysisNotFound):
            unit.analyses.get("analysis", at=expected.expires_at)
    assert (["analysis"], "") == page(storage, expected.expires_at - MOMENT)
    assert ([], "") == page(storage, expected.expires_at)


@pytest.mark.parametrize("name", ["", "unknown", *ODD_NAMES])
def test_an_unknown_analysis_is_not_found(storage: Storage, name: str) -> None:
    """Whatever is given as a name, the answer is that there is no such analysis."""
    at = now(storage)
    kept(storage, at=at)

    with storage.begin(is_read_only=True) as unit, pytest.raises(TokenAnalysisNotFound):
        unit.analyses.get(name, at=at)


def test_what_is_not_committed_is_forgotten(storage: Storage) -> None:
    """An analysis whose unit of work is not committed is not kept."""
    at = now(storage)
    analysis = kept(storage, at=at, labels={"a": "b"})

    with storage.begin() as unit:
        unit.analyses.forget(expired_before=analysis.expires_at + HOUR, limit=1)

    assert (["analysis"], "") == page(storage, at, AnalysisFilter(labels={"a": "b"}))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_pages_tile_the_listing(storage: Storage, size: int) -> None:
    """The newest analysis comes first, and each is on one page, whatever is added meanwhile."""
    at = now(storage)
    for number in range(4):
        kept(storage, str(number), at=at + MOMENT * (number // 2))
    expected = ["3", "2", "1", "0"]

    names, token = page(storage, at, size=size)
    while token:
        kept(storage, f"new {token}", at=at + HOUR / 2)
        more, token = page(storage, at, size=size, token=token)
        names += more

    assert expected == names


def test_labels_are_on_every_page(storage: Storage) -> None:
    """Each analysis of a page has its own labels."""
    at = now(storage)
    expected = [
        kept(storage, "2", at=at + MOMENT, labels={"a": "2", "b": "x"}),
        kept(storage, "1", at=at, labels={"a": "1"}),
        kept(storage, "0", at=at - MOMENT),
    ]

    with storage.begin(is_read_only=True) as unit:
        assert expected == list(unit.analyses.page(ALL, PageRequest(), at=at).items)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (AnalysisFilter(model="gpt-5"), ["labelled", "bare"]),
        (AnalysisFilter(model="GPT-5"), []),
        (AnalysisFilter(labels={"service": "search"}), ["other", "labelled"]),
        (AnalysisFilter(labels={"service": "search", "team": "a"}), ["labelled"]),
        (AnalysisFilter(labels={"service": "a"}), []),
        (AnalysisFilter(labels={"search": "service"}), []),
        (AnalysisFilter(model="gpt-5", labels={"service": "search"}), ["labelled"]),
        (AnalysisFilter(labels={"a\x00": "\ud800"}), []),
    ],
)
def test_analyses_are_listed_by_model_and_labels(
    storage: Storage, wanted: AnalysisFilter, expected: list[str]
) -> None:
    """Only analyses of the model, with all of the labels, are listed."""
    at = now(storage)
    kept(storage, "bare", at=at - MOMENT)
    kept(storage, "labelled", at=at, labels={"service": "search", "team": "a"})
    kept(storage, "other", at=at + MOMENT, model="other", labels={"service": "search", "team": "b"})

    assert (expected, "") == page(storage, at, wanted)


@pytest.mark.parametrize("key", ["x", "12", "-1 x", "9" * 30 + " x"])
def test_a_token_of_another_listing_is_refused(storage: Storage, key: str) -> None:
    """A token that no page of analyses had is refused."""
    token = base64.urlsafe_b64encode(key.encode()).decode()

    with pytest.raises(PageTokenInvalid):
        page(storage, now(storage), token=token)


@pytest.mark.parametrize(("limit", "expected"), [(2, [2, 1, 0]), (3, [3, 0, 0]), (4, [3, 0, 0])])
def test_expired_analyses_are_forgotten_in_portions(
    storage: Storage, limit: int, expected: list[int]
) -> None:
    """No more are deleted at once than asked for, and those that have not expired stay."""
    at = now(storage)
    for number in range(3):
        kept(storage, f"old {number}", at=at - HOUR, labels={"a": "b"})
    kept(storage, "new", at=at + MOMENT - HOUR)
    actual = []

    for _ in range(3):
        with storage.begin() as unit:
            actual.append(unit.analyses.forget(expired_before=at + MOMENT, limit=limit))
            unit.commit()

    assert expected == actual
    assert (["new"], "") == page(storage, at)
