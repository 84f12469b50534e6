"""Special tokens in every spelling, and ids among those of ordinary tokens."""

import pytest

from domain.tokens.model import TokenIdUnknown, Vocabulary
from domain.tokens.special_tokens import SpecialTokenCodec

USUAL = Vocabulary("usual", "usual", "", 10, {"<|end|>": 10, "<|start|>": 11})
MIXED = Vocabulary(
    "mixed", "mixed", "", 10, {"<s>": 1, "[INST]": 2, "<\uff5cend\u2581of\uff5c>": 11, "/stop": 12}
)


def digits(text: str) -> list[int]:
    """The ids of a text of digits."""
    return list(map(int, text))


def as_text(token_ids: list[int]) -> bytes:
    """The digits that ids stand for."""
    return "".join(map(str, token_ids)).encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ([""], [])),
        ("<|end|>", (["", ""], ["<|end|>"])),
        ("a<|end|><|other|>b", (["a", "<|other|>b"], ["<|end|>"])),
    ],
)
def test_the_usual_spelling_is_found(text: str, expected: tuple[list[str], list[str]]) -> None:
    """A name between bars is special where the vocabulary has it, and text where not."""
    assert expected == SpecialTokenCodec(USUAL).split(text)


@pytest.mark.parametrize(
    ("text", "special"),
    [
        (
            "<s>[INST]a<\uff5cend\u2581of\uff5c>/stopped",
            ["<s>", "[INST]", "<\uff5cend\u2581of\uff5c>", "/stop"],
        ),
        ("<b>[x]<s", []),
        ("<[INST]>", ["[INST]"]),
        ("<x/stop>", ["/stop"]),
        ("[[INST]]", ["[INST]"]),
        ("<<s>>", ["<s>"]),
    ],
)
def test_every_other_spelling_is_found(text: str, special: list[str]) -> None:
    """A special token may stand inside what only looks like one."""
    ordinary, found = SpecialTokenCodec(MIXED).split(text)

    assert special == found
    assert len(special) + 1 == len(ordinary)


def test_ids_among_the_ordinary_ones_are_special() -> None:
    """An id below the rank count that a special token has is never asked of the engine."""
    codec = SpecialTokenCodec(MIXED)
    text = "34<s>[INST]5/stop"
    expected = [3, 4, 1, 2, 5, 12]

    token_ids = codec.encode(text, digits)

    assert expected == token_ids
    assert text.encode() == codec.decode(token_ids, as_text)


@pytest.mark.parametrize("vocabulary", [USUAL, MIXED], ids=lambda each: each.encoding)
def test_the_first_unknown_id_is_named(vocabulary: Vocabulary) -> None:
    """By its place among all ids."""
    with pytest.raises(TokenIdUnknown) as caught:
        SpecialTokenCodec(vocabulary).decode([3, 11, 99, 98], as_text)

    assert caught.value.metadata["index"] == "2"
