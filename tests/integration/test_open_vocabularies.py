"""The open vocabularies give the ids of their second sources, whole, cut, in parts and at once."""

import json
import os
import re
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.tokens.model import SpecialTokens, TextNotCountable
from domain.tokens.streaming import exact_parts
from scripts.fuzz_open_vocabularies import SPELLINGS, checks, file_texts, make_open_text
from tests.contract.engines import OPEN, shared
from tests.contract.second_sources import second_source
from tests.integration.test_exactness import PIECES

TEXT, SPECIAL = SpecialTokens.AS_TEXT, SpecialTokens.AS_SPECIAL
SEED = 20_261_125
STRINGS = 600
DATA = Path(os.environ.get("STEELYARD_DATA", Path(__file__).parents[3] / "shared/data"))
HOSTILE = st.lists(st.sampled_from([*PIECES, *SPELLINGS]), max_size=40).map("".join)
LONGEST_STALL_S = 0.020
TRIES = range(5)
"""Another process may take the machine for a while; what is measured happens at every try."""
STALL_ENCODINGS = ["llama2", "llama3", "gemma2", "gemma4", "qwen", "tekken", "deepseek-v3", "glm4"]
"""One of every kind."""
MEGABYTE = 1_000_000
RUN_CHARACTERS = 140_000
KINDS = ["code", "one letter", "Chinese", "markers"]
UNLIKE_IN_KIMI = re.compile("'\u017f|[\U00016ff2-\U00016ff6\U000323b0-\U00033479]")
"""A long s behind an apostrophe, and what only Unicode 17 takes for Han."""
law = settings(deadline=None, max_examples=60)
each_encoding = pytest.mark.parametrize("encoding", OPEN)


@cache
def code_of(length: int) -> str:
    """The beginning of the standard library."""
    library = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    texts = (path.read_text(encoding="utf-8") for path in library)
    return "".join(islice(texts, 80))[:length]


def long_text(kind: str) -> str:
    """A megabyte of a kind."""
    units = {
        "one letter": "a",
        "Chinese": "敏捷的棕色狐狸跳过懒狗",
        "markers": "<|im_start|></think>",
    }
    return code_of(MEGABYTE) if kind == "code" else (units[kind] * MEGABYTE)[:MEGABYTE]


@cache
def npm_vectors() -> dict[str, Any]:
    """What npm packages made of some texts once."""
    path = Path(__file__).parents[1] / "contract/npm_vectors.json"
    vectors: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return vectors


def data_texts(every: int) -> Iterator[str]:
    """One line in so many of each file of the data folder."""
    for path in sorted(DATA.rglob("*.jsonl.gz")):
        yield from file_texts(str(path))[::every]


def findings(encoding: str, text: str, number: int = 0) -> list[tuple[str, object]]:
    """The checks that a text fails; none where it is one of those that are known to be refused."""
    try:
        return list(checks(encoding, text, second_source(encoding).encode(text), number))
    except TextNotCountable:
        if encoding == "kimi-k2" and UNLIKE_IN_KIMI.search(text):
            return []
        raise


def longest_stall_s(work: Callable[[], object]) -> float:
    """How long another thread was kept from running while the work was done."""
    longest = 0.0
    done = threading.Event()

    def beat() -> None:
        nonlocal longest
        last = time.perf_counter()
        while not done.is_set():
            time.sleep(0.0005)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        work()
    finally:
        done.set()
        thread.join()
    return longest


@each_encoding
def test_generated_texts_have_the_ids_of_the_second_source(encoding: str) -> None:
    """So they have when they are cut as long texts are, and decoding gives them back."""
    texts = [make_open_text(SEED, index) for index in range(STRINGS)]
    expected: list[object] = []

    found = [
        (text, finding)
        for number, text in enumerate(texts)
        for finding in findings(encoding, text, number)
    ]

    assert expected == found


@law
@given(text=HOSTILE)
@each_encoding
def test_hostile_texts_have_the_ids_of_the_second_source(encoding: str, text: str) -> None:
    """Law: no text that is strung together from what tokenizers get wrong has other ids."""
    expected: list[object] = []

    found = findings(encoding, text)

    assert expected == found


@law
@given(text=HOSTILE, length=st.integers(1, 40))
@pytest.mark.parametrize("encoding", [name for name, each in OPEN.items() if each.can_be_cut])
def test_the_ids_of_the_parts_joined_are_those_of_the_whole(
    encoding: str, text: str, length: int
) -> None:
    """Law: where a vocabulary says so, cutting changes no id, special tokens included."""
    tokenizer = shared("splintr", encoding)
    parts = list(exact_parts(text, length=length))
    assume(encoding != "kimi-k2" or not UNLIKE_IN_KIMI.search(text))
    for special_tokens in (TEXT, SPECIAL):
        expected = list(tokenizer.encode(text, special_tokens=special_tokens))

        actual = [
            each for part in parts for each in tokenizer.encode(part, special_tokens=special_tokens)
        ]

        assert expected == actual


@pytest.mark.skipif(not DATA.exists(), reason=f"there is no data folder {DATA.name}")
@each_encoding
def test_public_texts_have_the_ids_of_the_second_source(encoding: str) -> None:
    """Articles, questions, meetings, logs and code in many languages."""
    expected: list[object] = []

    found = [
        finding
        for number, text in enumerate(data_texts(every=400))
        for finding in findings(encoding, text, number)
    ]

    assert expected == found


@pytest.mark.parametrize("encoding", ["llama2", "gemma2", "gemma3", "gemma4"])
def test_texts_have_the_ids_that_npm_packages_gave_once(encoding: str) -> None:
    """Vocabularies that no Python package has were compared with those of others too."""
    tokenizer, vectors = shared("splintr", encoding), npm_vectors()
    expected = vectors["ids"][encoding]

    actual = [list(tokenizer.encode(text, special_tokens=TEXT)) for text in vectors["texts"]]

    assert expected == actual


@pytest.mark.parametrize("encoding", ["llama2", "gemma2", "gemma3"])
def test_the_hash_is_that_of_the_vocabulary_in_an_npm_package(encoding: str) -> None:
    """The tokens themselves were the same, under the same ids."""
    assert npm_vectors()["hashes"][encoding] == OPEN[encoding].sha256


@pytest.mark.parametrize("text", ["don'\u017f", "x\U000323b0", "\U00016ff2" * 100_000])
def test_what_splintr_splits_in_its_own_way_is_refused(text: str) -> None:
    """Moonshot's own code has other ids for some of these texts, so none is counted."""
    tokenizer = shared("splintr", "kimi-k2")

    with pytest.raises(TextNotCountable):
        tokenizer.count(text, special_tokens=TEXT)


@each_encoding
def test_a_long_text_has_the_ids_of_the_second_source(encoding: str) -> None:
    """A text that is cut into many parts has the same ids as at once."""
    text = code_of(200_000)
    expected = second_source(encoding).encode(text)

    actual = list(shared("splintr", encoding).encode(text, special_tokens=TEXT))

    assert expected == actual


@pytest.mark.parametrize(
    "unit", [" ", "a", "\n", "\n\t", "\u4e2d\u3002", "\U0010ffff", "!", "\u2581 "]
)
@each_encoding
def test_a_long_run_has_the_ids_of_the_second_source(encoding: str, unit: str) -> None:
    """Text that has hardly a place to be cut is not cut in a wrong one."""
    text = unit * (RUN_CHARACTERS // len(unit))
    expected = second_source(encoding).encode(text)

    actual = list(shared("splintr", encoding).encode(text, special_tokens=TEXT))

    assert expected == actual


@pytest.mark.alone
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encoding", STALL_ENCODINGS)
def test_other_threads_run_while_a_megabyte_is_counted(encoding: str, kind: str) -> None:
    """No other thread is kept waiting for more than 20 ms."""
    tokenizer, text = shared("splintr", encoding), long_text(kind)
    tokenizer.load()

    stalls = (longest_stall_s(partial(tokenizer.count, text, special_tokens=TEXT)) for _ in TRIES)

    assert any(stall <= LONGEST_STALL_S for stall in stalls)


@each_encoding
def test_several_threads_may_count_long_texts_at_once(encoding: str) -> None:
    """Threads share splintr's own threads and get the counts of one alone."""
    tokenizer = shared("splintr", encoding)
    texts = [code_of(60_000)[number * 10_000 :] for number in range(4)]
    expected = [tokenizer.count(text, special_tokens=TEXT) for text in texts] * 2

    with ThreadPoolExecutor(4) as threads:
        actual = list(
            threads.map(lambda text: tokenizer.count(text, special_tokens=TEXT), texts * 2)
        )

    assert expected == actual
