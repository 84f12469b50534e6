"""Compress generated texts and chats of every kind and check what compression promises.

Usage: fuzz_compression.py [--requests N] [--first I] [--seed S] [--jobs J] [--digest]

Each request is made from the seed and its own index alone, so one that fails can be made again by
itself. Checked are: the result keeps the budget by a count of its own; what is pinned stands in it;
the spans tile the text, and what they call kept stands in the result as it stood; no word with a
digit and no URL is in it that the text lacks, words of ours apart; the same request gives the same
bytes again; a budget that is refused is below the least that is named, and that least is enough.
One request in five is a chat, for which compression_chat_laws.py says what else is checked.
With --digest a hash of all results is printed. Exit code 1 if any request fails.
"""

import argparse
import hashlib
import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, partial

from bootstrap.container import build_container
from bootstrap.settings import Settings
from domain.compression.keeping import untagged
from domain.compression.requests import BudgetInfeasible, Strategy
from domain.compression.results import CompressedChat, CompressedText, Fate
from domain.shared.errors import SteelyardError
from domain.tokens.model import SpecialTokens, UnknownModel
from ports.inbound.chats import ChatAnalyses
from ports.inbound.compression import ChatCompressions, TextCompressions
from ports.inbound.steps import Steps
from ports.inbound.tokens import TokenAnalyses
from ports.inbound.use_cases import CompressionUseCases, TokenUseCases
from scripts.compression_chat_laws import chat_problems
from scripts.compression_chats import ChatToCompress, make_chat
from scripts.compression_requests import Request, make_request

PER_TASK = 250
CHAT_EVERY = 5
SHOWN = 20
LONG_TOKENS = 1_000
"""Tokens of a text from which on it is asked how much of its budget is used."""
NAMES = re.compile(r"https?://[^\s<>\"')\]]+|[\w.:/-]*\d[\w.:/-]*")
"""URLs, and words with a digit in them."""
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Characters of scripts without blanks, beside which a name may begin and end."""
ENDS = ".:/-_"


@dataclass(frozen=True, slots=True)
class House:
    """What is asked."""

    texts: TextCompressions
    chats: ChatCompressions
    tokens: TokenAnalyses
    counted_chats: ChatAnalyses


@dataclass(slots=True)
class Outcome:
    """What some requests showed."""

    texts: int = 0
    chats: int = 0
    refused_texts: int = 0
    refused_chats: int = 0
    used: list[float] = field(default_factory=list)
    used_by_prose: list[float] = field(default_factory=list)
    used_by_chats: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    digest: str = ""
    fates: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Outcome") -> None:
        """Take in what other requests showed."""
        self.texts += other.texts
        self.chats += other.chats
        self.refused_texts += other.refused_texts
        self.refused_chats += other.refused_chats
        self.used += other.used
        self.used_by_prose += other.used_by_prose
        self.used_by_chats += other.used_by_chats
        self.failures += other.failures
        self.fates.update(other.fates)


@cache
def house() -> House:
    """The server's use cases, in this process."""
    container = build_container(Settings.from_environment({"STEELYARD_COUNTING_PROCESSES": "0"}))
    compression, tokens = container.get(CompressionUseCases), container.get(TokenUseCases)
    return House(compression.texts, compression.chats, tokens.texts, tokens.chats)


def done[Result](steps: Steps[Result]) -> Result:
    """Do all steps."""
    while (result := steps.step()) is None:
        pass
    return result


def compress(request: Request) -> CompressedText:
    """Compress a text."""
    return done(
        house().texts.compress_text(
            selector=request.selector, content=request.content, rules=request.rules
        )
    )


def bare_text(request: Request) -> str:
    """The text without keep tags."""
    return untagged(request.content, literal_keep_tags=False).text


def problems(request: Request, result: CompressedText) -> Iterator[str]:
    """What is wrong with a result."""
    bare = untagged(request.content, literal_keep_tags=False)
    counted = house().tokens.count_tokens(
        selector=request.selector, text=result.text, special_tokens=SpecialTokens.AS_TEXT
    )
    tokens = counted.count.upper_bound_token_count
    if tokens > request.rules.token_budget:
        yield f"{tokens} tokens are more than {request.rules.token_budget}"
    for pin in bare.pins if not request.rules.strategy.kept_side else ():
        if bare.text[pin.start : pin.end] not in result.text:
            yield f"the pin {bare.text[pin.start : pin.end]!r} is missing"
    yield from _span_problems(request, result)
    unknown = _names(result.text) - _names(bare.text) - _names_of_ours(result)
    if unknown and not request.rules.strategy.kept_side:
        yield f"names that the text lacks: {sorted(unknown)[:5]}"
    if compress(request).text != result.text:
        yield "another result for the same request"


def _span_problems(request: Request, result: CompressedText) -> Iterator[str]:
    position = 0
    for span in result.spans:
        if span.source.start != position:
            yield f"the spans have a gap or overlap at {position}"
        position = span.source.end
        if span.output and span.fate is Fate.FULL and "keep>" not in request.content.text:
            kept = request.content.text[span.source.start : span.source.end]
            if kept != result.text[span.output.start : span.output.end]:
                yield f"what should be kept at {span.source.start} differs"
    if position != len(request.content.text):
        yield f"the spans end at {position}"


def _names_of_ours(result: CompressedText) -> set[str]:
    """Names in what was written in other words, which may count things."""
    rewritten = {Fate.TEMPLATE, Fate.LOSSLESS, Fate.STUB, Fate.SKELETON, Fate.EXTRACT}
    return {
        name
        for span in result.spans
        if span.output and span.fate in rewritten
        for name in _names(result.text[span.output.start : span.output.end])
    }


def _names(text: str) -> set[str]:
    return {match.strip(ENDS) for match in NAMES.findall(UNSPACED.sub(" ", text))}


def check(request: Request, outcome: Outcome) -> None:
    """Compress a text and note what is wrong."""
    outcome.texts += 1
    try:
        result = compress(request)
    except BudgetInfeasible as refusal:
        outcome.refused_texts += 1
        again = partial(_with_budget, compress, request)
        note_refusal(refusal, again, request.origin, outcome)
        return
    outcome.failures += [f"{request.origin}: {each}" for each in problems(request, result)]
    outcome.digest += hashlib.sha256(result.text.encode()).hexdigest() + "\n"
    outcome.fates.update(fate.value for fate in result.fates)
    if request.rules.strategy not in {Strategy.AUTO, Strategy.EXTRACTIVE}:
        return
    if bare_text(request).strip() and not result.text.strip():
        outcome.failures.append(f"{request.origin}: nothing is left")
    if result.ratio.original_tokens >= LONG_TOKENS and not result.is_lossless:
        used = result.count.upper_bound_token_count / request.rules.token_budget
        outcome.used.append(used)
        if request.is_prose:
            outcome.used_by_prose.append(used)


def check_chat(request: ChatToCompress, outcome: Outcome) -> None:
    """Compress a chat and note what is wrong."""
    outcome.chats += 1
    try:
        result = compress_chat(request)
    except BudgetInfeasible as refusal:
        outcome.refused_chats += 1
        again = partial(_with_budget, compress_chat, request)
        note_refusal(refusal, again, request.origin, outcome)
        return
    found = list(chat_problems(request, result))
    counted = done(
        house().counted_chats.count_messages(
            model=request.model, chat=result.chat, unknown_model=UnknownModel.ESTIMATE
        )
    )
    tokens = counted.count.total.upper_bound_token_count
    if tokens > request.rules.token_budget or tokens != result.count.upper_bound_token_count:
        found.append(f"{tokens} tokens, of {request.rules.token_budget}")
    if compress_chat(request).chat != result.chat:
        found.append("another result for the same request")
    outcome.failures += [f"{request.origin}: {each}" for each in found]
    outcome.digest += hashlib.sha256(result.chat.body.encode()).hexdigest() + "\n"
    outcome.fates.update(fate.value for fate in result.fates)
    if result.ratio.original_tokens >= LONG_TOKENS and not result.is_lossless:
        outcome.used_by_chats.append(tokens / request.rules.token_budget)


def compress_chat(request: ChatToCompress) -> CompressedChat:
    """Compress a chat."""
    return done(
        house().chats.compress_messages(
            model=request.model,
            chat=request.chat,
            rules=request.rules,
            staying=request.staying,
            unknown_model=UnknownModel.ESTIMATE,
        )
    )


def _with_budget[Asked: (Request, ChatToCompress)](
    ask: Callable[[Asked], object], request: Asked, token_budget: int
) -> object:
    return ask(replace(request, rules=replace(request.rules, token_budget=token_budget)))


def note_refusal(
    refusal: BudgetInfeasible, again: Callable[[int], object], origin: str, outcome: Outcome
) -> None:
    """Note where a refusal does not hold, or where the least that it names is not enough."""
    least, refused = (
        int(refusal.metadata[name]) for name in ("minimum_token_budget", "token_budget")
    )
    outcome.digest += f"refused {least}\n"
    if least <= refused:
        outcome.failures.append(f"{origin}: refused although {least} would do")
        return
    try:
        again(least)
    except SteelyardError as error:
        outcome.failures.append(f"{origin}: {least} should do: {error!r}")


def try_one(seed: int, index: int, outcome: Outcome) -> None:
    """Check the request of a seed and an index."""
    try:
        if index % CHAT_EVERY:
            check(make_request(seed, index), outcome)
        else:
            check_chat(make_chat(seed, index), outcome)
    except SteelyardError as error:
        if error.reason not in {"LIMIT_TOO_SMALL", "TEXT_NOT_COUNTABLE"}:
            outcome.failures.append(f"--seed {seed} --first {index} --requests 1: {error!r}")
    except Exception as error:  # noqa: BLE001 - whatever escapes is what this looks for
        outcome.failures.append(f"--seed {seed} --first {index} --requests 1: {error!r}")


def run(task: tuple[int, range]) -> Outcome:
    """Check the requests of a task."""
    seed, indices = task
    outcome = Outcome()
    for index in indices:
        try_one(seed, index, outcome)
    outcome.digest = hashlib.sha256(outcome.digest.encode()).hexdigest()
    return outcome


def main() -> int:
    """Check all requests and tell what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=3_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--digest", action="store_true")
    options = parser.parse_args()
    stop = options.first + options.requests
    tasks = [
        (options.seed, range(start, min(start + PER_TASK, stop)))
        for start in range(options.first, stop, PER_TASK)
    ]
    total = Outcome()
    digests = []
    with multiprocessing.Pool(options.jobs) as pool:
        for outcome in pool.imap(run, tasks):
            digests.append(outcome.digest)
            for failure in outcome.failures[: max(0, SHOWN - len(total.failures))]:
                print(failure.encode("unicode_escape").decode())
            total.add(outcome)
    print(told(total))
    if options.digest:
        print(hashlib.sha256("".join(digests).encode()).hexdigest())
    return 1 if total.failures else 0


def told(total: Outcome) -> str:
    """What was found, on one line."""
    return (
        f"{total.texts:,} texts and {total.chats:,} chats, {total.refused_texts:,} and "
        f"{total.refused_chats:,} refused as infeasible, {len(total.failures):,} failures; budget "
        f"used over {LONG_TOKENS:,} tokens: {_mean(total.used):.1%} on {len(total.used):,} texts, "
        f"{_mean(total.used_by_prose):.1%} on {len(total.used_by_prose):,} of prose, "
        f"{_mean(total.used_by_chats):.1%} on {len(total.used_by_chats):,} chats; "
        f"rungs {dict(sorted(total.fates.items()))}"
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
