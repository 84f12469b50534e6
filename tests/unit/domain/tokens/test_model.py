import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.shared.errors import InvalidValue
from domain.tokens.model import (
    CountMethod,
    Provenance,
    TextNotUnicode,
    TokenCount,
    TokenizerSelector,
    utf8_byte_count,
)
from domain.tokens.text_analyses import (
    DecodedTokens,
)


def selector_of(field: str, name: str) -> TokenizerSelector:
    """A selector by model or by encoding."""
    if field == "model":
        return TokenizerSelector(model=name)
    return TokenizerSelector(encoding=name)


PROVENANCE = Provenance("characters", "0" * 64, "characters 1", "1")


@pytest.mark.parametrize(("model", "encoding"), [("", ""), ("gpt-4o", "o200k_base")])
def test_a_selector_names_one_thing(model: str, encoding: str) -> None:
    """Neither a model nor an encoding, or both, is an error of the selector."""
    expected = "tokenizer"

    with pytest.raises(InvalidValue) as caught:
        TokenizerSelector(model=model, encoding=encoding)

    assert expected == caught.value.field


@pytest.mark.parametrize("field", ["model", "encoding"])
def test_a_selector_takes_a_name_of_the_limit(field: str) -> None:
    """A name of 128 characters is not too long."""
    expected = 128

    selector = selector_of(field, "n" * 128)

    assert expected == len(selector.model or selector.encoding)


@pytest.mark.parametrize("field", ["model", "encoding"])
def test_a_selector_refuses_a_name_above_the_limit(field: str) -> None:
    """A name of 129 characters is an error of its own field."""
    with pytest.raises(InvalidValue) as caught:
        selector_of(field, "n" * 129)

    assert f"tokenizer.{field}" == caught.value.field


@pytest.mark.parametrize(
    ("text", "byte_count"), [("", 0), ("abc", 3), ("é", 2), ("\u0000\ud7ff\ue000", 7), ("🙂", 4)]
)
def test_bytes_are_counted_as_utf8(text: str, byte_count: int) -> None:
    """The size of a text is that of its UTF-8 form."""
    actual = utf8_byte_count(text, field="text")

    assert byte_count == actual


@pytest.mark.parametrize("text", ["\ud800", "ab\udfffc", "é" * 9 + "\udbff", "\ude00\ud83d"])
def test_a_lone_surrogate_is_an_error_of_the_field(text: str) -> None:
    """What UTF-8 cannot hold is refused, with the field that held it."""
    expected = ("texts[3]", "TEXT_NOT_UNICODE")

    with pytest.raises(TextNotUnicode) as caught:
        utf8_byte_count(text, field="texts[3]")

    assert expected == (caught.value.field, caught.value.reason)


def test_the_error_of_a_surrogate_does_not_repeat_the_text() -> None:
    """The message says where, never what."""
    with pytest.raises(TextNotUnicode) as caught:
        utf8_byte_count("secret\ud800", field="text")

    assert ("secret" in caught.value.message, "character 6" in caught.value.message) == (
        False,
        True,
    )


@settings(deadline=None, max_examples=50)
@given(text=st.text("a\x00é\u07ff\u0800\ud7ff\ue000\uffff🙂\U0010ffff"))
def test_every_valid_text_has_a_size(text: str) -> None:
    """Law: the byte count is the length of the encoded text."""
    actual = utf8_byte_count(text, field="text")

    assert len(text.encode()) == actual


def test_an_exact_count_is_its_own_upper_bound() -> None:
    """Nothing is added to what is certain."""
    count = TokenCount.exact(7)

    assert TokenCount(7, 7, CountMethod.EXACT) == count


@pytest.mark.parametrize(("count", "upper_bound"), [(-1, 0), (2, 1), (-2, -1)])
def test_a_count_lies_between_zero_and_its_bound(count: int, upper_bound: int) -> None:
    """A negative count, or one above its bound, is refused."""
    expected = "token_count"

    with pytest.raises(InvalidValue) as caught:
        TokenCount(count, upper_bound, CountMethod.HEURISTIC)

    assert expected == caught.value.field


@pytest.mark.parametrize(("count", "upper_bound"), [(0, 0), (1, 1), (1, 2)])
def test_a_count_may_equal_zero_or_its_bound(count: int, upper_bound: int) -> None:
    """The ends of the range belong to it."""
    actual = TokenCount(count, upper_bound, CountMethod.CALIBRATED)

    assert (count, upper_bound) == (actual.token_count, actual.upper_bound_token_count)


@pytest.mark.parametrize(
    ("raw_bytes", "text", "is_valid"),
    [
        (b"", "", True),
        ("é🙂".encode(), "é🙂", True),
        ("\ufffd".encode(), "\ufffd", True),
        (b"a\xf0\x9f\x99", "a\ufffd", False),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd", False),
        (b"\xff", "\ufffd", False),
    ],
)
def test_decoded_bytes_say_whether_they_are_text(
    *, raw_bytes: bytes, text: str, is_valid: bool
) -> None:
    """Bytes that are no whole characters are shown replaced, and said to be."""
    decoded = DecodedTokens(raw_bytes, PROVENANCE)

    assert (text, is_valid) == (decoded.text, decoded.is_valid_utf8)
