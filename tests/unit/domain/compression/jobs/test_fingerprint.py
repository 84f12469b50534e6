"""A fingerprint is the same over versions: clients repeat requests while servers are replaced."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.jobs.items import ChatItem, JobItem, TextItem, fingerprint
from domain.compression.model import SegmentKind
from domain.compression.requests import Accuracy, StayingMessages, Strategy, TextToCompress
from domain.tokens.chat_requests import ChatShape
from domain.tokens.model import TokenizerSelector, UnknownModel
from domain.tokens.truncation import TextRange
from tests.unit.domain.compression.jobs.samples import chat_item, full_text_item, text_item

TEXT, FULL, CHAT = text_item(), full_text_item(), chat_item()
GOLDEN: Sequence[tuple[Sequence[JobItem], int, int, str]] = [
    ([TEXT], 0, 0, "b4376aa9cc48fe9e1d86e29415dd70fe4b35a5bc851e0749fdbaa98005d3ffbe"),
    ([FULL], 0, 0, "2037b39d1170ae20aef63bd35a591b2a6c444d8fa561eb1ca9cba6a7a82b9761"),
    ([CHAT], 0, 0, "42c16396d46b5781b31e570bf3076d5a8d35d8e448e1c3199517f65d29bc5efb"),
    ([TEXT, FULL, CHAT], 0, 0, "4c7d90e9e79d0091fdc4ed4387c85f9ecdb3f88a20b5ed2dbee1d04a84fa3228"),
    (
        [TEXT, FULL, CHAT],
        9,
        3_600_000,
        "52bbc885ee520aac3cac3d291c2eb28be9f47cd931d16f13856c381fe7e4a6e8",
    ),
]
"""Values that were given out. A change of one of them breaks repeated requests: mend the code."""


def told(item: JobItem, *, priority: int = 0, lifetime_ms: int = 0) -> str:
    return fingerprint([item], priority=priority, lifetime_ms=lifetime_ms)


def text_variants(item: TextItem) -> list[TextItem]:
    """A text with one thing after the other changed."""
    content, rules, selector = item.content, item.rules, item.selector
    return [
        *[
            replace(item, selector=each)
            for each in (
                replace(selector, encoding="cl100k_base"),
                replace(selector, unknown_model=UnknownModel.ESTIMATE),
                TokenizerSelector(model="o200k_base", unknown_model=UnknownModel.REFUSE),
            )
        ],
        *[
            replace(item, content=each)
            for each in (
                replace(content, text=content.text + " "),
                replace(content, pins=(TextRange(0, 6),)),
                replace(content, pins=(TextRange(0, 6), TextRange(7, 9))),
                replace(content, kind=SegmentKind.CODE),
                replace(content, kind=None),
            )
        ],
        *[
            replace(item, rules=each)
            for each in (
                replace(rules, token_budget=4_097),
                replace(rules, query=""),
                replace(rules, strategy=Strategy.AUTO),
                replace(rules, accuracy=Accuracy.STANDARD),
                replace(rules, literal_keep_tags=False),
                replace(rules, expandable=False),
            )
        ],
    ]


def chat_variants(item: ChatItem) -> list[ChatItem]:
    """A chat with one thing after the other changed."""
    chat, staying = item.chat, item.staying
    return [
        replace(item, model=""),
        replace(item, unknown_model=UnknownModel.REFUSE),
        replace(item, chat=replace(chat, shape=ChatShape.OPENAI)),
        replace(item, chat=replace(chat, body=chat.body + " ")),
        *[
            replace(item, staying=each)
            for each in (
                replace(staying, frozen=1),
                replace(staying, pinned=frozenset({3})),
                replace(staying, pinned=frozenset({1, 13})),
                replace(staying, last_question=True),
            )
        ],
        replace(item, rules=replace(item.rules, token_budget=1)),
    ]


@pytest.mark.parametrize(("items", "priority", "lifetime_ms", "expected"), GOLDEN)
def test_a_fingerprint_stays_what_it_was(
    items: Sequence[JobItem], priority: int, lifetime_ms: int, expected: str
) -> None:
    """The fingerprints that earlier servers stored are made again, bit for bit."""
    actual = fingerprint(items, priority=priority, lifetime_ms=lifetime_ms)

    assert expected == actual


def test_the_order_of_pinned_messages_does_not_count() -> None:
    """Messages are pinned as a set, so that their order is not part of a request."""
    # Numbers that meet in a hash table come out in the order in which they went in.
    pinned = [frozenset(each) for each in permutations((0, 8, 16))]

    actual = {told(replace(CHAT, staying=StayingMessages(pinned=each))) for each in pinned}

    assert 1 == len(actual)


@pytest.mark.parametrize("changed", [*text_variants(FULL), *chat_variants(CHAT)])
def test_everything_that_the_result_depends_on_counts(changed: JobItem) -> None:
    """A request with any one thing changed is another request."""
    original = FULL if isinstance(changed, TextItem) else CHAT

    assert told(original) != told(changed)


def test_all_variants_differ() -> None:
    """No two requests of this file have the same fingerprint."""
    items: list[JobItem] = [TEXT, FULL, CHAT, *text_variants(FULL), *chat_variants(CHAT)]

    assert len(items) == len({told(item) for item in items})


@pytest.mark.parametrize(("priority", "lifetime_ms"), [(1, 0), (0, 1), (1, 1), (0, 11), (1, 10)])
def test_priority_and_lifetime_count(priority: int, lifetime_ms: int) -> None:
    """The same items with another priority or lifetime are another request."""
    assert told(TEXT) != told(TEXT, priority=priority, lifetime_ms=lifetime_ms)


def test_the_order_of_items_counts() -> None:
    """Results come by index, so that items in another order are another request."""
    one = fingerprint([TEXT, CHAT], priority=0, lifetime_ms=0)

    other = fingerprint([CHAT, TEXT], priority=0, lifetime_ms=0)

    assert one != other


def test_text_is_never_in_a_fingerprint() -> None:
    """A fingerprint is 64 hexadecimal digits, whatever the text."""
    actual = told(text_item("deadbeef" * 100))

    assert 64 == len(actual)
    assert "deadbeef" not in actual
    assert 0 <= int(actual, 16)


def test_text_that_is_not_unicode_has_a_fingerprint() -> None:
    """Halves of surrogate pairs are told apart, and no error of this step."""
    halves = ["\ud800", "\ud801", "\udc00"]

    actual = {told(text_item(each)) for each in halves} | {
        told(text_item(query=each)) for each in halves
    }

    assert 6 == len(actual)


@settings(max_examples=50)
@given(st.lists(st.text(max_size=8), max_size=4), st.lists(st.text(max_size=8), max_size=4))
def test_other_texts_have_another_fingerprint(one: list[str], other: list[str]) -> None:
    """Two lists of texts have the same fingerprint only where they are the same."""
    prints = [
        fingerprint([text_item(text) for text in texts], priority=0, lifetime_ms=0)
        for texts in (one, other)
    ]

    assert (one == other) == (prints[0] == prints[1])


@pytest.mark.parametrize(
    ("item", "expected"),
    [(text_item("abc"), 3), (text_item("abc", "de"), 5), (chat_item("{}", "q"), 3)],
)
def test_a_query_is_part_of_what_is_kept(item: JobItem, expected: int) -> None:
    """An item is as large as its text and its query together, in characters."""
    assert expected == item.character_count


def test_a_character_is_one_however_many_bytes_it_has() -> None:
    """The size of an item is in characters, not in bytes."""
    item = TextItem(
        selector=TEXT.selector, content=TextToCompress("😀ä"), rules=replace(TEXT.rules, query="")
    )

    assert 2 == item.character_count
