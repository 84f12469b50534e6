"""What cannot be sent is refused before anything is, with the field it is in."""

import math
from typing import Any

import pytest
from steelyard_client import InvalidValue, ModelBudget, Reason

from tests.integration.client.asking import Ask, Kind, ask
from tests.integration.client.scripted_server import RunningServer, ScriptedServicer

LONE = "a\ud800"

REFUSED: list[tuple[Ask, str, Reason]] = [
    (lambda client: client.count(LONE, model="m"), "text", Reason.TEXT_NOT_UNICODE),
    (lambda client: client.count("", model=LONE), "tokenizer.model", Reason.VALUE_INVALID),
    (lambda client: client.count("", encoding=LONE), "tokenizer.encoding", Reason.VALUE_INVALID),
    (lambda client: client.count("", model="m", encoding="e"), "tokenizer", Reason.VALUE_INVALID),
    (
        lambda client: client.count_batch(["a", LONE], model="m"),
        "texts[1]",
        Reason.TEXT_NOT_UNICODE,
    ),
    (lambda client: client.encode(LONE, model="m"), "text", Reason.TEXT_NOT_UNICODE),
    (lambda client: client.decode([1, -1], model="m"), "token_ids", Reason.TOKEN_ID_UNKNOWN),
    (lambda client: client.decode([2**32], model="m"), "token_ids", Reason.TOKEN_ID_UNKNOWN),
    (
        lambda client: client.truncate("", token_limit=1, model="m", marker=LONE),
        "marker",
        Reason.TEXT_NOT_UNICODE,
    ),
    (
        lambda client: client.truncate("", token_limit=2**63, model="m"),
        "",
        Reason.VALUE_INVALID,
    ),
    (lambda client: client.count_messages(openai={}, gemini={}), "chat", Reason.VALUE_INVALID),
    (
        lambda client: client.count_messages(openai={"x": math.nan}),
        "chat.openai_json",
        Reason.VALUE_INVALID,
    ),
    (
        lambda client: client.count_messages(anthropic={"x": LONE}),
        "chat.anthropic_json",
        Reason.TEXT_NOT_UNICODE,
    ),
    (
        lambda client: client.check_budget(["m"], text="", openai={}),
        "content",
        Reason.VALUE_INVALID,
    ),
    (
        lambda client: client.check_budget(["m", ModelBudget(LONE)], text=""),
        "models[1].model",
        Reason.VALUE_INVALID,
    ),
    (
        lambda client: client.estimate_cost(model="m", text="", input_token_count=0),
        "input",
        Reason.VALUE_INVALID,
    ),
    (
        lambda client: client.compare_models("m", "n", texts=[LONE]),
        "texts[0]",
        Reason.TEXT_NOT_UNICODE,
    ),
    (lambda client: client.get_model(LONE), "name", Reason.VALUE_INVALID),
    (
        lambda client: client.compress(LONE, token_budget=1, model="m"),
        "text",
        Reason.TEXT_NOT_UNICODE,
    ),
    (
        lambda client: client.compress("", token_budget=1, model="m", query=LONE),
        "options.query",
        Reason.TEXT_NOT_UNICODE,
    ),
    (
        lambda client: client.compress("", token_budget=2**63, model="m"),
        "",
        Reason.VALUE_INVALID,
    ),
    (
        lambda client: client.compress_messages(openai={}, gemini={}, token_budget=1),
        "chat",
        Reason.VALUE_INVALID,
    ),
    (
        lambda client: client.compress_messages(openai={}, token_budget=1, pinned_messages=[2**31]),
        "",
        Reason.VALUE_INVALID,
    ),
    (
        lambda client: client.plan_compression("", token_budgets=[-(2**64)], model="m"),
        "",
        Reason.VALUE_INVALID,
    ),
    (lambda client: client.expand(LONE), "handle", Reason.VALUE_INVALID),
    (
        lambda client: client.list_models_page(name_prefix=LONE),
        "name_prefix",
        Reason.VALUE_INVALID,
    ),
]


@pytest.mark.parametrize(("call", "field", "reason"), REFUSED)
def test_value_that_cannot_be_sent_is_invalid(
    kind: Kind,
    server: RunningServer,
    servicer: ScriptedServicer,
    call: Ask,
    field: str,
    reason: Reason,
) -> None:
    """The error is the server's own for such a value, and nothing was sent."""
    nothing: list[Any] = []
    expected = (reason, field, field, nothing)

    with pytest.raises(InvalidValue) as refused:
        ask(kind, server.address, call)

    error = refused.value
    assert expected == (
        error.known_reason,
        error.metadata["field"],
        error.field_violations[0].field,
        servicer.requests,
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.count_batch("text", model="m"),
        lambda client: client.compare_models("m", "n", texts="text"),
        lambda client: client.check_budget("gpt-4o", text=""),
    ],
)
def test_single_value_is_not_taken_for_its_characters(
    kind: Kind, server: RunningServer, call: Ask
) -> None:
    """A forgotten bracket is a mistake, and no batch of letters."""
    with pytest.raises(TypeError, match="is a single"):
        ask(kind, server.address, call)


def test_objects_of_a_providers_library_are_sent_as_what_they_stand_for(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """An earlier answer can be part of a conversation as the provider's library gave it."""

    class Message:
        """As the providers' libraries have it."""

        def model_dump(self, **how: Any) -> dict[str, object]:
            assert how == {"mode": "json", "exclude_none": True}
            return {"role": "assistant", "content": "hi"}

    expected = '{"messages":[{"role":"assistant","content":"hi"}]}'

    ask(
        Kind.BLOCKING,
        server.address,
        lambda client: client.count_messages(openai={"messages": [Message()]}, model="m"),
    )

    (request,) = servicer.requests
    assert expected == request.chat.openai_json


def test_body_that_is_no_json_is_a_mistake(server: RunningServer) -> None:
    """An object that nobody can write as JSON is named by its type."""
    with pytest.raises(TypeError, match="a body holds a set"):
        ask(
            Kind.BLOCKING,
            server.address,
            lambda client: client.count_messages(openai={"x": {1}}, model="m"),
        )
