"""A server has a language model write texts shorter, and believes it only what can be checked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from steelyard.v1 import compression_service_pb2 as pb

from tests.contract.chat_stub import Behaviour, ChatStub, keeps_silent, listening, says, sends
from tests.e2e.requests import by_model
from tests.e2e.running import RunningServer, running_server
from tests.e2e.test_counting import TEXTS

ABSTRACTIVE = pb.COMPRESSION_STRATEGY_ABSTRACTIVE
AUTO = pb.COMPRESSION_STRATEGY_AUTO
KEY = "a-secret-key-of-the-operator"
TEXT = (
    "The ferry left at 09:30 with 212 people on board, as it does on every day of the summer. "
    "Nobody had expected rain. The captain said that the engine had been repaired in May. "
) * 3
FAITHFUL = "The ferry left at 09:30 with 212 people; the engine was repaired in May."


@pytest.fixture(scope="module")
def stub() -> Iterator[ChatStub]:
    """An endpoint that answers as it is told."""
    with listening(says(FAITHFUL)) as found:
        yield found


@pytest.fixture(scope="module")
def writing(stub: ChatStub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that asks it."""
    key = tmp_path_factory.mktemp("key") / "key"
    key.write_text(KEY + "\n", encoding="utf-8")
    with running_server(
        compression_rewriter_url=stub.base_url,
        compression_rewriter_model="small",
        compression_rewriter_key_file=key,
        compression_rewriter_timeout_ms=500,
    ) as running:
        yield running


def written(server: RunningServer, text: str, *, token_budget: int = 40) -> pb.CompressTextResponse:
    """A text, shortened by the model."""
    return server.compression.CompressText(
        pb.CompressTextRequest(
            tokenizer=by_model("gpt-4o"),
            text=text,
            token_budget=token_budget,
            options=pb.CompressionOptions(strategy=ABSTRACTIVE),
        )
    )


def test_a_faithful_text_is_taken(writing: RunningServer, stub: ChatStub) -> None:
    """What the model wrote comes back, and the key went only to the endpoint."""
    stub.behaviour = says(FAITHFUL)

    answer = written(writing, TEXT)

    assert (FAITHFUL, ABSTRACTIVE) == (answer.text, answer.strategy)
    assert pb.COMPRESSION_RUNG_ABSTRACT == answer.spans[0].rung
    assert f"Bearer {KEY}" == stub.headers[-1]["authorization"]
    assert KEY not in writing.output()


def test_the_same_question_is_asked_once(writing: RunningServer, stub: ChatStub) -> None:
    """An answer is remembered."""
    stub.behaviour = says(FAITHFUL)
    written(writing, TEXT + "Again. ")
    asked = len(stub.questions)

    written(writing, TEXT + "Again. ")

    assert asked == len(stub.questions)


@pytest.mark.parametrize(
    "behaviour",
    [says("The ferry left at 09:31 with 212 people."), says(TEXT), sends(500), keeps_silent],
    ids=["a wrong number", "too long", "an error", "silence"],
)
def test_what_cannot_be_used_falls_back(
    writing: RunningServer, stub: ChatStub, behaviour: Behaviour
) -> None:
    """A number that the text lacks, too many tokens, or no answer: the text is extracted."""
    stub.behaviour = behaviour

    answer = written(writing, f"{TEXT}{len(stub.questions)} more. ")

    assert AUTO == answer.strategy
    assert 0 < answer.count.token_count <= 40


def test_a_text_that_fits_is_not_sent_anywhere(writing: RunningServer, stub: ChatStub) -> None:
    """Only what has to be shortened leaves the house."""
    asked = len(stub.questions)

    answer = written(writing, TEXTS["prose"], token_budget=10_000)

    assert TEXTS["prose"] == answer.text
    assert asked == len(stub.questions)


def test_a_key_that_cannot_be_read_ends_the_start(tmp_path: Path) -> None:
    """The operator is told which file it was."""
    server = running_server(
        compression_rewriter_url="http://127.0.0.1:9/v1",
        compression_rewriter_model="small",
        compression_rewriter_key_file=tmp_path / "no-such-file",
    )

    with pytest.raises(AssertionError, match="no-such-file"):
        server.__enter__()


def test_an_address_without_a_model_ends_the_start() -> None:
    """Settings that belong together are set together."""
    server = running_server(compression_rewriter_url="http://127.0.0.1:9/v1")

    with pytest.raises(AssertionError, match="set together"):
        server.__enter__()
