"""What a rewritten text may name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.faithfulness import MOST_QUOTATIONS, unfaithful_terms

SOURCE = """\
On 2024-01-05 at 09:30 we paid 1,000.50 EUR (\u22125 % of last year's -12) for GPT-4 and x86_64.
See https://example.com/a?b=1#c, (src/app/main.py) and C:\\data\\in.csv; mail bob@example.com.
`self.getUser()` calls os.path.join with --dry-run; it "works as intended" for 10 years, and so on.
"""

texts = st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("019.,-/:@_\"`' aZ"))


@pytest.mark.parametrize(
    "rewritten",
    [
        "",
        "Plain words, of which none is judged; and/or e.g. at 9 p.m.".replace("9 ", ""),
        "On 2024-01-05, 1,000.50 EUR.",
        "In 2024 (January 05).",
        "**09:30**: 1,000.50!",
        "A change of \u22125, or -12.",
        "GPT-4 on x86_64",
        "https://example.com/a?b=1#c.",
        "main.py, app/main.py and `src/app/main.py`",
        "in.csv",
        "Write to bob@example.com or example.com.",
        "getUser, self.getUser and os.path.join",
        "a 10-year plan",
        "--dry-run",
        '"works as intended"',
        "`bob@example.com` (https://example.com/a?b=1#c)",
        '"works  as\tintended."',
        "the \u201cworks as intended\u201d claim",
    ],
)
def test_terms_of_the_source_may_be_named(rewritten: str) -> None:
    """What the source has may be said again, with other marks around it."""
    expected = ()

    actual = unfaithful_terms(SOURCE, rewritten)

    assert expected == actual


@pytest.mark.parametrize(
    ("rewritten", "expected"),
    [
        ("1000.50 EUR", ("1000.50",)),
        ("1,000 EUR", ("1,000",)),
        ("000.50", ("000.50",)),
        ("2024-01-06", ("2024-01-06",)),
        ("2024-05-01", ("2024-05-01",)),
        ("9:30", ("9:30",)),
        ("5 %", ("5",)),
        ("12", ("12",)),
        ("-10 years", ("-10",)),
        ("GPT-5", ("5", "GPT-5")),
        ("x86", ("x86",)),
        ("the 3rd", ("3", "3rd")),
        ("10\u00bd", ("\u00bd",)),
        ("\u7b2c3\u7ae0", ("3",)),
        ("\u4e09\u767e", ("\u4e09\u767e",)),
        ("\u0663", ("\u0663",)),
        ("ftp://example.com/", ("ftp://example.com/", "ftp://example.com")),
        ("https://example.com/a?b=2", ("https://example.com/a?b=2", "2")),
        ("lib/app/main.py", ("lib/app/main.py",)),
        ("/etc/hosts", ("/etc/hosts",)),
        ("main.rs", ("main.rs",)),
        ("alice@example.com", ("alice@example.com",)),
        ("get_user", ("get_user",)),
        ("getUsers", ("getUsers",)),
        ("--force", ("--force",)),
        (".env", (".env",)),
        ("std::vector", ("std::vector",)),
        ("`retry`", ("retry",)),
        ('"works well"', ("works well",)),
        ("7 and 7 and 8", ("7", "8")),
    ],
)
def test_new_terms_are_found(rewritten: str, expected: tuple[str, ...]) -> None:
    """What the source does not have as it stands is named, once."""
    actual = unfaithful_terms(SOURCE, rewritten)

    assert expected == actual


def test_too_many_quotations_are_new() -> None:
    """Quotations beyond those that are looked for count as new."""
    words = [f"word{'x' * index}" for index in range(MOST_QUOTATIONS + 1)]
    source = " ".join(words)
    expected = [(), (words[-1],)]

    actual = [
        unfaithful_terms(source, " ".join(f"`{word}`" for word in words[:count]))
        for count in (MOST_QUOTATIONS, MOST_QUOTATIONS + 1)
    ]

    assert expected == actual


@given(texts)
def test_a_text_is_faithful_to_itself(text: str) -> None:
    """Every term of a text is found in it."""
    expected = ()

    assert expected == unfaithful_terms(text, text)


@given(texts, texts)
def test_lines_of_a_text_are_faithful_to_it(before: str, after: str) -> None:
    """Whole lines that are left of a text name nothing new."""
    expected = ()

    assert expected == unfaithful_terms(f"{before}\n{after}", after)


@given(texts, st.integers(10**12, 10**15))
def test_a_number_that_is_nowhere_is_found(text: str, number: int) -> None:
    """Wherever a new number stands, it is named."""
    assert str(number) in unfaithful_terms(text, f"{text}\n{number}")


@pytest.mark.parametrize(
    "unit", ["a", "a/", "1,", "1-", "-1", '"', '"ab ', "`", "x1", "://", "http:", "1/a.", "\u4e00"]
)
def test_hostile_texts_are_no_trouble(unit: str) -> None:
    """Long runs of anything are gone through once."""
    text = unit * (100_000 // len(unit))
    expected = ()

    assert expected == unfaithful_terms(text, text)
