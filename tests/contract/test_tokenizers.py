"""What every adapter of ports.outbound.tokenizers.Tokenizer must promise."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import batched

import pytest

from adapters.outbound.golden.vectors import golden_vectors
from domain.tokens.model import SpecialTokens, TextNotCountable, TokenIdUnknown
from ports.outbound.tokenizers import Tokenizer
from tests.contract.counters import COUNTERS, counter_of
from tests.contract.engines import (
    CASES,
    OPEN,
    VOCABULARIES,
    Reference,
    build,
    compared,
    shared,
)

TEXT, SPECIAL = SpecialTokens.AS_TEXT, SpecialTokens.AS_SPECIAL
TEXTS = [
    "",
    " ",
    "Hello, world!",
    "don't <|endoftext|>",
    "敏捷的棕色狐狸 👩‍👩‍👧‍👦 e\u0301",
    "\x00\U0010ffff",
    "word " * 30_000,
]
LONG_RUNS = [(" ", 1_000_000), ("a", 5_000_000)]
LONG_RUN_OF_PIECES = 300_000
"""Where pieces are joined by score, a long run takes seconds a million characters."""
ON_TIKTOKEN = {"tiktoken", "golden on reference"}


openai_only = pytest.mark.parametrize(
    "case", [each for each in CASES if each[1] in VOCABULARIES], indirect=True, ids=" ".join
)
"""Golden vectors and the known ids of long runs are OpenAI's."""


@pytest.fixture(params=CASES, ids=" ".join)
def case(request: pytest.FixtureRequest) -> tuple[str, str]:
    engine, encoding = request.param
    return engine, encoding


@pytest.fixture
def engine(case: tuple[str, str]) -> str:
    return case[0]


@pytest.fixture
def encoding(case: tuple[str, str]) -> str:
    return case[1]


@pytest.fixture
def tokenizer(engine: str, encoding: str) -> Tokenizer:
    return shared(engine, encoding)


@pytest.fixture
def raw(encoding: str) -> Reference:
    return compared(encoding)


def ids_of_run(raw: Reference, character: str, length: int) -> list[int]:
    """The ids of one repeated character, whose pieces are the longest token again and again."""
    period = 128 if character == " " else 8
    pieces, rest = divmod(length, period)
    return raw.ids(character * period) * pieces + raw.ids(character * rest)


def knows(tokenizer: Tokenizer, token_id: int) -> bool:
    """Whether the id can be decoded."""
    try:
        tokenizer.decode([token_id])
    except TokenIdUnknown:
        return False
    return True


@openai_only
def test_the_golden_vectors_agree(tokenizer: Tokenizer, encoding: str) -> None:
    """Every recorded text has the recorded ids, count and way back."""
    expected: list[object] = []

    disagreeing = [each for each in golden_vectors(encoding) if not each.agrees(tokenizer)]

    assert expected == disagreeing


@pytest.mark.parametrize("special_tokens", SpecialTokens)
def test_a_count_is_the_number_of_ids(tokenizer: Tokenizer, special_tokens: SpecialTokens) -> None:
    """Counting and encoding never disagree."""
    expected = [len(tokenizer.encode(text, special_tokens=special_tokens)) for text in TEXTS]

    actual = [tokenizer.count(text, special_tokens=special_tokens) for text in TEXTS]

    assert expected == actual


@pytest.mark.parametrize("special_tokens", SpecialTokens)
def test_a_batch_is_counted_in_order(tokenizer: Tokenizer, special_tokens: SpecialTokens) -> None:
    """The count of a text stands where the text stood, and a text may come twice."""
    texts = [*TEXTS, *reversed(TEXTS)]
    expected = [tokenizer.count(text, special_tokens=special_tokens) for text in texts]

    actual = list(tokenizer.count_batch(texts, special_tokens=special_tokens))

    assert expected == actual


def test_a_batch_of_nothing_has_no_counts(tokenizer: Tokenizer) -> None:
    """No texts, no counts, no error."""
    expected: list[object] = []

    counts = list(tokenizer.count_batch([], special_tokens=TEXT))

    assert expected == counts


@pytest.mark.parametrize("special_tokens", SpecialTokens)
def test_decoding_gives_the_text_back(
    tokenizer: Tokenizer, raw: Reference, special_tokens: SpecialTokens
) -> None:
    """Law: what was encoded decodes to its own bytes, or to those of its normal form."""
    expected = [raw.normal(text).encode() for text in TEXTS]

    actual = [
        tokenizer.decode(tokenizer.encode(text, special_tokens=special_tokens)) for text in TEXTS
    ]

    assert expected == actual


def test_ids_are_those_of_the_reference(tokenizer: Tokenizer, raw: Reference) -> None:
    """Text is encoded as the reference encodes it."""
    expected = [raw.ids(text) for text in TEXTS]

    actual = [list(tokenizer.encode(text, special_tokens=TEXT)) for text in TEXTS]

    assert expected == actual


def test_special_tokens_are_text_or_special_as_asked(tokenizer: Tokenizer, raw: Reference) -> None:
    """Every special token is one id as special and the ids of its spelling as text."""
    names = sorted(raw.special_tokens)
    expected = [([raw.special_tokens[name]], raw.ids(name)) for name in names]

    actual = [
        (
            list(tokenizer.encode(name, special_tokens=SPECIAL)),
            list(tokenizer.encode(name, special_tokens=TEXT)),
        )
        for name in names
    ]

    assert expected == actual


def test_every_id_decodes_as_the_reference_decodes_it(tokenizer: Tokenizer, raw: Reference) -> None:
    """All ordinary and special ids stand for the reference's bytes, in whatever company."""
    special = {*raw.special_tokens.values()}
    ids = sorted({*range(tokenizer.vocabulary.rank_count), *special})
    random.Random(7).shuffle(ids)
    blocks = [*batched(sorted(ids), 512), *batched(ids, 512)]
    expected = [raw.decode(block) for block in blocks]

    actual = [tokenizer.decode(block) for block in blocks]

    assert expected == actual


@pytest.mark.parametrize("unknown", [2**31, 2**32 - 1, 2**32, 2**70, -1])
def test_the_first_unknown_id_is_named_by_its_index(tokenizer: Tokenizer, unknown: int) -> None:
    """Of several unknown ids, the error points at the first."""
    expected = ("2", "token_ids")

    with pytest.raises(TokenIdUnknown) as caught:
        tokenizer.decode([0, tokenizer.vocabulary.rank_count - 1, unknown, unknown])

    assert expected == (caught.value.metadata["index"], caught.value.field)


def test_ids_between_the_ranks_and_the_special_ones_are_unknown(
    tokenizer: Tokenizer, raw: Reference
) -> None:
    """Behind the last rank only special ids are known."""
    rank_count = tokenizer.vocabulary.rank_count
    behind = sorted(each for each in {*raw.special_tokens.values()} if each >= rank_count)
    ids = range(rank_count, max([rank_count, *behind]) + 10)

    known = [each for each in ids if knows(tokenizer, each)]

    assert behind == known


@openai_only
@pytest.mark.parametrize(("character", "length"), LONG_RUNS, ids=["blanks", "letters"])
def test_a_long_run_is_counted_exactly_or_refused(
    tokenizer: Tokenizer, raw: Reference, engine: str, character: str, length: int
) -> None:
    """A run that the reference cannot count is refused by it and counted right by the fast one."""
    text = character * length
    expected = None if engine in ON_TIKTOKEN else ids_of_run(raw, character, length)

    try:
        actual = list(tokenizer.encode(text, special_tokens=TEXT))
    except TextNotCountable:
        actual = None

    assert expected == actual


@openai_only
@pytest.mark.parametrize(
    ("character", "lengths"), [(" ", (64, 192, 1_088, 100_032)), ("a", (8, 16, 1_000, 100_000))]
)
def test_the_ids_of_a_long_run_are_known(
    raw: Reference, character: str, lengths: tuple[int, ...]
) -> None:
    """What the test above expects is what the reference gives for runs that it can count."""
    expected = [raw.ids(character * length) for length in lengths]

    actual = [ids_of_run(raw, character, length) for length in lengths]

    assert expected == actual


def test_an_engine_stays_usable_after_a_text_it_refused(tokenizer: Tokenizer) -> None:
    """A text that cannot be counted harms no other."""
    expected = tokenizer.count("Hello, world!", special_tokens=TEXT)
    with suppress(TextNotCountable):
        tokenizer.count(" " * 1_000_000, special_tokens=TEXT)

    actual = tokenizer.count("Hello, world!", special_tokens=TEXT)

    assert expected == actual


def test_nothing_is_written_to_the_process_s_streams(
    tokenizer: Tokenizer,
    encoding: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither output nor a native backtrace reaches the streams, even where one is asked for."""
    expected = ("", "")
    monkeypatch.setenv("RUST_BACKTRACE", "1")

    for character, length in LONG_RUNS:
        with suppress(TextNotCountable):
            longest = LONG_RUN_OF_PIECES if encoding in OPEN else length
            tokenizer.count(character * min(length, longest), special_tokens=TEXT)

    assert expected == tuple(capfd.readouterr())


def test_several_threads_may_load_and_count_at_once(
    engine: str, encoding: str, raw: Reference
) -> None:
    """Threads that all meet a tokenizer that is not loaded get the counts of one that is."""
    tokenizer = build(engine, (VOCABULARIES | OPEN)[encoding])
    texts = [f"thread {number} " * 2_000 for number in range(4)]
    together = threading.Barrier(len(texts))
    expected = [len(raw.ids(text)) for text in texts]

    def work(text: str) -> int:
        together.wait()
        tokenizer.load()
        return tokenizer.count(text, special_tokens=TEXT)

    with ThreadPoolExecutor(len(texts)) as threads:
        actual = list(threads.map(work, texts))

    assert expected == actual


def test_loading_twice_is_loading_once(tokenizer: Tokenizer) -> None:
    """A tokenizer that is loaded stays as it is."""
    expected = tokenizer.engine

    tokenizer.load()
    tokenizer.load()

    assert expected == tokenizer.engine


def test_nothing_is_quick_before_loading(engine: str, encoding: str) -> None:
    """The first use loads, so it is not quick, however short the text."""
    tokenizer = build(engine, (VOCABULARIES | OPEN)[encoding])

    quick = tokenizer.is_quick([""])

    assert not quick


def test_short_texts_are_quick_after_loading_and_long_ones_are_not(tokenizer: Tokenizer) -> None:
    """A prompt of usual length is quick, a book is not."""
    expected = [True, True, False]
    tokenizer.load()

    quick = [tokenizer.is_quick(["a" * length]) for length in (0, 4_096, 1_000_000)]

    assert expected == quick


def test_a_tokenizer_names_its_vocabulary_and_engine(tokenizer: Tokenizer, encoding: str) -> None:
    """Provenance says which vocabulary and which version of which library."""
    name, version = tokenizer.engine.split(" ")

    assert ((VOCABULARIES | OPEN)[encoding], True, True) == (
        tokenizer.vocabulary,
        name in {"tiktoken", "toktok-rs", "splintr-rs"},
        version[0].isdigit(),
    )


@pytest.mark.parametrize("name", COUNTERS)
def test_a_counter_counts_a_batch_in_order_and_from_several_threads(name: str) -> None:
    """What promises only to count keeps the promises about counting."""
    texts = [*TEXTS, *reversed(TEXTS)]
    with counter_of(name) as counter:
        expected = [counter.count(text, special_tokens=TEXT) for text in texts]

        with ThreadPoolExecutor(3) as threads:
            ask = partial(counter.count_batch, special_tokens=TEXT)
            batches = [list(each) for each in threads.map(ask, [texts] * 3)]

    assert [expected] * 3 == batches


@pytest.mark.parametrize("name", COUNTERS)
def test_a_counter_counts_at_least_its_frame(name: str) -> None:
    """The frame that the vocabulary speaks of is in every count, that of nothing included."""
    with counter_of(name) as counter:
        frame = counter.vocabulary.frame_token_count

        counts = counter.count_batch(TEXTS, special_tokens=TEXT)

    assert frame <= counts[TEXTS.index("")] == min(counts)
