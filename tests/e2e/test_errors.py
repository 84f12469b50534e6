"""Every reason that a client can provoke arrives as documented, and tells no more."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc
import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.outbound.catalogue.packaged import PackagedCatalogues
from tests.e2e.requests import (
    batch_request,
    by_encoding,
    by_model,
    chunk,
    config,
    count_request,
    decode_request,
    encode_request,
)
from tests.e2e.running import RunningServer
from tests.e2e.statuses import Failure, failure_of

INVALID = grpc.StatusCode.INVALID_ARGUMENT
MESSAGE_BYTES = 4_194_304
COUNT_TOKENS = "/steelyard.v1.TokenService/CountTokens"
GIVES_AWAY = re.compile(
    r"Traceback|File \"|\.py\b|Error\b|Exception|object at 0x|/home|site-packages"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A request that must fail, and how.

    Args:
        method: The RPC.
        request: Its message, or the messages of a stream.
        code: The gRPC code.
        reason: Of the ErrorInfo.
        metadata: All of the ErrorInfo's metadata, or what it begins with.
        fields: The fields at fault.
    """

    method: str
    request: object
    code: grpc.StatusCode
    reason: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()


def _invalid(
    method: str, request: object, at: str, reason: str = "VALUE_INVALID", **metadata: str
) -> Case:
    return Case(method, request, INVALID, reason, {"field": at, **metadata}, (at,))


def _count(model: str = "", encoding: str = "") -> pb.CountTokensRequest:
    selector = by_model(model) if model else by_encoding(encoding)
    return pb.CountTokensRequest(tokenizer=selector, text="x")


def _refused(model: str) -> types_pb2.TokenizerSelector:
    refuse = types_pb2.UNKNOWN_MODEL_HANDLING_REFUSE
    return types_pb2.TokenizerSelector(model=model, unknown_model=refuse)


def _encode(model: str) -> pb.EncodeTextRequest:
    return pb.EncodeTextRequest(tokenizer=by_model(model), text="x")


def _page(token: str) -> pb.ListModelsRequest:
    return pb.ListModelsRequest(page_token=token)


CASES = {
    "no tokenizer": _invalid("CountTokens", pb.CountTokensRequest(text="x"), "tokenizer"),
    "empty encoding": _invalid("CountTokens", _count(), "tokenizer"),
    "long model": _invalid("CountTokens", _count(model="m" * 129), "tokenizer.model"),
    "long encoding": _invalid("CountTokens", _count(encoding="e" * 129), "tokenizer.encoding"),
    "wrong enum value": _invalid(
        "CountTokens",
        pb.CountTokensRequest(tokenizer=by_encoding(), text="x", special_tokens=99),  # type: ignore[arg-type]  # the point
        "special_tokens",
    ),
    "count without text": _invalid(
        "CountTokens", pb.CountTokensRequest(tokenizer=by_encoding()), "text", "TEXT_MISSING"
    ),
    "encode without text": _invalid(
        "EncodeText", pb.EncodeTextRequest(tokenizer=by_encoding()), "text", "TEXT_MISSING"
    ),
    "empty batch": _invalid("BatchCountTokens", batch_request([]), "texts", "TEXT_MISSING"),
    "batch of 1,001": _invalid(
        "BatchCountTokens",
        batch_request(["x"] * 1_001),
        "texts",
        "BATCH_TOO_LARGE",
        limit="1000",
        given="1001",
    ),
    "unknown id": _invalid(
        "DecodeTokens",
        decode_request([1, 2, 4_000_000_000]),
        "token_ids",
        "TOKEN_ID_UNKNOWN",
        encoding="o200k_base",
        index="2",
    ),
    "id in a gap": _invalid(
        "DecodeTokens",
        decode_request([100_256], "cl100k_base"),
        "token_ids",
        "TOKEN_ID_UNKNOWN",
        encoding="cl100k_base",
        index="0",
    ),
    "negative page size": _invalid("ListModels", pb.ListModelsRequest(page_size=-1), "page_size"),
    "foreign page token": _invalid(
        "ListModels",
        _page("a"),
        "page_token",
        "PAGE_TOKEN_INVALID",
    ),
    "page token beyond ASCII": _invalid(
        "ListModels",
        _page("秤"),
        "page_token",
        "PAGE_TOKEN_INVALID",
    ),
    "empty model name": _invalid("GetModel", pb.GetModelRequest(), "name"),
    "long model name": _invalid("GetModel", pb.GetModelRequest(name="m" * 129), "name"),
    "no config": _invalid("StreamCountTokens", [chunk("x")], "config"),
    "empty stream": _invalid("StreamCountTokens", [], "config"),
    "first message empty": _invalid("StreamCountTokens", [pb.StreamCountTokensRequest()], "config"),
    "second config": _invalid("StreamCountTokens", [config(), config()], "chunk"),
    "message not set": _invalid(
        "StreamCountTokens", [config(), pb.StreamCountTokensRequest()], "chunk"
    ),
    "unknown model": Case(
        "CountTokens",
        pb.CountTokensRequest(tokenizer=_refused("gpt-4p"), text="x"),
        grpc.StatusCode.NOT_FOUND,
        "MODEL_NOT_FOUND",
        {"model": "gpt-4p", "nearest": "gpt-4,gpt-4o,gpt-5.4"},
    ),
    "unknown encoding": Case(
        "CountTokens",
        _count(encoding="o200k"),
        grpc.StatusCode.NOT_FOUND,
        "ENCODING_NOT_FOUND",
        {"encoding": "o200k", "nearest": "o200k_base,o200k_harmony"},
    ),
    "unknown encoding of a stream": Case(
        "StreamCountTokens",
        [config("zzz"), chunk("x")],
        grpc.StatusCode.NOT_FOUND,
        "ENCODING_NOT_FOUND",
        {
            "encoding": "zzz",
            "nearest": ",".join(sorted(PackagedCatalogues(()).current().encodings)),
        },
    ),
    "vocabulary not packaged": Case(
        "EncodeText",
        encode_request("x", "p50k_base"),
        grpc.StatusCode.FAILED_PRECONDITION,
        "VOCABULARY_NOT_PACKAGED",
        {"encoding": "p50k_base"},
    ),
    "ids of an absent vocabulary": Case(
        "EncodeText",
        _encode("davinci"),
        grpc.StatusCode.FAILED_PRECONDITION,
        "VOCABULARY_NOT_PACKAGED",
        {"encoding": "r50k_base"},
    ),
    "ids that nobody knows": Case(
        "EncodeText",
        _encode("claude-opus-4-5"),
        grpc.StatusCode.FAILED_PRECONDITION,
        "TOKEN_IDS_UNAVAILABLE",
        {"encoding": "claude-v3"},
    ),
    "decoding ids that nobody knows": Case(
        "DecodeTokens",
        decode_request([1], "claude-v5"),
        grpc.StatusCode.FAILED_PRECONDITION,
        "TOKEN_IDS_UNAVAILABLE",
        {"encoding": "claude-v5"},
    ),
    "ids of no model": Case(
        "EncodeText",
        _encode("qqqqqqq"),
        grpc.StatusCode.NOT_FOUND,
        "MODEL_NOT_FOUND",
        {"model": "qqqqqqq", "nearest": ""},
    ),
}


def provoke(server: RunningServer, case: Case) -> Failure:
    """Make the call of a case, reading all answers where there are many."""
    method = getattr(server.stub, case.method)
    if isinstance(case.request, list):
        messages = case.request
        return failure_of(lambda: list(method(iter(messages))))
    return failure_of(lambda: method(case.request))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_mistake_has_its_documented_reason(server: RunningServer, case: Case) -> None:
    """Code, reason, metadata and field of an error are those of its documentation."""
    failed = provoke(server, case)

    assert (case.code, case.reason, "steelyard") == (failed.code, failed.reason, failed.domain)
    assert (case.metadata, case.fields) == (failed.metadata, failed.fields)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_error_gives_nothing_away(server: RunningServer, case: Case) -> None:
    """The sentence is for a person and holds nothing of the program."""
    failed = provoke(server, case)

    assert failed.message
    assert not GIVES_AWAY.search(failed.message)
    assert failed.request_id


def raw_call(server: RunningServer, method: str = COUNT_TOKENS) -> Callable[[bytes], Any]:
    """A unary method that sends bytes as they are."""
    call: Any = server.channel.unary_unary(method)
    return call  # type: ignore[no-any-return]  # the library's annotation asks for serializers


RAW = {
    "garbage": b"\xff\xff\xff\xff",
    "truncated": count_request("hello").SerializeToString()[:-4],
    "half a character": b"\x12\x02\xe7\xa7",
    "overlong": b"\x12\x02\xc0\xaf",
    "lone surrogate": b"\x12\x03\xed\xa0\x80",
    "latin-1": b"\x12\x05na\xefve",
}


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_malformed_bytes_are_a_mistake_of_the_client(server: RunningServer, raw: bytes) -> None:
    """Bytes that are no request, or hold malformed UTF-8, are refused as such and no more."""
    failed = failure_of(lambda: raw_call(server)(raw))

    assert (failed.code, failed.reason) == (INVALID, "REQUEST_MALFORMED")
    assert (failed.metadata, failed.fields) == ({"field": "request"}, ("request",))
    assert not GIVES_AWAY.search(failed.message)


def test_malformed_bytes_end_a_stream(server: RunningServer) -> None:
    """In a stream the same happens, after the answers that were due."""
    method: Any = server.channel.stream_stream("/steelyard.v1.TokenService/StreamCountTokens")
    messages = [config().SerializeToString(), chunk("x").SerializeToString(), b"\xff\xff"]
    answers = method(iter(messages))

    first = pb.StreamCountTokensResponse.FromString(next(answers))
    failed = failure_of(lambda: next(answers))

    assert first.count.token_count == 1
    assert (failed.code, failed.reason) == (INVALID, "REQUEST_MALFORMED")


def test_unknown_fields_are_ignored(server: RunningServer) -> None:
    """A client of a later version is answered."""
    raw = count_request("hello").SerializeToString() + b"\xfa\x06\x03new"

    answer = pb.CountTokensResponse.FromString(raw_call(server)(raw))

    assert answer.count.token_count == 1


def test_an_empty_text_is_no_mistake(server: RunningServer) -> None:
    """Absent and empty differ."""
    answer = server.stub.CountTokens(count_request(""))

    assert answer.count.token_count == 0


def test_a_batch_of_the_limit_is_counted(server: RunningServer) -> None:
    """1,000 texts are allowed."""
    answer = server.stub.BatchCountTokens(batch_request(["x"] * 1_000))

    assert answer.total_token_count == 1_000


def _of_size(byte_count: int) -> bytes:
    frame = count_request("x" * MESSAGE_BYTES).ByteSize() - MESSAGE_BYTES
    words = "x " * (byte_count // 2)
    return count_request((words + "x")[: byte_count - frame]).SerializeToString()


def test_a_message_of_the_limit_is_counted(server: RunningServer) -> None:
    """The largest message is answered."""
    raw = _of_size(MESSAGE_BYTES)

    answer = pb.CountTokensResponse.FromString(raw_call(server)(raw))

    assert len(raw) == MESSAGE_BYTES
    assert answer.count.token_count > 1_000_000


def test_one_byte_more_is_refused(server: RunningServer) -> None:
    """A larger message is refused by the gRPC library: RESOURCE_EXHAUSTED without a reason."""
    raw = _of_size(MESSAGE_BYTES + 1)

    failed = failure_of(lambda: raw_call(server)(raw))

    assert len(raw) == MESSAGE_BYTES + 1
    assert (failed.code, failed.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "")


def test_too_much_metadata_is_refused(server: RunningServer) -> None:
    """So is a call with more metadata than the limit."""
    metadata = (("x-load", "x" * 20_000),)

    failed = failure_of(lambda: server.stub.CountTokens(count_request("x"), metadata=metadata))

    assert (failed.code, failed.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "")


@pytest.mark.parametrize(
    "method", ["/steelyard.v1.TokenService/Weigh", "/steelyard.v1.Nothing/CountTokens", "/x"]
)
def test_an_unknown_method_is_unimplemented(server: RunningServer, method: str) -> None:
    """What does not exist is UNIMPLEMENTED."""
    failed = failure_of(lambda: raw_call(server, method)(b""))

    assert (failed.code, failed.reason) == (grpc.StatusCode.UNIMPLEMENTED, "")


def test_the_server_answers_after_all_of_this(server: RunningServer) -> None:
    """No mistake harms the next call on the same connection."""

    def mistakes() -> Iterator[Failure]:
        for case in CASES.values():
            yield provoke(server, case)
            assert server.stub.CountTokens(count_request("hello world")).count.token_count == 2

    assert len(CASES) == len(list(mistakes()))
