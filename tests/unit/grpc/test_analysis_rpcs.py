"""The RPCs of counts that are kept count where others count, and wait for the store elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.inbound.grpc.storage_work import StorageWork
from adapters.inbound.grpc.token_servicer import TokenServicer
from adapters.inbound.grpc.work import Work
from domain.shared.pages import Page, PageRequest
from domain.shared.storage import StorageUnavailable
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis
from ports.inbound.use_cases import TokenUseCases
from tests.fakes.analyses import AnalysesInMemory
from tests.unit.application.world import World

type Call = Callable[[TokenServicer, Any, Any], Awaitable[object]]

NO_CONTEXT: Any = None
"""What the gRPC library knows of a call; no RPC looks at it."""
ONE = types_pb2.TokenizerSelector(model="one")
CHAT = types_pb2.ChatRequest(openai_json="{}")
LABELS = {"service": "search", "stage": ""}


@dataclass
class SlowRecords(AnalysesInMemory):
    """Plays ports.inbound.analysis_records.AnalysisRecords: listings wait until they may answer."""

    may_answer: Event = field(default_factory=Event)

    def list_token_analyses(
        self, *, wanted: AnalysisFilter, request: PageRequest
    ) -> Page[KeptAnalysis]:
        self.may_answer.wait(timeout=10)
        return super().list_token_analyses(wanted=wanted, request=request)


@pytest.fixture
def analyses() -> SlowRecords:
    found = SlowRecords()
    found.may_answer.set()
    return found


@pytest.fixture
def servicer(analyses: SlowRecords) -> Iterator[TokenServicer]:
    world, work, storage = World(), Work(1), StorageWork(1, waiting=8, timeout_ms=5_000)
    tokens = TokenUseCases(world.texts, world.chats, world.cuts, world.models)
    yield TokenServicer(tokens, analyses, work=work, storage=storage)
    work.close()
    storage.close()


def answer[Answer](call: Awaitable[Answer]) -> Answer:
    async def run() -> Answer:
        return await call

    return asyncio.run(run())


def created(servicer: TokenServicer, **fields: Any) -> pb.TokenAnalysis:
    request = pb.CreateTokenAnalysisRequest(tokenizer=ONE, **fields)
    return answer(servicer.CreateTokenAnalysis(request, NO_CONTEXT)).analysis


def test_an_analysis_is_made_and_given_back(servicer: TokenServicer) -> None:
    """CreateTokenAnalysis answers with what GetTokenAnalysis gives back later."""
    made = created(servicer, text="hello", labels=LABELS)

    request = pb.GetTokenAnalysisRequest(analysis_id=made.analysis_id)
    actual = answer(servicer.GetTokenAnalysis(request, NO_CONTEXT)).analysis

    assert made == actual
    assert ("analysis-1", 5, LABELS) == (
        made.analysis_id,
        made.count.token_count,
        dict(made.labels),
    )


def test_a_chat_is_kept_as_one(servicer: TokenServicer) -> None:
    """With the length of its body."""
    made = created(servicer, chat=CHAT)

    assert (True, 2) == (made.is_chat, made.byte_count)


def test_analyses_are_listed_by_page_and_label(servicer: TokenServicer) -> None:
    """Size, token, model and labels are those of the request."""
    for stage in ("live", "test", "live"):
        created(servicer, text=stage, labels={"stage": stage})
    request = pb.ListTokenAnalysesRequest(page_size=1, model="one", labels={"stage": "live"})

    first = answer(servicer.ListTokenAnalyses(request, NO_CONTEXT))
    request.page_token = first.next_page_token
    last = answer(servicer.ListTokenAnalyses(request, NO_CONTEXT))

    assert [["analysis-3"], ["analysis-1"], ""] == [
        *([each.analysis_id for each in page.analyses] for page in (first, last)),
        last.next_page_token,
    ]


@pytest.mark.parametrize(
    ("call", "request_"),
    [
        (
            TokenServicer.CreateTokenAnalysis,
            pb.CreateTokenAnalysisRequest(tokenizer=ONE, text="a"),
        ),
        (TokenServicer.GetTokenAnalysis, pb.GetTokenAnalysisRequest(analysis_id="a")),
        (TokenServicer.ListTokenAnalyses, pb.ListTokenAnalysesRequest()),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_store_that_does_not_answer_is_told(
    servicer: TokenServicer, analyses: SlowRecords, call: Call, request_: Any
) -> None:
    """The error of the use case comes out as it is."""
    analyses.fault = StorageUnavailable("gone", cause="GONE")

    with pytest.raises(StorageUnavailable):
        answer(call(servicer, request_, NO_CONTEXT))


def test_counting_does_not_wait_for_the_store(
    servicer: TokenServicer, analyses: SlowRecords
) -> None:
    """While the store does not answer, a text that takes a thread is counted all the same."""
    long = pb.CountTokensRequest(tokenizer=ONE, text="a text that no tokenizer calls quick")

    analyses.may_answer.clear()

    async def run() -> tuple[int, bool]:
        listing = servicer.ListTokenAnalyses(pb.ListTokenAnalysesRequest(), NO_CONTEXT)
        waiting = asyncio.ensure_future(listing)
        await asyncio.sleep(0)
        counted = await servicer.CountTokens(long, NO_CONTEXT)
        is_waiting = not waiting.done()
        analyses.may_answer.set()
        await waiting
        return counted.count.token_count, is_waiting

    actual = asyncio.run(run())

    assert (len(long.text), True) == actual
