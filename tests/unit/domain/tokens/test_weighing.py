import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.outbound.catalogue.framings import PackagedFramings
from domain.tokens.chat import (
    AudioPart,
    Conversation,
    DocumentPart,
    ImagePart,
    Message,
    Part,
    TextPart,
    Tool,
    ToolCallPart,
    ToolChoice,
    ToolChoiceKind,
    ToolResultPart,
    VideoPart,
)
from domain.tokens.framing import Framing, MediaRule, ToolRule, ToolRuleKind
from domain.tokens.images import ImageRule, ImageRuleKind
from domain.tokens.model import CountMethod, TokenCount
from domain.tokens.request_shapes.openai import parse_openai
from domain.tokens.weighing import ConversationCount, Weighing

FRAMINGS = PackagedFramings()


def text(given: str) -> TextPart:
    return TextPart(path="p", text=given)


def user(*parts: Part | str, role: str = "user", name: str = "") -> Message:
    made = tuple(text(each) if isinstance(each, str) else each for each in parts)
    return Message(path="m", role=role, parts=made, name=name)


def chat(*messages: Message, **given: Any) -> Conversation:
    return Conversation(messages=messages, **given)


def tool(name: str = "f") -> Tool:
    return Tool(path="t", name=name)


def weighed(
    conversation: Conversation, framing: Framing, method: CountMethod = CountMethod.EXACT
) -> ConversationCount:
    """Every character is a token."""
    counts = {
        each: TokenCount(len(each), len(each), method)
        for each in Weighing(conversation, framing).texts
    }
    return Weighing(conversation, framing).count(counts)


def total(conversation: Conversation, **framing: Any) -> int:
    return weighed(conversation, Framing(name="test", **framing)).total.token_count


@pytest.mark.parametrize(
    ("framing", "tokens"),
    [
        ({}, 5),
        ({"base_tokens": 7}, 12),
        ({"reply_tokens": 3}, 8),
        ({"message_tokens": 4}, 9),
        ({"message_tokens": 4, "message_tokens_by_role": {"user": 1}}, 6),
        ({"counts_roles": True}, 9),
        ({"name_tokens": 1}, 5),
        ({"default_system": "be"}, 7),
        ({"default_system": "be", "message_tokens": 1, "counts_roles": True}, 19),
        ({"system_prelude": "day"}, 8),
    ],
)
def test_a_framing_adds_what_it_says(framing: dict[str, Any], tokens: int) -> None:
    """Each figure counts as often as its name says."""
    actual = total(chat(user("hello")), **framing)

    assert tokens == actual


@pytest.mark.parametrize(
    ("framing", "tokens"),
    [
        ({}, 6),
        ({"message_tokens": 1}, 8),
        ({"message_tokens": 1, "system_is_message": False}, 7),
        ({"counts_roles": True}, 16),
        ({"default_system": "be"}, 6),
        ({"system_prelude": "day"}, 9),
    ],
)
@pytest.mark.parametrize(
    "conversation",
    [
        Conversation(system=(text("abc"),), messages=(user("def"),)),
        chat(user("abc", role="system"), user("def")),
    ],
)
def test_a_system_text_counts_the_same_inside_and_outside_the_turns(
    conversation: Conversation, framing: dict[str, Any], tokens: int
) -> None:
    """Providers differ in where it stands, not in what it is."""
    actual = total(conversation, **framing)

    assert tokens == actual


def test_a_name_counts_with_its_mark() -> None:
    """It may even cost less than nothing, where it stands in the place of the role."""
    actual = total(chat(user("hello", name="Bo")), name_tokens=-1, message_tokens=4)

    assert 5 + 2 - 1 + 4 == actual


def test_a_call_counts_its_name_and_arguments() -> None:
    """With the marks around it."""
    call = ToolCallPart(path="c", id="1", name="get", arguments_json='{"a": 1}')

    actual = total(chat(user(call)), tool_call_tokens=10)

    assert 10 + 3 + 8 == actual


@pytest.mark.parametrize(
    ("framing", "tokens"),
    [({}, 4), ({"names_tool_results": True}, 7), ({"tool_result_tokens": -1}, 3)],
)
def test_a_result_counts_its_text(framing: dict[str, Any], tokens: int) -> None:
    """And its name, where the provider repeats it."""
    result = ToolResultPart(path="r", id="1", name="get", parts=(text("done"),))

    actual = total(chat(user(result)), **framing)

    assert tokens == actual


def test_values_of_calls_and_results_may_count_one_by_one() -> None:
    """As the offline counter of Gemini does; what is no JSON counts as it stands."""
    call = ToolCallPart(path="c", id="", name="get", arguments_json='{"city": "Rome", "n": 12}')
    broken = ToolCallPart(path="c", id="", name="get", arguments_json='{"city"')
    result = ToolResultPart(path="r", id="", name="", parts=(text('{"t": "hot"}'),), is_json=True)

    texts = Weighing(
        chat(user(call, broken, result)), Framing(name="g", spells_json_values=True)
    ).texts

    assert ("get", "city", "n", "Rome", '{"city"', "t", "hot") == texts


def test_each_text_is_counted_once() -> None:
    """However often it comes, and an empty one not at all."""
    conversation = chat(user("a"), user("a", ""), user("b"), tools=(tool(), tool()))

    texts = Weighing(conversation, Framing(name="x", tools=ToolRule(kind=ToolRuleKind.TEXTS))).texts

    assert ("a", "b", "f") == texts


@pytest.mark.parametrize(
    ("choice", "tokens"),
    [
        (ToolChoice(), 100),
        (ToolChoice(kind=ToolChoiceKind.NONE), 103),
        (ToolChoice(kind=ToolChoiceKind.ANY), 200),
        (ToolChoice(kind=ToolChoiceKind.NAMED, name="get"), 207),
    ],
)
def test_the_choice_of_tools_counts(choice: ToolChoice, tokens: int) -> None:
    """Forcing a call may bring another prompt; naming a tool counts its name."""
    rule = ToolRule(
        kind=ToolRuleKind.TEXTS,
        prompt_tokens=100,
        forced_prompt_tokens=200,
        choice_none_tokens=3,
        choice_named_tokens=4,
    )

    count = weighed(chat(tools=(tool(),), tool_choice=choice), Framing(name="x", tools=rule))

    assert tokens == count.framing_token_count


def test_a_choice_without_tools_counts_nothing() -> None:
    """The prompt comes with tools only."""
    rule = ToolRule(prompt_tokens=100, choice_none_tokens=3)

    actual = total(chat(tool_choice=ToolChoice(kind=ToolChoiceKind.NONE)), tools=rule)

    assert 0 == actual


@pytest.mark.parametrize(
    ("messages", "texts"),
    [
        ((user("abc", role="system"), user("d", role="system")), {"abc\n", "d"}),
        ((user("abc", role="developer"),), {"abc\n"}),
        ((user("abc"),), {"abc"}),
    ],
)
def test_tools_are_appended_to_the_first_system_message(
    messages: tuple[Message, ...], texts: set[str]
) -> None:
    """Its text gets a line feed, as recorded counts show; no other text does."""
    rule = ToolRule(kind=ToolRuleKind.TEXTS, system_padding="\n", with_system_tokens=-4)

    actual = Weighing(chat(*messages, tools=(tool(),)), Framing(name="x", tools=rule)).texts

    assert texts | {"f"} == set(actual)


def test_media_count_by_their_rules() -> None:
    """An image by its size, sound and film by the second, documents by the page."""
    parts = (
        ImagePart(path="i", width=20, height=30),
        AudioPart(path="a", seconds=1.5),
        VideoPart(path="v", seconds=2.0, detail="low"),
        DocumentPart(path="d", page_count=3),
    )

    count = weighed(
        chat(user(*parts)),
        Framing(
            name="x",
            images=ImageRule(kind=ImageRuleKind.CROPS, unit_tokens=6, small_edge=30),
            audio=MediaRule(per_unit=3),
            video=MediaRule(per_unit=100, by_detail={"low": 10}),
            documents=MediaRule(per_unit=100),
        ),
    )

    assert [6, 5, 20, 300] == [part.token_count for part in count.messages[0].parts]
    assert () == count.not_counted


@pytest.mark.parametrize("framing", ["plain", "openai-chat", "anthropic-4", "gemini-2", "qwen"])
def test_what_has_no_known_size_is_not_counted_and_named(framing: str) -> None:
    """Wherever it stands; and so is what the reader of the request already named."""
    media = (AudioPart(path="a"), VideoPart(path="v"), DocumentPart(path="d"), ImagePart(path="i"))
    result = ToolResultPart(path="r", id="", name="", parts=(ImagePart(path="ri"),))

    count = weighed(chat(user(*media, result), not_counted=("f",)), FRAMINGS.framing(framing))

    assert ("f", "a", "v", "d", "i", "ri") == count.not_counted


def test_a_response_schema_counts_where_its_rule_is_known() -> None:
    """Elsewhere it is named as not counted."""
    schema = Tool(path="s", name="", schema={"properties": {"city": {}}})
    conversation = chat(user("x"), response_schema=schema)

    known = weighed(conversation, FRAMINGS.framing("gemini-2"))
    unknown = weighed(conversation, FRAMINGS.framing("openai-chat"))

    assert (4, ()) == (known.response_schema_token_count, known.not_counted)
    assert (0, ("s",)) == (unknown.response_schema_token_count, unknown.not_counted)


words = st.text("ab é\n", max_size=6)
parts = st.one_of(
    st.builds(lambda given: {"type": "text", "text": given}, words),
    st.just({"type": "image_url", "image_url": {"url": "http://x", "width": 99, "height": 9}}),
    st.just({"type": "image_url", "image_url": {"url": "http://x"}}),
)
bodies = st.fixed_dictionaries(
    {
        "messages": st.lists(
            st.fixed_dictionaries(
                {
                    "role": st.sampled_from(["system", "user", "assistant", "tool", "function"]),
                    "content": st.one_of(words, st.lists(parts, max_size=3)),
                },
                optional={
                    "name": words,
                    "tool_calls": st.just(
                        [{"id": "1", "function": {"name": "f", "arguments": '{"a": "b"}'}}]
                    ),
                    "tool_call_id": st.just("1"),
                },
            ),
            max_size=5,
        )
    },
    optional={
        "instructions": words,
        "tools": st.lists(
            st.builds(
                lambda name, given: {"type": "function", "name": name, "parameters": given},
                words,
                st.sampled_from([{}, {"properties": {"a": {"properties": {"b": {"enum": [1]}}}}}]),
            ),
            max_size=3,
        ),
        "tool_choice": st.sampled_from(["none", "auto", "required", {"name": "f"}]),
    },
)


@given(body=bodies, name=st.sampled_from(FRAMINGS.names()))
@settings(deadline=None)
def test_the_parts_add_up_to_the_total(body: dict[str, Any], name: str) -> None:
    """Whatever the conversation and the framing, nothing is lost and nothing counts twice."""
    conversation = parse_openai(json.dumps(body))

    count = weighed(conversation, FRAMINGS.framing(name))

    messages = (*count.messages, *([count.system] if count.system else []))
    said = sum(each.token_count for each in messages)
    defined = sum(each.token_count for each in count.tools)
    rest = count.framing_token_count + count.response_schema_token_count
    assert count.total.token_count == said + defined + rest
    assert count.total.token_count <= count.total.upper_bound_token_count
    for each in messages:
        assert each.token_count == each.framing_token_count + sum(p.token_count for p in each.parts)
        assert each.token_count <= each.upper_bound_token_count
    assert len(conversation.messages) == len(count.messages)
