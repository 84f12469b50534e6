"""What is cut keeps its limit and its characters, for any family, over a real channel."""

import unicodedata
from itertools import pairwise

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from application.tokens.limits import CountingLimits
from tests.e2e.requests import by_model
from tests.e2e.running import ROOT, RunningServer
from tests.e2e.statuses import failure_of
from tests.e2e.test_counting import TEXTS

MODELS = (
    "gpt-4o",
    "claude-opus-4-5",
    "claude-sonnet-5",
    "gemini-2.5-pro",
    "llama-3-70b-instruct",
    "mistral-7b-instruct-v0.3",
    "no-such-model",
)
SIDES = (pb.TRUNCATION_SIDE_HEAD, pb.TRUNCATION_SIDE_TAIL, pb.TRUNCATION_SIDE_MIDDLE)
BOUNDARIES = pb.SplitBoundary.values()
TEXT = "".join(TEXTS.values())
MARKDOWN = (ROOT / "README.md").read_text(encoding="utf-8")


def counted(server: RunningServer, model: str, text: str) -> types_pb2.TokenCount:
    request = pb.CountTokensRequest(tokenizer=by_model(model), text=text)
    return server.stub.CountTokens(request).count


def truncated(
    server: RunningServer,
    model: str,
    text: str,
    limit: int,
    *,
    side: pb.TruncationSide = pb.TRUNCATION_SIDE_HEAD,
    marker: str = "",
) -> pb.TruncateTextResponse:
    return server.stub.TruncateText(
        pb.TruncateTextRequest(
            tokenizer=by_model(model), text=text, token_limit=limit, side=side, marker=marker
        )
    )


def split(
    server: RunningServer,
    model: str,
    text: str,
    limit: int,
    *,
    overlap: int = 0,
    boundary: pb.SplitBoundary = pb.SPLIT_BOUNDARY_TOKEN,
) -> pb.SplitTextResponse:
    return server.stub.SplitText(
        pb.SplitTextRequest(
            tokenizer=by_model(model),
            text=text,
            token_limit=limit,
            overlap_token_count=overlap,
            boundary=boundary,
        )
    )


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("limit", [30, 200])
def test_what_is_left_keeps_the_limit(
    server: RunningServer, model: str, side: pb.TruncationSide, limit: int
) -> None:
    """Law: counted anew, what is left has the count that was told, its bound within the limit."""
    answer = truncated(server, model, TEXT, limit, side=side, marker="…")

    assert answer.truncated
    assert answer.count == counted(server, model, answer.text)
    assert limit // 4 < answer.count.upper_bound_token_count <= limit


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("side", SIDES)
def test_what_is_left_is_the_text_without_what_was_removed(
    server: RunningServer, model: str, side: pb.TruncationSide
) -> None:
    """Law: the range says which characters are gone, and the marker stands in their place."""
    answer = truncated(server, model, TEXT, 100, side=side, marker="[…]")
    start, end = answer.removed.start, answer.removed.end

    assert 0 <= start < end <= len(TEXT)
    assert TEXT[:start] + "[…]" + TEXT[end:] == answer.text
    assert (side == pb.TRUNCATION_SIDE_TAIL) is (start == 0)
    assert (side == pb.TRUNCATION_SIDE_HEAD) is (end == len(TEXT))


@pytest.mark.parametrize("model", MODELS)
def test_a_text_that_fits_is_left_alone(server: RunningServer, model: str) -> None:
    """At exactly its upper bound nothing is removed; with one token less something is."""
    limit = counted(server, model, TEXTS["prose"]).upper_bound_token_count

    whole = truncated(server, model, TEXTS["prose"], limit)
    cut = truncated(server, model, TEXTS["prose"], limit - 1)

    assert (TEXTS["prose"], False) == (whole.text, whole.truncated)
    assert cut.truncated


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_the_chunks_joined_are_the_text(
    server: RunningServer, model: str, boundary: pb.SplitBoundary
) -> None:
    """Law: without overlap nothing is lost and nothing comes twice."""
    answer = split(server, model, TEXT, 120, boundary=boundary)

    assert TEXT == "".join(chunk.text for chunk in answer.chunks)
    ends = [0, *(chunk.range.end for chunk in answer.chunks)]
    assert ends[:-1] == [chunk.range.start for chunk in answer.chunks]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("overlap", [0, 40])
def test_every_chunk_keeps_the_limit(server: RunningServer, model: str, overlap: int) -> None:
    """Law: counted anew, each chunk has the count that was told, within the limit by its bound."""
    answer = split(server, model, TEXT, 120, overlap=overlap, boundary=pb.SPLIT_BOUNDARY_SENTENCE)
    counts = [counted(server, model, chunk.text) for chunk in answer.chunks]

    assert [each.token_count for each in counts] == [each.token_count for each in answer.chunks]
    assert max(each.upper_bound_token_count for each in counts) <= 120
    assert {each.method for each in counts} == {answer.method}


@pytest.mark.parametrize("model", MODELS)
def test_an_overlap_repeats_the_end_of_the_chunk_before(server: RunningServer, model: str) -> None:
    """Every character is in a chunk, and some are in two."""
    answer = split(server, model, TEXTS["prose"] * 3, 100, overlap=40)

    ranges = [(chunk.range.start, chunk.range.end) for chunk in answer.chunks]
    assert all(before[1] >= after[0] for before, after in pairwise(ranges))
    assert any(before[1] > after[0] for before, after in pairwise(ranges))


def test_no_character_is_broken(server: RunningServer) -> None:
    """A family of four is one sign, and a letter goes with its accent."""
    text = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466e\u0301" * 50

    for limit in range(20, 60):
        left = truncated(server, "gpt-4o", text, limit).text

        assert left == "" or left.endswith(("\U0001f466", "\u0301"))
        assert not left or not unicodedata.combining(text[len(left)])


def test_texts_may_be_left_out(server: RunningServer) -> None:
    """The ranges say what the chunks are."""
    request = pb.SplitTextRequest(
        tokenizer=by_model("gpt-4o"), text=TEXT, token_limit=120, omit_texts=True
    )
    expected = [
        (each.range, each.token_count) for each in split(server, "gpt-4o", TEXT, 120).chunks
    ]

    actual = server.stub.SplitText(request).chunks

    assert {""} == {each.text for each in actual}
    assert expected == [(each.range, each.token_count) for each in actual]


def test_a_document_is_split_at_its_headings(server: RunningServer) -> None:
    """Where a chunk ends with room to spare, the next one begins with a heading."""
    answer = split(server, "gpt-4o", MARKDOWN, 400, boundary=pb.SPLIT_BOUNDARY_MARKDOWN)

    begins = [chunk.text.startswith("#") for chunk in answer.chunks]
    assert len(begins) > 2
    assert begins.count(True) >= len(begins) // 2


@pytest.mark.parametrize("model", MODELS)
def test_nothing_becomes_nothing(server: RunningServer, model: str) -> None:
    """An empty text is left as it is, and has no chunks."""
    left, chunks = truncated(server, model, "", 50), split(server, model, "", 50)

    assert ("", False) == (left.text, left.truncated)
    assert [] == list(chunks.chunks)


@pytest.mark.parametrize(
    ("model", "limit", "reason"),
    [
        ("gpt-4o", -1, "VALUE_INVALID"),
        ("claude-opus-4-5", 6, "LIMIT_TOO_SMALL"),
        ("claude-opus-4-5", 0, "LIMIT_TOO_SMALL"),
    ],
)
def test_a_limit_that_nothing_fits_is_an_error(
    server: RunningServer, model: str, limit: int, reason: str
) -> None:
    """Negative, or below the frame of a message."""
    failed = failure_of(lambda: truncated(server, model, TEXT, limit))

    assert (reason, ("token_limit",)) == (failed.reason, failed.fields)


def test_too_many_chunks_are_an_error(server: RunningServer) -> None:
    """No call makes more than the limit, which the error tells."""
    limit = CountingLimits().chunks_per_split

    failed = failure_of(lambda: split(server, "gpt-4o", " a" * (limit + 1), 1))

    assert ("TOO_MANY_CHUNKS", str(limit)) == (failed.reason, failed.metadata["limit"])
