"""What a job is made of: the files that a command names."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.inbound.cli.bodies import NO_MODEL, read_chat, tell_guess
from adapters.inbound.cli.calling import Call
from adapters.inbound.cli.compressing import RuleOptions
from adapters.inbound.cli.options import selector_of, unknown_model
from adapters.inbound.cli.pins import find_pins
from adapters.inbound.cli.sources import STANDARD_INPUT
from adapters.inbound.cli.texts import InputUnreadable, read_corpus
from adapters.inbound.cli.totals import chat_total, text_total
from adapters.inbound.cli.views.counts import complain_about
from domain.compression.jobs.items import ChatItem, JobItem, TextItem
from domain.compression.requests import TextToCompress
from ports.inbound.use_cases import TokenUseCases


@dataclass(frozen=True, slots=True)
class JobInputs:
    """The items of a job, and where they are from.

    Args:
        names: The file of each, as shown to people.
        items: The items.
        models: The models that they name.
    """

    names: tuple[str, ...]
    items: tuple[JobItem, ...]
    models: frozenset[str]


def read_items(
    call: Call, tokens: TokenUseCases, paths: Sequence[str] | None, options: RuleOptions
) -> JobInputs:
    """Read files as the items of a job, each with the same rules.

    Args:
        call: Is ended where no model is named.
        tokens: Count what a budget is a share of.
        paths: The files and trees; None for standard input.
        options: To what, and how, they are compressed.

    Raises:
        InputUnreadable: A file that was named cannot be read, or none has been found.
    """
    read = _read_chats if options.chat else _read_texts
    return read(call, tokens, paths or [STANDARD_INPUT], options)


def _read_texts(
    call: Call, tokens: TokenUseCases, paths: Sequence[str], options: RuleOptions
) -> JobInputs:
    selector = selector_of(call, options)
    corpus = read_corpus(paths)
    if corpus.failed:
        raise InputUnreadable(corpus.failed[0])
    complain_about(corpus.skipped, ())
    if not corpus.texts:
        call.fail("there is no text in what is named")
    items = [
        TextItem(
            selector=selector,
            content=TextToCompress(text, find_pins(text, options.pins or ()).ranges, options.kind),
            rules=options.rules(total=text_total(tokens, selector, text, options)),
        )
        for text in corpus.texts
    ]
    return JobInputs(corpus.names, tuple(items), frozenset(filter(None, [options.model])))


def _read_chats(
    call: Call, tokens: TokenUseCases, paths: Sequence[str], options: RuleOptions
) -> JobInputs:
    items: list[ChatItem] = []
    for path in paths:
        file = read_chat(path, shape=options.shape, model=options.model)
        if not file.model:
            call.fail(NO_MODEL)
        tell_guess(file)
        items.append(
            ChatItem(
                model=file.model,
                chat=file.request,
                rules=options.rules(total=chat_total(tokens, file, options)),
                staying=options.staying(),
                unknown_model=unknown_model(strict=options.strict),
            )
        )
    return JobInputs(tuple(paths), tuple(items), frozenset(item.model for item in items))
