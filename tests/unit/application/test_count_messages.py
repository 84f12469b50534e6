"""A chat request is counted as its provider would count it, piece by piece."""

import json

import pytest

from domain.shared.errors import InvalidValue, SteelyardError
from domain.tokens.analyses import ChatAnalysis
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import CountMethod, ModelNotFound, TokenCount, UnknownModel
from ports.inbound.steps import Steps
from tests.unit.application.world import (
    WORK_LIMIT,
    World,
    chat,
    quickness_of,
    result_of,
    turns,
)


def begin(
    world: World,
    request: ChatRequest,
    model: str = "one",
    unknown: UnknownModel = UnknownModel.ESTIMATE,
) -> Steps[ChatAnalysis]:
    return world.chats.count_messages(model=model, chat=request, unknown_model=unknown)


def analysed(world: World, request: ChatRequest, model: str = "one") -> ChatAnalysis:
    return result_of(begin(world, request, model))


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("one", TokenCount(15, 15, CountMethod.RULES)),
        ("framed", TokenCount(15, 24, CountMethod.RULES)),
        ("likely", TokenCount(6, 24, CountMethod.CALIBRATED)),
        ("two", TokenCount(12, 20, CountMethod.HEURISTIC)),
    ],
)
def test_a_chat_is_its_texts_in_their_frame(world: World, model: str, expected: TokenCount) -> None:
    """Texts are counted without the frame of a bare text, and get that of the conversation."""
    actual = analysed(world, chat("aaaa", "bb"), model)

    assert expected == actual.count.total


def test_the_pieces_add_up(world: World) -> None:
    """Messages, their parts and the frame are the whole."""
    request = chat("aaaa", "bb", instructions="be brief")

    actual = analysed(world, request).count

    assert actual.system
    pieces = (actual.system, *actual.messages)
    assert actual.total.token_count == 3 + sum(each.token_count for each in pieces)
    assert [11, 7, 5] == [each.token_count for each in pieces]
    assert 3 == actual.framing_token_count


@pytest.mark.parametrize(
    ("model", "tokenizer"), [("one", "characters"), ("framed", "framed"), ("two", "unknown")]
)
def test_a_chat_says_what_made_its_count(world: World, model: str, tokenizer: str) -> None:
    """The rules of the frame are named with their version."""
    expected = (tokenizer, "plain 1" if model == "two" else "rules 2")

    actual = analysed(world, chat("a"), model).provenance

    assert expected == (actual.tokenizer, actual.framing)


def test_the_body_may_name_the_model(world: World) -> None:
    """The request's own field wins; without one the body's model counts."""
    request = chat("a", model="framed")
    expected = [("framed", "framed"), ("one", "characters")]

    actual = [analysed(world, request, each) for each in ("", "one")]

    assert expected == [(each.model, each.provenance.tokenizer) for each in actual]


@pytest.mark.parametrize("unknown", UnknownModel)
def test_some_model_must_be_named(world: World, unknown: UnknownModel) -> None:
    """Nothing is counted for a model without a name."""
    with pytest.raises(InvalidValue) as caught:
        result_of(begin(world, chat("a"), "", unknown))

    assert "model" == caught.value.field


@pytest.mark.parametrize("model", ["zzz", ""])
def test_an_unknown_model_can_be_refused(world: World, model: str) -> None:
    """Whoever names it, the request or its body."""
    with pytest.raises(ModelNotFound) as caught:
        result_of(begin(world, chat("a", model="zzz"), model, UnknownModel.REFUSE))

    assert "zzz" == caught.value.metadata["model"]


@pytest.mark.parametrize(
    ("body", "reason", "field"),
    [
        ("", "REQUEST_BODY_MALFORMED", "openai_json"),
        ("[]", "VALUE_INVALID", "openai_json"),
        ("{}", "VALUE_INVALID", "openai_json.messages"),
        ('{"messages": 1}', "VALUE_INVALID", "openai_json.messages"),
        ('{"messages": [{"role": "user", "content": "\\ud800"}]}', "TEXT_NOT_UNICODE", None),
        ('{"messages": ' + "[" * 10_000, "JSON_TOO_DEEP", "openai_json"),
        (
            '{"messages": [' + ",".join(['{"role": "user"}'] * 10_001) + "]}",
            "CONVERSATION_TOO_LARGE",
            "openai_json.messages",
        ),
    ],
)
def test_a_wrong_body_is_an_error_of_its_field(
    world: World, body: str, reason: str, field: str | None
) -> None:
    """Whatever is wrong is said with the path of where it stands."""
    request = ChatRequest(ChatShape.OPENAI, body)

    with pytest.raises(InvalidValue) as caught:
        result_of(begin(world, request))

    assert reason == caught.value.reason
    assert caught.value.field.startswith("openai_json")
    assert field in (None, caught.value.field)


def test_a_chat_of_nothing_is_its_frame(world: World) -> None:
    """No messages are no error here; what the provider says about that is its own business."""
    expected = TokenCount(3, 3, CountMethod.RULES)

    actual = analysed(world, turns()).count.total

    assert expected == actual


def test_the_history_of_a_chat_is_not_counted_again(world: World) -> None:
    """At the next turn only what is new is counted, and the count is the same as without memory."""
    expected = analysed(World(), chat("aaaa", "bb", "c")).count

    analysed(world, chat("aaaa", "bb"))
    actual = analysed(world, chat("aaaa", "bb", "c")).count

    assert expected == actual
    assert [["aaaa", "bb"], ["c"]] == world.tokenizer.counted


def test_a_remembered_history_has_nothing_counted(world: World) -> None:
    """The same request again is answered from memory, with the same answer."""
    first = analysed(world, chat("aaaa"), "framed")

    second = analysed(world, chat("aaaa"), "framed")

    assert first == second
    assert 1 == len(world.counter.counted)


def test_a_part_beyond_the_work_limit_has_the_chat_estimated(world: World) -> None:
    """All parts are then estimated, and method and provenance say so."""
    actual = analysed(world, chat("a b " * WORK_LIMIT, "short"), "framed")

    assert CountMethod.CALIBRATED == actual.count.total.method
    assert ("framed", "estimator 1") == (actual.provenance.tokenizer, actual.provenance.engine)
    assert [] == world.counter.counted


def test_a_chat_is_told_to_telemetry_as_one(world: World) -> None:
    """The tokens of the whole, and the bytes of its texts."""
    expected = [("characters", 12, 4)]

    analysed(world, chat("é", "bb"))

    assert expected == world.telemetry.counts


def test_parsing_comes_before_counting(world: World) -> None:
    """The work is in the steps: none is done when counting begins."""
    begin(world, chat("aaaa"))

    assert ([], []) == (world.tokenizer.counted, world.telemetry.counts)


@pytest.mark.parametrize(
    ("request_", "quick"),
    [
        (chat("a" * 10), [True, True, True, True]),
        (chat("a" * 11), [True, True, False, True]),
        (chat("a" * 200_000), [False, True, False, True]),
        (chat(*(f"{number}" for number in range(201))), [True, False, False, False]),
        (chat(), [True, True, True]),
    ],
    ids=["short", "slow to count", "slow to parse", "slow to frame", "empty"],
)
def test_each_step_says_whether_it_is_quick(
    *, world: World, request_: ChatRequest, quick: list[bool]
) -> None:
    """Parsing, framing, counting and adding up are judged each by itself."""
    actual = quickness_of(begin(world, request_))

    assert quick == list(actual)


def test_what_the_rules_cannot_count_is_named(world: World) -> None:
    """An image without a rule costs nothing here, and its path says so."""
    image = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    body = {"messages": [{"role": "user", "content": [image]}]}
    expected = ("openai_json.messages[0].content[0].image_url",)

    actual = analysed(world, ChatRequest(ChatShape.OPENAI, json.dumps(body))).count.total

    assert expected == actual.not_counted


def test_errors_say_no_text_of_the_chat(world: World) -> None:
    """Neither sentence nor metadata repeats what the caller wrote."""
    request = ChatRequest(ChatShape.OPENAI, '{"messages": "a secret"}')

    with pytest.raises(SteelyardError) as caught:
        result_of(begin(world, request))

    assert "secret" not in f"{caught.value.message}{caught.value.metadata}"
