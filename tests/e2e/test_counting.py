"""What comes back over a real channel is what the reference gives."""

from collections.abc import Callable
from queue import SimpleQueue

import pytest
import tiktoken
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from tests.e2e.requests import (
    AS_SPECIAL,
    AS_TEXT,
    ENCODINGS,
    batch_request,
    by_encoding,
    chunk,
    config,
    count_request,
    decode_request,
    encode_request,
    in_chunks,
)
from tests.e2e.running import ROOT, RunningServer

type Reference = Callable[[str], tiktoken.Encoding]

SPECIAL = "before <|endoftext|> after <|endofprompt|>"
TEXTS = {
    "empty": "",
    "prose": "It weighed less than she thought, and they'd paid for twice as much. " * 20,
    "chinese": "秤砣虽小压千斤，四两拨千斤。" * 30,  # noqa: RUF001 - as Chinese is written
    "emoji": "👩‍🚀🏽 flew 🚀🚀 to 🇪🇺, family 👨‍👩‍👧‍👦 ok ✅\u200d\ufe0f",
    "mixed": "naïve Ωμέγα ㄱㄴ हिन्दी ไทย العربية\r\n\t 123456 7.5e-3 \u00a0\u2028 x\u0301",
    "code": (ROOT / "tests" / "e2e" / "running.py").read_text(encoding="utf-8"),
    "special": SPECIAL,
}
WHOLE = "".join(TEXTS.values())
SHORT = "".join(text[-120:] for text in TEXTS.values())
BLANKS = " " * 1_000_000


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_count_is_that_of_the_reference(
    server: RunningServer, reference: Reference, encoding: str, text: str
) -> None:
    """CountTokens gives the exact count, which is its own upper bound."""
    expected = len(reference(encoding).encode_ordinary(text))

    answer = server.stub.CountTokens(count_request(text, encoding))

    assert answer.count == types_pb2.TokenCount(
        token_count=expected,
        upper_bound_token_count=expected,
        method=types_pb2.COUNT_METHOD_EXACT,
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_ids_are_those_of_the_reference_and_lead_back(
    server: RunningServer, reference: Reference, encoding: str, text: str
) -> None:
    """EncodeText gives the reference's ids and DecodeTokens the text they came from."""
    encoded = server.stub.EncodeText(encode_request(text, encoding))
    decoded = server.stub.DecodeTokens(decode_request(encoded.token_ids, encoding))

    assert reference(encoding).encode_ordinary(text) == list(encoded.token_ids)
    assert (text, text.encode(), True) == (decoded.text, decoded.raw_bytes, decoded.is_valid_utf8)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_batch_is_counted_text_by_text(
    server: RunningServer, reference: Reference, encoding: str
) -> None:
    """BatchCountTokens gives every count in the order of the texts, and their sum."""
    expected = [len(reference(encoding).encode_ordinary(text)) for text in TEXTS.values()]

    answer = server.stub.BatchCountTokens(batch_request(TEXTS.values(), encoding))

    assert expected == list(answer.token_counts)
    assert sum(expected) == answer.total_token_count


@pytest.mark.parametrize(("length", "text"), [(1, SHORT), (7, WHOLE), (100_000, 50 * WHOLE)])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_text_in_chunks_counts_as_a_whole(
    server: RunningServer, reference: Reference, encoding: str, length: int, text: str
) -> None:
    """However a text is cut into chunks, its count is that of the whole."""
    expected = len(reference(encoding).encode_ordinary(text))

    answers = list(
        server.stub.StreamCountTokens(iter([config(encoding), *in_chunks(text, length)]))
    )

    assert [expected] == [answer.count.token_count for answer in answers]


def test_a_stream_answers_each_text_in_order(server: RunningServer, reference: Reference) -> None:
    """Texts of one stream, whole or in chunks, are numbered, counted and added up."""
    messages = [config()]
    for number, text in enumerate(TEXTS.values()):
        messages += in_chunks(text, 50) if number % 2 and text else [chunk(text)]
    expected = [len(reference("o200k_base").encode_ordinary(text)) for text in TEXTS.values()]

    answers = list(server.stub.StreamCountTokens(iter(messages)))

    assert expected == [answer.count.token_count for answer in answers]
    assert list(range(len(TEXTS))) == [answer.text_index for answer in answers]
    assert sum(expected) == answers[-1].total_token_count


def test_a_stream_answers_while_it_is_open(server: RunningServer) -> None:
    """The answer to a text comes before the next text is sent."""
    messages: SimpleQueue[pb.StreamCountTokensRequest | None] = SimpleQueue()
    messages.put(config())
    answers = server.stub.StreamCountTokens(iter(messages.get, None))
    counts = []

    for _ in range(3):
        messages.put(chunk("one two three"))
        counts.append(next(answers).count.token_count)
    messages.put(None)

    assert counts == [3, 3, 3]
    assert list(answers) == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_special_tokens_count_as_text_unless_asked(
    server: RunningServer, reference: Reference, encoding: str
) -> None:
    """A spelled special token is ordinary text by default, and one token on request."""
    raw = reference(encoding)
    as_text = len(raw.encode_ordinary(SPECIAL))
    as_special = len(raw.encode(SPECIAL, allowed_special="all"))

    counts = [
        server.stub.CountTokens(count_request(SPECIAL, encoding, handling)).count.token_count
        for handling in (types_pb2.SPECIAL_TOKEN_HANDLING_UNSPECIFIED, AS_TEXT, AS_SPECIAL)
    ]

    assert [as_text, as_text, as_special] == counts


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_special_ids_lead_back_to_their_text(
    server: RunningServer, reference: Reference, encoding: str
) -> None:
    """EncodeText gives a special token's own id on request, and DecodeTokens knows it."""
    encoded = server.stub.EncodeText(encode_request(SPECIAL, encoding, AS_SPECIAL))
    decoded = server.stub.DecodeTokens(decode_request(encoded.token_ids, encoding))

    expected = reference(encoding).encode(SPECIAL, allowed_special="all")
    assert expected == list(encoded.token_ids)
    assert decoded.text == SPECIAL


def test_a_million_blanks_are_counted_and_encoded(server: RunningServer) -> None:
    """What makes the reference panic is answered exactly."""
    counted = server.stub.CountTokens(count_request(BLANKS))
    encoded = server.stub.EncodeText(encode_request(BLANKS))
    decoded = server.stub.DecodeTokens(decode_request(encoded.token_ids))

    assert (counted.count.token_count, len(encoded.token_ids)) == (7_813, 7_813)
    assert decoded.text == BLANKS


def test_no_backtrace_reaches_the_streams(server: RunningServer) -> None:
    """A panic that is asked for, with backtraces on, leaves no trace in the server's output."""
    server.stub.CountTokens(count_request(BLANKS))
    server.stub.BatchCountTokens(batch_request([BLANKS, BLANKS]))

    output = server.output().lower()

    assert [word for word in ("panicked", "backtrace", "traceback") if word in output] == []


def test_three_megabytes_are_counted(server: RunningServer, reference: Reference) -> None:
    """A text near the message limit is counted exactly."""
    text = (TEXTS["prose"] + TEXTS["chinese"]) * 1_300
    unit = len(reference("o200k_base").encode_ordinary(TEXTS["prose"] + TEXTS["chinese"]))

    answer = server.stub.CountTokens(count_request(text))

    assert 3_000_000 < len(text.encode()) < 4_000_000
    assert 1_300 * unit == answer.count.token_count


def test_half_a_character_is_no_text(server: RunningServer, reference: Reference) -> None:
    """Ids that end inside a character give their bytes, and say that they are no UTF-8."""
    first, *_ = reference("cl100k_base").encode_ordinary("👩")

    answer = server.stub.DecodeTokens(decode_request([first], "cl100k_base"))

    assert "👩".encode().startswith(answer.raw_bytes)
    assert (answer.is_valid_utf8, answer.text) == (False, "\ufffd")


def test_no_ids_are_an_empty_text(server: RunningServer) -> None:
    """Decoding nothing gives the empty text."""
    answer = server.stub.DecodeTokens(decode_request([]))

    assert (answer.text, answer.raw_bytes, answer.is_valid_utf8) == ("", b"", True)


def test_a_count_says_what_made_it(server: RunningServer) -> None:
    """The provenance names the encoding, its published hash, the engine and the catalogue."""
    made_by = server.stub.CountTokens(count_request("x", "cl100k_base")).provenance

    assert made_by.tokenizer == "cl100k_base"
    assert made_by.vocabulary_sha256.startswith("223921b76ee99bde")
    assert made_by.engine.startswith("toktok-rs ")
    assert made_by.catalogue_version


def test_every_model_is_on_exactly_one_page(server: RunningServer) -> None:
    """Walking the pages gives each model once, in order of name, none longer than asked."""
    whole = server.stub.ListModels(pb.ListModelsRequest(page_size=1_000)).models
    names: list[str] = []
    token = ""
    lengths = set()

    while True:
        page = server.stub.ListModels(pb.ListModelsRequest(page_size=7, page_token=token))
        names += [model.name for model in page.models]
        lengths.add(len(page.models))
        token = page.next_page_token
        if not token:
            break

    assert sorted(names) == names == [model.name for model in whole]
    assert max(lengths) == 7


def test_a_page_is_never_longer_than_the_maximum(server: RunningServer) -> None:
    """Asking for more than the maximum is no error."""
    page = server.stub.ListModels(pb.ListModelsRequest(page_size=2**31 - 1))

    assert 50 < len(page.models) <= 1_000


@pytest.mark.parametrize(
    ("name", "encoding", "countable"),
    [
        ("gpt-4o", "o200k_base", True),
        ("gpt-4-0613", "cl100k_base", True),
        ("ft:gpt-4o:acme::abc", "o200k_base", True),
        ("gpt-oss-120b", "o200k_harmony", True),
        ("text-davinci-003", "p50k_base", False),
    ],
)
def test_a_model_name_is_resolved(
    server: RunningServer, name: str, encoding: str, *, countable: bool
) -> None:
    """GetModel knows listed names, families and models that cannot be counted here."""
    model = server.stub.GetModel(pb.GetModelRequest(name=name)).model

    assert (name, "openai", encoding, countable) == (
        model.name,
        model.provider,
        model.encoding,
        model.countable,
    )


def test_a_model_name_selects_its_encoding(server: RunningServer) -> None:
    """A count for a model is a count with its encoding."""
    selector = types_pb2.TokenizerSelector(model="gpt-3.5-turbo")

    answer = server.stub.CountTokens(pb.CountTokensRequest(tokenizer=selector, text="秤"))

    by_name = server.stub.CountTokens(
        pb.CountTokensRequest(tokenizer=by_encoding("cl100k_base"), text="秤")
    )
    assert by_name == answer
