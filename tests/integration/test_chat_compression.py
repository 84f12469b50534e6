"""Conversations with tools are compressed turn by turn, and what was sent is sent again as it was.

Each session goes on from what the last turn sent, to the byte, as a provider's cache wants it.
"""

import gzip
import json
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.outbound.golden.shadow import ShadowSocket
from adapters.outbound.processes.pool import CountingPool
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from bootstrap.settings import Settings
from domain.compression.requests import BudgetInfeasible, CompressionRules, StayingMessages
from domain.compression.results import CompressedChat
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import UnknownModel
from ports.inbound.use_cases import CompressionUseCases, TokenUseCases
from tests.integration.wired import container_with
from tests.unit.application.world import result_of

SEED = 20_261_123
MODEL = "gpt-4o"
DATA = Path(
    os.environ.get("STEELYARD_DATA") or Path(__file__).parents[2].parent / "shared" / "data"
)
SESSIONS = DATA / "agents" / "airline.jsonl.gz"
BUDGET_SHARE = 0.7
"""Of what a whole conversation weighs; most turns are below that, the last ones above."""
RENEWED_SHARE = 0.75
"""Of the budget, where what was sent has to change: the next turns have room then."""

type Message = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wired:
    """What compresses, and what counts by itself."""

    compression: CompressionUseCases
    tokens: TokenUseCases

    def count(self, request: ChatRequest) -> int:
        analysis = result_of(
            self.tokens.chats.count_messages(
                model=MODEL, chat=request, unknown_model=UnknownModel.REFUSE
            )
        )
        return analysis.count.total.upper_bound_token_count

    def compressed(self, request: ChatRequest, budget: int, *, frozen: int) -> CompressedChat:
        return result_of(
            self.compression.chats.compress_messages(
                model=MODEL,
                chat=request,
                rules=CompressionRules(token_budget=budget),
                staying=StayingMessages(frozen=frozen),
                unknown_model=UnknownModel.REFUSE,
            )
        )


@pytest.fixture(scope="module")
def wired(prometheus: PrometheusTelemetry) -> Iterator[Wired]:
    """The use cases as the command line has them: all in this process."""
    chosen = Settings.from_environment({"STEELYARD_COUNTING_PROCESSES": "0"})
    container = container_with(prometheus, chosen)
    yield Wired(container.get(CompressionUseCases), container.get(TokenUseCases))
    container.get(ShadowSocket).close()
    container.get(CountingPool).close()


@dataclass(slots=True)
class Session:
    """A conversation that is sent turn by turn.

    Args:
        wired: What compresses.
        budget: The most tokens of every turn.
        sent: The messages that were sent last, as JSON; what follows is added behind them.
        count: How many those are.
        frozen_turns: How many turns were shortened behind messages that stayed.
        renewed_turns: How many could keep the budget only by changing what was sent.
    """

    wired: Wired
    budget: int
    sent: str = ""
    count: int = 0
    frozen_turns: int = 0
    renewed_turns: int = 0

    def take_turn(self, added: Sequence[Message]) -> None:
        """Send what was sent, and some more."""
        body = ", ".join([*filter(None, [self.sent]), *map(json.dumps, added)])
        request = request_of(body)
        try:
            result = self.wired.compressed(request, self.budget, frozen=self.count)
            assert result.chat.body.startswith(request_of(self.sent).body[:-2])
            self.frozen_turns += bool(result.messages)
        except BudgetInfeasible:
            result = self._renewed(request)
            self.renewed_turns += 1
        self._check(request, result)
        self.sent = result.chat.body.removeprefix(request_of("").body[:-2])[:-2]
        self.count = result.message_count

    def _renewed(self, request: ChatRequest) -> CompressedChat:
        """The request with room for the next turns, where that can be had."""
        try:
            return self.wired.compressed(request, int(self.budget * RENEWED_SHARE), frozen=0)
        except BudgetInfeasible:
            return self.wired.compressed(request, self.budget, frozen=0)

    def _check(self, request: ChatRequest, result: CompressedChat) -> None:
        before, after = messages_of(request), messages_of(result.chat)
        assert self.wired.count(result.chat) == result.count.upper_bound_token_count
        assert result.count.upper_bound_token_count <= self.budget
        assert result.message_count == len(after)
        assert questions(before)[-1:] == questions(after)[-1:]
        assert [each for each in before if each["role"] == "system"] == [
            each for each in after if each["role"] == "system"
        ]
        assert_calls_have_results(after)
        if self.wired.count(request) <= self.budget:
            assert request == result.chat


def request_of(messages: str) -> ChatRequest:
    """A request of messages that are JSON already."""
    return ChatRequest(ChatShape.OPENAI, f'{{"messages": [{messages}]}}')


def messages_of(request: ChatRequest) -> list[Message]:
    messages: list[Message] = json.loads(request.body)["messages"]
    return messages


def questions(messages: Sequence[Message]) -> list[Message]:
    return [each for each in messages if each["role"] == "user"]


def assert_calls_have_results(messages: Sequence[Message]) -> None:
    """Every call is followed by its result, and there is no other result."""
    waiting: list[object] = []
    for message in messages:
        if message["role"] == "tool":
            waiting.remove(message["tool_call_id"])
        else:
            assert [] == waiting
        calls = message.get("tool_calls")
        waiting += [call["id"] for call in calls] if isinstance(calls, list) else []
    assert [] == waiting


def turns_of(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """What is added for each turn: all up to and with the next question, or with a tool's result.

    Every third result is sent as a turn of its own, so that there is a chat that ends with one.
    """
    added: list[Message] = []
    results = 0
    for message in messages:
        added.append(message)
        results += message["role"] == "tool"
        if message["role"] == "user" or (message["role"] == "tool" and results % 3 == 0):
            yield added
            added = []


def run(wired: Wired, messages: Sequence[Message]) -> Session:
    """Send a conversation turn by turn."""
    whole = wired.count(request_of(", ".join(map(json.dumps, messages))))
    system = wired.count(request_of(json.dumps(messages[0])))
    session = Session(wired, max(int(whole * BUDGET_SHARE), system + (whole - system) // 2))
    for added in turns_of(messages):
        session.take_turn(added)
    return session


def made_up(source: random.Random) -> list[Message]:
    """A conversation about orders, with a tool that answers at length."""
    messages: list[Message] = [{"role": "system", "content": "Answer briefly. " * 20}]
    for number in range(source.randint(4, 8)):
        messages.append({"role": "user", "content": f"Where is order {source.randint(1, 99)}? Ä"})
        for call in range(source.randint(0, 2)):
            name = f"call_{number}_{call}"
            function = {"name": "look_up", "arguments": json.dumps({"page": call})}
            orders = [
                {"order": place, "state": source.choice(["sent", "lost"]), "weight": place / 7}
                for place in range(source.randint(1, 30))
            ]
            messages += [
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [{"id": name, "type": "function", "function": function}],
                },
                {"role": "tool", "tool_call_id": name, "content": json.dumps(orders)},
            ]
        messages.append({"role": "assistant", "content": "It is on its way to you. " * 3})
    return messages


def recorded() -> Iterator[Sequence[Message]]:
    with gzip.open(SESSIONS, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["traj"]


def test_made_up_sessions_keep_what_was_sent(wired: Wired) -> None:
    """Every turn keeps its budget, its question, and the calls with their results."""
    source = random.Random(SEED)

    sessions = [run(wired, made_up(source)) for _ in range(12)]

    assert len(sessions) // 2 <= sum(session.frozen_turns for session in sessions)


@pytest.mark.skipif(not SESSIONS.exists(), reason="needs the conversations of STEELYARD_DATA")
def test_recorded_sessions_keep_what_was_sent(wired: Wired) -> None:
    """The same for a hundred conversations with an airline."""
    sessions = [run(wired, messages) for messages in recorded()]

    assert 100 <= len(sessions)
    assert 50 <= sum(session.frozen_turns for session in sessions)
