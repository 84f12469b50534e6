import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.shared.errors import InvalidValue
from domain.shared.pages import Page, PageRequest, PageTokenInvalid


def numbered(count: int) -> list[tuple[str, int]]:
    return [(f"{number:05}", number) for number in range(count)]


@pytest.mark.parametrize(
    ("size", "limit"), [(0, 100), (1, 1), (999, 999), (1_000, 1_000), (1_001, 1_000)]
)
def test_the_size_is_defaulted_and_clamped(size: int, limit: int) -> None:
    """Zero means the default, and no page is larger than the maximum."""
    request = PageRequest(size=size)

    assert limit == request.limit()


def test_a_negative_size_is_refused() -> None:
    """A negative size is an error of its field."""
    expected = "page_size"

    with pytest.raises(InvalidValue) as caught:
        PageRequest(size=-1)

    assert expected == caught.value.field


@pytest.mark.parametrize(
    "token",
    ["a", "!!!!", "%%", "====", " ", "YWJj!", "YWJj\n", "/w==", "_w==", "é", "YWJé", "٣٣٣٣", "🙂"],
)
def test_a_token_that_no_page_gave_is_refused(token: str) -> None:
    """A garbled token is an error; it never starts the listing anew."""
    expected = ("page_token", "PAGE_TOKEN_INVALID")

    with pytest.raises(PageTokenInvalid) as caught:
        PageRequest(token=token)

    assert expected == (caught.value.field, caught.value.reason)


def test_a_lone_surrogate_is_refused_as_a_token() -> None:
    """Even text that is not Unicode is answered with the token's own error."""
    expected = "page_token"
    surrogate = "\ud800"

    with pytest.raises(PageTokenInvalid) as caught:
        PageRequest(token=surrogate)

    assert expected == caught.value.field


def test_the_last_page_has_no_next_token() -> None:
    """Exactly as many items as the limit are one whole page."""
    expected = (10, "")

    page = Page.of(numbered(10), PageRequest(size=10))

    assert expected == (len(page.items), page.next_token)


def test_one_item_more_than_the_limit_makes_a_second_page() -> None:
    """The item that does not fit begins the next page."""
    expected = ((10,), "")
    first = Page.of(numbered(11), PageRequest(size=10))

    second = Page.of(numbered(11), PageRequest(size=10, token=first.next_token))

    assert expected == (second.items, second.next_token)


def test_a_page_of_nothing_is_empty() -> None:
    """No items is an empty last page."""
    page: Page[int] = Page.of([], PageRequest())

    assert Page((), "") == page


def test_a_token_survives_the_removal_of_its_item() -> None:
    """The next page begins behind the key, even if the item with that key is gone."""
    expected = (3,)
    token = Page.of(numbered(4), PageRequest(size=2)).next_token

    rest = Page.of([("00000", 0), ("00003", 3)], PageRequest(token=token))

    assert expected == rest.items


def test_a_key_outside_ascii_makes_a_token_that_is_ascii() -> None:
    """Any key survives the way through a token."""
    expected = ("é/🙂", True)

    token = Page.of([("é/🙂", 1), ("ü", 2)], PageRequest(size=1)).next_token

    assert expected == (PageRequest(token=token).after(), token.isascii())


def test_another_listing_s_token_is_a_place_in_this_one() -> None:
    """A well-formed token of other keys begins behind where its key would stand."""
    expected = (2, 3)
    token = base64.urlsafe_b64encode(b"00001x").decode()

    page = Page.of(numbered(4), PageRequest(token=token))

    assert expected == page.items


@settings(deadline=None, max_examples=50)
@given(keys=st.sets(st.text("aAzé/~_🙂", min_size=1), max_size=12), size=st.integers(1, 5))
def test_walking_the_pages_gives_every_item_once_in_order(keys: set[str], size: int) -> None:
    """Law: the pages joined are the listing."""
    keyed = [(key, key) for key in sorted(keys)]
    page = Page.of(keyed, PageRequest(size=size))
    seen = list(page.items)

    while page.next_token and len(seen) < len(keys):
        page = Page.of(keyed, PageRequest(size=size, token=page.next_token))
        seen += page.items

    assert (sorted(keys), "") == (seen, page.next_token)
