"""Texts and chats are compressed to a budget over a real channel, and refused with a reason."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

from tests.e2e.requests import by_model, chat_request
from tests.e2e.running import ROOT, RunningServer, running_server
from tests.e2e.statuses import failure_of

README = (ROOT / "README.md").read_text(encoding="utf-8").replace("keep>", "kept>")
MODELS = ("gpt-4o", "claude-sonnet-4-5", "gemini-2.5-pro", "no-such-model")
AUTO = pb.COMPRESSION_STRATEGY_AUTO
QUESTION = "How are errors told to a client?"
TURNS = [
    {"role": "system", "content": "Answer briefly."},
    {"role": "user", "content": "What does the file say?\n\n" + README},
    {"role": "assistant", "content": "It describes a service. " * 20},
    {"role": "user", "content": QUESTION},
]


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Two workers that keep what is left out."""
    file = tmp_path_factory.mktemp("kept") / "omitted.sqlite"
    with running_server(workers=2, compression_omitted_file=file) as running:
        yield running


def compressed(
    server: RunningServer, budget: int, *, text: str = README, model: str = "gpt-4o", **more: object
) -> pb.CompressTextResponse:
    """Compress a text; what is not named is an option."""
    pins = more.pop("pins", ())
    return server.compression.CompressText(
        pb.CompressTextRequest(
            tokenizer=by_model(model),
            text=text,
            token_budget=budget,
            pins=pins,  # type: ignore[arg-type]  # whatever the test gives
            options=pb.CompressionOptions(**more),  # type: ignore[arg-type]  # likewise
        )
    )


def chat(budget: int, **more: object) -> pb.CompressMessagesRequest:
    """A request to compress the turns."""
    return pb.CompressMessagesRequest(
        chat=chat_request(openai={"model": "gpt-4o", "messages": TURNS}),
        token_budget=budget,
        **more,  # type: ignore[arg-type]  # whatever the test gives
    )


@pytest.mark.parametrize("model", MODELS)
def test_a_result_keeps_its_budget(server: RunningServer, model: str) -> None:
    """Whatever counts for the model, no more than the budget comes back, and nearly all of it."""
    answer = compressed(server, 500, model=model, query=QUESTION)

    assert 450 <= answer.count.upper_bound_token_count <= 500
    assert not answer.lossless


def test_what_answers_the_query_is_kept(server: RunningServer) -> None:
    """The part of the text that the question is about is in the result."""
    answer = compressed(server, 300, query=QUESTION)

    assert "ErrorInfo" in answer.text


def test_spans_say_what_became_of_the_text(server: RunningServer) -> None:
    """Kept spans stand in the result as they stood in the text; the spans tile the text."""
    answer = compressed(server, 500, text=README + " — é", query=QUESTION)
    source = README + " — é"

    ends = [0, *(span.source.end for span in answer.spans)]
    kept = [span for span in answer.spans if span.rung == pb.COMPRESSION_RUNG_FULL]
    assert ends[:-1] == [span.source.start for span in answer.spans]
    assert len(source) == ends[-1]
    assert len(source.encode()) == answer.spans[-1].source_bytes.end
    assert [source[span.source.start : span.source.end] for span in kept] == [
        answer.text[span.output.start : span.output.end] for span in kept
    ]


def test_a_text_that_fits_stays_as_it_is(server: RunningServer) -> None:
    """Nothing is done where nothing has to be."""
    answer = compressed(server, 100_000)

    assert (README, True) == (answer.text, answer.lossless)


def test_an_empty_text_fits_any_budget(server: RunningServer) -> None:
    """Nothing stays nothing."""
    answer = compressed(server, 0, text="")

    assert ("", 1.0) == (answer.text, answer.ratio.ratio)


@pytest.mark.parametrize("budget", [0, 1])
def test_a_budget_for_nothing_is_refused(server: RunningServer, budget: int) -> None:
    """The error names the least budget, which is enough."""
    failure = failure_of(lambda: compressed(server, budget))
    least = int(failure.metadata["minimum_token_budget"])

    assert (grpc.StatusCode.FAILED_PRECONDITION, "BUDGET_INFEASIBLE") == (
        failure.code,
        failure.reason,
    )
    assert compressed(server, least).count.token_count <= least


def test_a_negative_budget_names_its_field(server: RunningServer) -> None:
    """The least budget is 0."""
    failure = failure_of(lambda: compressed(server, -1))

    assert (grpc.StatusCode.INVALID_ARGUMENT, ("token_budget",)) == (failure.code, failure.fields)


def test_pins_that_are_too_much_are_blamed(server: RunningServer) -> None:
    """The error names the pin that weighs most."""
    pins = [types_pb2.TextRange(start=0, end=10), types_pb2.TextRange(start=20, end=6_000)]

    failure = failure_of(lambda: compressed(server, 50, pins=pins))

    assert "BUDGET_INFEASIBLE" == failure.reason
    assert "pins[1]" == failure.metadata["blamed"].split(",")[0]


def test_pins_and_keep_tags_stay(server: RunningServer) -> None:
    """What is pinned in either way is in the result; the tags are not."""
    text = f"{README}<keep>never lose this</keep> {README}"
    pins = [types_pb2.TextRange(start=100, end=160)]

    answer = compressed(server, 400, text=text, pins=pins)

    assert README[100:160] in answer.text
    assert "never lose this" in answer.text
    assert "keep>" not in answer.text


@pytest.mark.parametrize("strategy", pb.CompressionStrategy.values())
def test_every_strategy_answers(server: RunningServer, strategy: pb.CompressionStrategy) -> None:
    """Each of them compresses, or says what it would need."""
    if strategy == pb.COMPRESSION_STRATEGY_ABSTRACTIVE:
        failure = failure_of(lambda: compressed(server, 900, strategy=strategy))
        assert "ABSTRACTION_OFF" == failure.reason
    elif strategy == pb.COMPRESSION_STRATEGY_LOSSLESS:
        failure = failure_of(lambda: compressed(server, 900, strategy=strategy))
        assert "BUDGET_INFEASIBLE" == failure.reason
    else:
        answer = compressed(server, 900, strategy=strategy)
        assert answer.count.token_count <= 900
        assert (strategy or AUTO) == answer.strategy


def test_a_result_is_the_same_in_every_worker(keeping: RunningServer) -> None:
    """Processes and calls make no difference to the bytes."""
    digests = set()
    for _ in range(12):
        with grpc.insecure_channel(
            keeping.address, [("grpc.use_local_subchannel_pool", 1)]
        ) as channel:
            answer = channel.unary_unary(
                "/steelyard.v1.CompressionService/CompressText",
                request_serializer=pb.CompressTextRequest.SerializeToString,
                response_deserializer=pb.CompressTextResponse.FromString,
            )(
                pb.CompressTextRequest(
                    tokenizer=by_model("gpt-4o"),
                    text=README,
                    token_budget=700,
                    options=pb.CompressionOptions(query=QUESTION),
                )
            )
        digests.add(hashlib.sha256(answer.text.encode()).hexdigest())

    assert 1 == len(digests)


def test_left_out_spans_come_back(keeping: RunningServer) -> None:
    """Any worker gives back what another one left out."""
    answer = compressed(keeping, 500, expandable=True)
    spans = [span for span in answer.spans if span.handle]

    texts = [
        keeping.compression.ExpandSpan(pb.ExpandSpanRequest(handle=span.handle)).text
        for span in spans
    ]

    assert spans
    assert [README[span.source.start : span.source.end] for span in spans] == texts


def test_an_unknown_handle_is_not_found(keeping: RunningServer) -> None:
    """A guess tells nothing."""
    failure = failure_of(
        lambda: keeping.compression.ExpandSpan(pb.ExpandSpanRequest(handle="guess"))
    )

    assert (grpc.StatusCode.NOT_FOUND, "SPAN_NOT_FOUND") == (failure.code, failure.reason)


def test_nothing_is_kept_unless_it_is_set_up(server: RunningServer) -> None:
    """Asking for handles where none are made is an error, not silence."""
    failure = failure_of(lambda: compressed(server, 500, expandable=True))

    assert "EXPANSION_OFF" == failure.reason


def test_no_text_is_in_the_log(keeping: RunningServer) -> None:
    """Prompts go nowhere but into the answer."""
    compressed(keeping, 60, text="a secret of mine " * 200)

    assert "secret of mine" not in keeping.output()


def test_a_chat_keeps_its_budget_and_its_question(server: RunningServer) -> None:
    """The system message and the last question stay; the rest is shortened."""
    answer = server.compression.CompressMessages(chat(600))
    messages = json.loads(answer.chat.openai_json)["messages"]

    assert answer.count.token_count <= 600
    assert (TURNS[0], TURNS[-1]) == (messages[0], messages[-1])
    assert len(messages) == answer.message_count


def test_what_was_sent_stays_in_the_next_turn(server: RunningServer) -> None:
    """The messages of one turn are the first of the next, byte for byte."""
    first = server.compression.CompressMessages(chat(600))
    sent = json.loads(first.chat.openai_json)["messages"]
    longer = [*sent, {"role": "assistant", "content": README}, {"role": "user", "content": "Why?"}]

    second = server.compression.CompressMessages(
        pb.CompressMessagesRequest(
            chat=chat_request(openai={"model": "gpt-4o", "messages": longer}),
            token_budget=900,
            frozen_message_count=first.message_count,
        )
    )

    assert sent == json.loads(second.chat.openai_json)["messages"][: len(sent)]
    assert second.count.token_count <= 900


def test_a_frozen_count_above_the_messages_is_refused(server: RunningServer) -> None:
    """There are only so many messages to freeze."""
    assert (
        4
        == server.compression.CompressMessages(chat(100_000, frozen_message_count=4)).message_count
    )
    failure = failure_of(
        lambda: server.compression.CompressMessages(chat(100_000, frozen_message_count=5))
    )

    assert ("frozen_message_count",) == failure.fields


def test_a_chat_that_cannot_fit_says_why(server: RunningServer) -> None:
    """The messages that must stay are named."""
    failure = failure_of(lambda: server.compression.CompressMessages(chat(5)))

    assert "BUDGET_INFEASIBLE" == failure.reason
    assert "messages[" in failure.metadata["blamed"]


def test_a_question_may_be_shortened_where_that_is_allowed(server: RunningServer) -> None:
    """A question that holds its documents is compressed, its last paragraph is not."""
    messages = [{"role": "user", "content": f"{README}\n\n{QUESTION}"}]
    body = chat_request(openai={"model": "gpt-4o", "messages": messages})

    answer = server.compression.CompressMessages(
        pb.CompressMessagesRequest(chat=body, token_budget=500, compress_last_question=True)
    )

    text = json.loads(answer.chat.openai_json)["messages"][0]["content"]
    assert text.endswith(QUESTION)
    assert 400 <= answer.count.token_count <= 500


def test_a_plan_grows_with_its_budget(server: RunningServer) -> None:
    """More tokens keep no less, and what is planned for is feasible above the least budget."""
    plan = server.compression.PlanCompression(
        pb.PlanCompressionRequest(
            tokenizer=by_model("gpt-4o"), text=README, token_budgets=[1, 300, 500, 1_000, 10**9]
        )
    )
    values = [each.predicted_kept_value for each in plan.plans]

    assert sorted(values) == values
    assert [False, True, True, True, True] == [each.feasible for each in plan.plans]
    assert (0.0, 1.0) == (values[0], values[-1])


def test_too_many_pins_are_refused(server: RunningServer) -> None:
    """A thousand pins pass, one more does not."""
    pin = types_pb2.TextRange(start=0, end=1)

    assert compressed(server, 500, pins=[pin] * 1_000).text
    failure = failure_of(lambda: compressed(server, 500, pins=[pin] * 1_001))

    assert ("pins",) == failure.fields


def test_a_text_above_the_limit_is_refused() -> None:
    """A text of as many characters as are allowed is compressed, a longer one is refused."""
    with running_server(limit_compressed_characters=10_000) as small:
        text = "It weighs. " * 1_000

        assert compressed(small, 50, text=text[:10_000]).text
        failure = failure_of(lambda: compressed(small, 50, text=text[:10_001]))

    assert "TEXT_TOO_LONG_TO_COMPRESS" == failure.reason
    assert "10001" == failure.metadata["given"]


def test_a_corrupt_store_does_not_stop_a_compression(tmp_path: Path) -> None:
    """Without the store a text is compressed all the same, without handles."""
    file = tmp_path / "omitted.sqlite"
    file.write_bytes(b"this is no database" * 500)
    with running_server(compression_omitted_file=file) as broken:
        answer = compressed(broken, 500, expandable=True)

    assert answer.text
    assert not any(span.handle for span in answer.spans)
