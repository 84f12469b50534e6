from domain.compression.lossless.repetitions import Repetitions
from domain.compression.lossless.rewrites import RewriteKind

FIRST = "A passage of some length that is said once and then again, with 7 words of its own kind."


def test_the_first_time_there_is_no_reference() -> None:
    """A passage that is new is remembered."""
    assert Repetitions("line").reference(FIRST) is None


def test_the_second_time_it_is_named_by_its_first_words() -> None:
    """The same passage is named by the first words it has."""
    seen = Repetitions("line")
    seen.reference(FIRST)

    expected = ("[same as the line that begins `A passage of some`]", RewriteKind.DUPLICATE)

    assert seen.reference(FIRST) == expected


def test_a_name_is_as_long_as_it_takes() -> None:
    """Where another passage begins alike, more words are given."""
    seen = Repetitions("line")
    seen.reference("A passage of some other length.")
    seen.reference(FIRST)

    expected = "[same as the line that begins `A passage of some length that is said`]"

    assert (seen.reference(FIRST) or ("", None))[0] == expected


def test_short_passages_are_said_again() -> None:
    """A reference would be longer."""
    seen = Repetitions("line")
    seen.reference("Yes, of course.")

    assert seen.reference("Yes, of course.") is None


def test_four_differences_are_too_many() -> None:
    """So much told would be no shorter, and harder to read."""
    seen = Repetitions("line")
    words = [f"word{at}" for at in range(80)]
    seen.reference(" ".join(words))

    changed = [f"other{at}" if at % 20 == 5 else word for at, word in enumerate(words)]

    assert seen.reference(" ".join(changed)) is None


def test_a_reference_never_leads_to_one() -> None:
    """What was replaced by a reference is not named later."""
    seen = Repetitions("line")
    words = [f"word{at}" for at in range(80)]
    seen.reference(" ".join(words))
    near = " ".join([*words[:-1], "last"])
    first = seen.reference(near)

    assert seen.reference(near) == first
    assert first == (
        "[same as the line that begins `word0 word1 word2 word3`, except `word79` \u2192 `last`]",
        RewriteKind.NEAR_DUPLICATE,
    )
