from socket import socket

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from steelyard.v1 import types_pb2

from adapters.outbound.grpc_client.errors import ServerUnreachable
from adapters.outbound.grpc_client.health import check_health
from adapters.outbound.grpc_client.remote import remote_use_cases
from domain.shared import errors
from domain.shared.pages import PageTokenInvalid
from domain.tokens.model import (
    CountMethod,
    ModelNotFound,
    Provenance,
    SpecialTokens,
    TextMissing,
    TextNotUnicode,
    TokenCount,
    TokenIdUnknown,
    TokenizerSelector,
    VocabularyNotPackaged,
)
from domain.tokens.streaming import TextTooLarge
from domain.tokens.text_analyses import (
    BatchTokenAnalysis,
    DecodedTokens,
    EncodedText,
    TokenAnalysis,
)
from ports.inbound.tokens import TokenAnalyses
from tests.integration.grpc_client.token_server import (
    SILENT,
    CharacterServicer,
    TokenServer,
    failure,
    serving,
)

AS_TEXT = SpecialTokens.AS_TEXT
KNOWN = TokenizerSelector(model="known")
PROVENANCE = Provenance("characters", "ab" * 32, "fake 1", "7")
LONE_SURROGATE = "fine \ud800 not"


@pytest.fixture
def free_address() -> str:
    """An address where nobody listens."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


def count(analyses: TokenAnalyses, text: str, *, model: str = "known") -> TokenAnalysis:
    """Count a text for a model."""
    selector = TokenizerSelector(model=model)
    return analyses.count_tokens(selector=selector, text=text, special_tokens=AS_TEXT)


def test_count_comes_back_as_it_was_made(analyses: TokenAnalyses) -> None:
    """A count has the number, its label and its provenance."""
    expected = TokenAnalysis(TokenCount.exact(5), PROVENANCE)

    analysis = count(analyses, "hällo")

    assert expected == analysis


def test_selector_and_special_tokens_are_sent(
    analyses: TokenAnalyses, character_servicer: CharacterServicer
) -> None:
    """The server is asked with the encoding and the handling that were given."""
    expected = ("e", "", types_pb2.SPECIAL_TOKEN_HANDLING_SPECIAL)

    analyses.count_tokens(
        selector=TokenizerSelector(encoding="e"), text="", special_tokens=SpecialTokens.AS_SPECIAL
    )

    (request,) = character_servicer.requests
    assert request.HasField("text")
    assert expected == (
        request.tokenizer.encoding,
        request.tokenizer.model,
        request.special_tokens,
    )


def test_batch_is_counted_in_one_call(analyses: TokenAnalyses) -> None:
    """The counts of a batch come in its order, with their bounds and what was not counted."""
    expected = BatchTokenAnalysis((1, 2), (2, 4), CountMethod.CALIBRATED, PROVENANCE, ("images",))

    counting = analyses.batch_count_tokens(
        selector=KNOWN, texts=["a", "bb"], special_tokens=AS_TEXT
    )

    assert expected == counting.step()


def test_empty_batch_is_refused_without_a_call(
    analyses: TokenAnalyses, character_servicer: CharacterServicer
) -> None:
    """A batch needs a text; the server need not be asked."""
    with pytest.raises(TextMissing):
        analyses.batch_count_tokens(selector=KNOWN, texts=[], special_tokens=AS_TEXT)

    assert not character_servicer.requests


def test_text_is_encoded(analyses: TokenAnalyses) -> None:
    """The ids come in order, with what made them."""
    expected = EncodedText((97, 98), PROVENANCE)

    encoded = analyses.encode_text(selector=KNOWN, text="ab", special_tokens=AS_TEXT)

    assert expected == encoded


def test_ids_are_decoded(analyses: TokenAnalyses) -> None:
    """The exact bytes come back, also where they are no text."""
    expected = DecodedTokens(b"a\xff", PROVENANCE)

    decoded = analyses.decode_tokens(selector=KNOWN, token_ids=[97, 255])

    assert expected == decoded


@pytest.mark.parametrize("token_id", [-1, 2**32])
def test_id_that_cannot_be_sent_is_unknown(analyses: TokenAnalyses, token_id: int) -> None:
    """An id that no vocabulary can hold is refused with its place."""
    with pytest.raises(TokenIdUnknown) as refused:
        analyses.decode_tokens(selector=KNOWN, token_ids=[1, token_id])

    expected = "1"
    assert expected == refused.value.metadata["index"]


def test_selector_that_cannot_be_sent_is_invalid(analyses: TokenAnalyses) -> None:
    """A model name with bytes that are no UTF-8 is a wrong value and no crash."""
    with pytest.raises(errors.InvalidValue) as refused:
        count(analyses, "x", model="gp\udcff")

    expected = "tokenizer.model"
    assert expected == refused.value.field


def test_text_that_is_no_unicode_is_refused(analyses: TokenAnalyses) -> None:
    """A lone surrogate is refused with the field it is in, before anything is sent."""
    with pytest.raises(TextNotUnicode) as refused:
        analyses.batch_count_tokens(
            selector=KNOWN, texts=["a", LONE_SURROGATE], special_tokens=AS_TEXT
        )

    expected = "texts[1]"
    assert expected == refused.value.field


@pytest.mark.parametrize(
    ("code", "reason", "kind"),
    [
        (grpc.StatusCode.NOT_FOUND, "MODEL_NOT_FOUND", ModelNotFound),
        (grpc.StatusCode.FAILED_PRECONDITION, "VOCABULARY_NOT_PACKAGED", VocabularyNotPackaged),
        (grpc.StatusCode.INVALID_ARGUMENT, "TEXT_TOO_LARGE", TextTooLarge),
        (grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", PageTokenInvalid),
        (grpc.StatusCode.INVALID_ARGUMENT, "VALUE_INVALID", errors.InvalidValue),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", errors.DeadlineExceeded),
        (grpc.StatusCode.INTERNAL, "INTERNAL", errors.InternalFault),
        (grpc.StatusCode.UNAVAILABLE, "NEW_REASON", errors.Unavailable),
        (grpc.StatusCode.ABORTED, "NEW_REASON", errors.Conflict),
        (grpc.StatusCode.OUT_OF_RANGE, "NEW_REASON", errors.InvalidValue),
    ],
)
def test_error_of_the_server_is_raised(
    analyses: TokenAnalyses,
    character_servicer: CharacterServicer,
    code: grpc.StatusCode,
    reason: str,
    kind: type[errors.SteelyardError],
) -> None:
    """A reason becomes its class, a reason of a newer server the category of its code."""
    character_servicer.failures["bad"] = failure(
        code, reason, message="no, thanks", field="f", limit="5"
    )
    expected = (kind, reason, "no, thanks", {"field": "f", "limit": "5"}, None)

    with pytest.raises(errors.SteelyardError) as raised:
        count(analyses, "x", model="bad")

    error = raised.value
    assert expected == (
        type(error),
        error.reason,
        error.message,
        error.metadata,
        error.retry_after_ms,
    )


def test_time_to_retry_is_kept(
    analyses: TokenAnalyses, character_servicer: CharacterServicer
) -> None:
    """When trying again may help, the error says when."""
    character_servicer.failures["busy"] = failure(
        grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_CALLS", retry_after_ms=1_500, limit="9"
    )
    expected = (1_500, "9")

    with pytest.raises(errors.Exhausted) as raised:
        count(analyses, "x", model="busy")

    assert expected == (raised.value.retry_after_ms, raised.value.metadata["limit"])


def test_reason_of_another_program_is_not_taken_for_ours(
    analyses: TokenAnalyses, character_servicer: CharacterServicer
) -> None:
    """A proxy's error of another domain becomes the category of its code."""
    character_servicer.failures["bad"] = failure(
        grpc.StatusCode.PERMISSION_DENIED, "MODEL_NOT_FOUND", domain="proxy.example"
    )
    expected = "PERMISSION_DENIED"

    with pytest.raises(errors.PermissionDenied) as raised:
        count(analyses, "x", model="bad")

    assert expected == raised.value.reason


def test_message_that_is_too_large_is_exhausted(analyses: TokenAnalyses) -> None:
    """What the gRPC library refuses has no reason of ours and still a sentence."""
    expected = "RESOURCE_EXHAUSTED"

    with pytest.raises(errors.Exhausted, match="takes no message of this size") as raised:
        count(analyses, "x" * 5_000_000)

    assert expected == raised.value.reason


def test_another_server_does_not_know_the_call() -> None:
    """A gRPC server that is no Steelyard is told apart from one that refuses."""
    expected = "UNIMPLEMENTED"

    with (
        serving() as other,
        remote_use_cases(other.address) as remote,
        pytest.raises(errors.FailedPrecondition, match="no Steelyard") as raised,
    ):
        count(remote.tokens.texts, "x")

    assert expected == raised.value.reason


def test_server_that_is_silent_runs_into_the_deadline(token_server: TokenServer) -> None:
    """A call is given up after the deadline."""
    with (
        remote_use_cases(token_server.address, deadline_seconds=0.1) as remote,
        pytest.raises(errors.DeadlineExceeded, match="in time"),
    ):
        count(remote.tokens.texts, "x", model=SILENT)


def test_absent_server_is_unreachable(free_address: str) -> None:
    """Where nobody listens, the error names the address and how to start a server."""
    expected = (
        f"no Steelyard server answers at {free_address}; 'steelyard serve' starts one",
        {"server": free_address},
    )

    with (
        remote_use_cases(free_address) as remote,
        pytest.raises(ServerUnreachable) as raised,
    ):
        count(remote.tokens.texts, "x")

    assert expected == (raised.value.message, raised.value.metadata)


def test_nothing_is_quick(analyses: TokenAnalyses) -> None:
    """A call always waits, so no event loop should make it."""
    expected = False

    is_quick = analyses.is_quick(KNOWN, text="")

    assert expected is is_quick


@pytest.mark.parametrize("status", ["SERVING", "NOT_SERVING"])
def test_health_is_told(status: str) -> None:
    """What the server says of itself is told by its name."""
    servicer = health.HealthServicer()
    servicer.set("", health_pb2.HealthCheckResponse.ServingStatus.Value(status))

    with serving(
        lambda server: health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    ) as server:
        told = check_health(server.address)

    assert status == told


def test_health_of_an_absent_server_is_unreachable(free_address: str) -> None:
    """Where nobody listens there is no status."""
    with pytest.raises(ServerUnreachable):
        check_health(free_address)
