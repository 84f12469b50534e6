@@HEAD@@


def message_of(content: object, role: str = "user") -> dict[str, Any]:
    return {"messages": [{"role": role, "content": content}]}


def tool_of(number: int) -> dict[str, Any]:
    properties = {f"p{each}": {"type": "string", "description": "a word"} for each in range(10)}
    schema = {"type": "object", "properties": properties}
    return {"type": "function", "function": {"name": f"tool_{number}", "parameters": schema}}


def nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "object", "properties": {"p": schema}}
    return schema


@pytest.mark.parametrize(("body", "reason"), BODIES.values(), ids=BODIES)
def test_a_hostile_body_is_a_documented_error(
    server: RunningServer, body: str, reason: str
) -> None:
    """Soon, with the path of what is wrong and nothing of what stands there."""
    request = pb.CountMessagesRequest(model="gpt-4o", chat=types_pb2.ChatRequest(openai_json=body))

    began = time.monotonic()
    failed = failure_of(lambda: server.stub.CountMessages(request, timeout=BOUND_S))

    assert reason == failed.reason
    assert failed.fields[0].startswith("openai_json")
    assert len(failed.message) < 300
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("model", ["gpt-4o", "claude-opus-4-7", "gemini-2.5-pro", "no-such-model"])
@pytest.mark.parametrize("body", ODD_BODIES.values(), ids=ODD_BODIES)
def test_an_odd_body_is_counted_in_bounded_time(
    server: RunningServer, model: str, body: dict[str, Any]
) -> None:
    """What is merely odd has a count, and its pieces add up."""
    request = pb.CountMessagesRequest(model=model, chat=chat_request(openai=body))

    answer = server.stub.CountMessages(request, timeout=BOUND_S)

    pieces = sum(each.token_count for each in (*answer.messages, *answer.tools))
    assert answer.count.token_count == pieces + answer.framing_token_count
    assert answer.count.token_count <= answer.count.upper_bound_token_count


def test_a_large_chat_is_checked_for_many_models_while_others_go_on(server: RunningServer) -> None:
    """A thousand tools and ten models keep nobody else waiting."""
    request = pb.CheckBudgetRequest(
        models=[pb.ModelBudget(model=model, token_limit=500) for model in MODELS],
        chat=chat_request(openai=ODD_BODIES["1,000 tools"]),
        plan_drops=True,
    )

    with others_go_on(server) as took:
        answer = server.stub.CheckBudget(request, timeout=BOUND_S)

    assert len(MODELS) == len(answer.fits)
    assert not any(each.fits_by_count for each in answer.fits)
    assert max(took, default=0) < 5
