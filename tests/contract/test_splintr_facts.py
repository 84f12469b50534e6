"""What the splintr adapter takes for granted of the vocabularies inside splintr."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import splintr

from adapters.outbound.splintr.engines import SPACE_MARK, Engine
from adapters.outbound.splintr.families import FAMILIES, probe_digest
from domain.tokens.streaming import exact_parts
from tests.contract.second_sources import zipped

PACKAGED = {
    "llama3": "llama3",
    "qwen": "qwen3",
    "tekken": "mistral_v3",
    "deepseek-v3": "deepseek_v3",
    "glm4": "glm4",
    "kimi-k2": "kimi_k2",
    "phi4": "phi4",
}
"""The families whose engine looks for special tokens, and splintr's names for them."""
PIECES = {
    "llama2": ("llama2", 3, 3),
    "mistral-v1": ("mistral_v1", 3, 3),
    "mistral-v2": ("mistral_v2", 771, 771),
    "gemma2": ("gemma2", 217, 0),
    "gemma3": ("gemma3", 238, 0),
}
"""The families of pieces: splintr's name, the first id of a byte, the first id that may be text."""
AFTER_LOADING = (
    "from adapters.outbound.splintr.tokenizer import SplintrTokenizer\n"
    "from domain.tokens.open_vocabularies import OPEN_VOCABULARIES\n"
    "import os\n"
    "for each in OPEN_VOCABULARIES:\n"
    "    SplintrTokenizer(each).load()\n"
    "print(len(os.listdir('/proc/self/task')))\n"
)

IN_A_CHILD = (
    "import os\n"
    "from adapters.outbound.splintr.tokenizer import SplintrTokenizer\n"
    "from domain.tokens.model import SpecialTokens\n"
    "from domain.tokens.open_vocabularies import LLAMA2, PHI4\n"
    "tokenizers = [SplintrTokenizer(each) for each in (LLAMA2, PHI4)]\n"
    "for each in tokenizers:\n"
    "    each.load()\n"
    "child = os.fork()\n"
    "for each in tokenizers:\n"
    "    print(each.count('word ' * 50_000, special_tokens=SpecialTokens.AS_TEXT), flush=True)\n"
    "if child:\n"
    "    os.waitpid(child, 0)\n"
)
IN_A_CHILD_LIMIT_S = 60

each_packaged = pytest.mark.parametrize("family", PACKAGED)
each_of_pieces = pytest.mark.parametrize("family", PIECES)


def pieces(family: str) -> list[str]:
    """The pieces that are joined, as splintr has them."""
    name, first_byte, _ = PIECES[family]
    tokenizer = splintr.Tokenizer.from_pretrained(name)
    names = FAMILIES[family].names
    return [
        tokenizer.decode_token_bytes(token_id).decode()
        for token_id in range(splintr.base_vocab_size(name))
        if token_id not in names and not 0 <= token_id - first_byte < 256
    ]


@each_packaged
def test_every_special_token_of_splintr_is_taken_for_a_marker(family: str) -> None:
    """A text that spells one is never given to what would match it."""
    markers = FAMILIES[family].markers
    assert markers is not None
    tokenizer = splintr.Tokenizer.from_pretrained(PACKAGED[family])
    expected: list[object] = []

    missed = [
        name
        for name in tokenizer.special_tokens()
        if not markers.spelling.fullmatch(name) or not name.startswith(markers.starts)
    ]

    assert expected == missed


@each_packaged
def test_splintr_matches_no_special_token_that_it_does_not_name(family: str) -> None:
    """No ordinary token is matched before the text is split."""
    tokenizer = splintr.Tokenizer.from_pretrained(PACKAGED[family])
    named = tokenizer.special_tokens()
    tokens = map(tokenizer.decode_token_bytes, range(100_000))
    texts = {token.decode() for token in tokens if is_text(token)} - named.keys()
    text = "\n".join(sorted(texts))
    expected: list[object] = []

    matched = [name for name in named if name in text]
    for name in matched:
        text = text.replace(name, "")

    assert tokenizer.encode_ordinary(text) == tokenizer.encode_allowed_special(text, [])
    assert expected == [name for name in named if name in text]


def is_text(token: bytes) -> bool:
    """Whether the bytes are whole characters."""
    try:
        token.decode()
    except UnicodeDecodeError:
        return False
    return True


@each_of_pieces
def test_no_piece_has_a_place_where_texts_are_cut(family: str) -> None:
    """No piece is joined over a place where exact_parts cuts."""
    expected: list[object] = []

    cut = [piece for piece in pieces(family) if len(list(exact_parts(piece, length=1))) > 1]

    assert expected == cut


@each_of_pieces
def test_no_piece_has_a_zero_or_joins_to_the_name_of_a_byte(family: str) -> None:
    """What the adapter adds to a text, and what it has for pieces that no text has, stays apart."""
    known = {piece.replace(" ", SPACE_MARK) for piece in pieces(family)}
    expected: list[object] = []

    joined = [
        name
        for name in (f"<0x{byte:02X}>" for byte in range(256))
        for place in range(1, len(name))
        if all(len(part) == 1 or part in known for part in (name[:place], name[place:]))
    ]

    assert expected == joined
    assert expected == [piece for piece in known if "\0" in piece]


@each_of_pieces
def test_what_is_put_before_a_text_is_two_tokens(family: str) -> None:
    """So much is left out of what splintr makes of a text."""
    name, first_byte, _ = PIECES[family]
    tokenizer = splintr.Tokenizer.from_pretrained(name)
    expected = [SPACE_MARK.encode().replace(SPACE_MARK.encode(), b" "), b"\0"]

    engine = FAMILIES[family].build()
    shielded = engine.ids(" \0")

    assert expected == [engine.token_bytes(each) for each in shielded]
    assert first_byte == shielded[1]
    assert tokenizer.decode_token_bytes(first_byte) == b"\0"


def test_tokens_that_no_merge_makes_are_never_in_a_text() -> None:
    """Qwen 3.5 has 201 of them; where they are whole words, ranks alone would give them."""
    model = json.loads(zipped("qwen-3.5"))["model"]
    made = {"".join(pair).replace(" ", "") for pair in model["merges"]}
    unmerged = {key for name, key in model["vocab"].items() if len(name) > 1 and name not in made}
    engine = FAMILIES["qwen3.5"].build()
    expected = 201

    words = {each: engine.token_bytes(each).decode(errors="replace") for each in unmerged}

    assert expected == len(unmerged)
    assert not [each for each, word in words.items() if not word or each in engine.ids(word)]


def test_loading_starts_no_thread() -> None:
    """A pool of threads from before a fork would hang the child; loading all starts none."""
    expected = "1\n"

    assert expected == output_of(AFTER_LOADING)


def test_long_texts_are_counted_on_both_sides_of_a_fork() -> None:
    """A child of a process that has loaded counts with threads of its own."""
    expected = sorted(["50001"] * 4)

    assert expected == sorted(output_of(IN_A_CHILD).split())


def output_of(program: str) -> str:
    """What a program prints."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=IN_A_CHILD_LIMIT_S,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    return done.stdout


@pytest.mark.parametrize("family", FAMILIES)
def test_another_engine_is_not_taken_for_the_one_that_was_checked(family: str) -> None:
    """One id or one byte that differs is noticed when a vocabulary is loaded."""
    known = FAMILIES[family]
    engine = known.build()

    changed = AnotherEngine(engine)

    assert [True, False] == [known.is_engine(engine), known.is_engine(changed)]
    assert probe_digest(engine) != probe_digest(changed)


class AnotherEngine:
    """An engine that gives one token more."""

    def __init__(self, engine: Engine) -> None:
        self.piece_count = engine.piece_count
        self.has_pattern, self.joined = engine.has_pattern, engine.joined
        self.batch, self.counts = engine.batch, engine.counts
        self.token_bytes = engine.token_bytes
        self._engine = engine

    def ids(self, text: str) -> list[int]:
        return [*self._engine.ids(text), 300]
