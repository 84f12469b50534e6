"""The command that shortens a text or a chat request to a number of tokens."""

from adapters.inbound.cli.bodies import NO_MODEL, ChatFile, read_chat, tell_guess
from adapters.inbound.cli.calling import Call, run_steps
from adapters.inbound.cli.compressing import CompressOptions
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.options import selector_of, unknown_model
from adapters.inbound.cli.output import complain, is_terminal, show_json, show_table, show_text
from adapters.inbound.cli.pins import find_pins
from adapters.inbound.cli.texts import read_text
from adapters.inbound.cli.totals import chat_total, text_total
from adapters.inbound.cli.unknown import tell_unknown, unknown_data
from adapters.inbound.cli.views.changes import changed_chat, changed_text, show_changes
from adapters.inbound.cli.views.compressions import (
    chat_data,
    chat_sentence,
    plan_data,
    plan_table,
    text_data,
    text_sentence,
)
from domain.compression.requests import BudgetInfeasible, TextToCompress
from domain.compression.results import CompressedChat, CompressedText
from domain.tokens.model import TokenizerSelector
from ports.inbound.use_cases import UseCases


def compress(call: Call, options: CompressOptions) -> ExitCode:
    """Shorten a text or a chat to a number of tokens, keeping what matters.

    In a pipe standard output gets the shorter text, or the body of the chat request, and nothing
    else. A terminal shows what was kept, what was left out (-) and what was written shorter (~).
    What became of it is said on standard error. A share such as 10% is one of the file's tokens,
    by their upper bound where they are not counted exactly.
    """
    options.check(call)
    if options.chat:
        return _compress_chat(call, options)
    selector = selector_of(call, options)
    text = read_text(options.file)
    with call.dependencies.use_cases(options.server) as use_cases:
        if options.plan:
            return _plan(use_cases, selector, text, options)
        return _compress_text(use_cases, selector, text, options)


def _compress_text(
    use_cases: UseCases, selector: TokenizerSelector, text: str, options: CompressOptions
) -> ExitCode:
    pins = find_pins(text, options.pins or ())
    rules = options.rules(total=text_total(use_cases.tokens, selector, text, options))
    try:
        compressed = run_steps(
            use_cases.compression.texts.compress_text(
                selector=selector,
                content=TextToCompress(text, pins.ranges, options.kind),
                rules=rules,
            )
        )
    except BudgetInfeasible as error:
        raise pins.explained(error) from None
    counted = [(options.model, compressed.count.method)]
    unknown = tell_unknown(use_cases.tokens.models, counted)
    if options.as_json:
        data = text_data(compressed, token_budget=rules.token_budget)
        show_json({**data, "unknown_models": unknown_data(unknown)})
    else:
        _show_text(compressed, options)
    return ExitCode.COMPLETE


def _show_text(compressed: CompressedText, options: CompressOptions) -> None:
    if options.diff or is_terminal():
        show_changes([changed_text(compressed)])
    else:
        show_text(compressed.text)
    complain(text_sentence(compressed))


def _plan(
    use_cases: UseCases, selector: TokenizerSelector, text: str, options: CompressOptions
) -> ExitCode:
    pins = find_pins(text, options.pins or ())
    total = text_total(use_cases.tokens, selector, text, options)
    plan = run_steps(
        use_cases.compression.texts.plan_compression(
            selector=selector,
            content=TextToCompress(text, pins.ranges, options.kind),
            rules=options.rules(total=total),
            token_budgets=[each.tokens(total) for each in options.budgets or ()],
        )
    )
    unknown = tell_unknown(use_cases.tokens.models, [(options.model, plan.count.method)])
    if options.as_json:
        show_json({**plan_data(plan), "unknown_models": unknown_data(unknown)})
    else:
        show_table(plan_table(plan))
    return ExitCode.COMPLETE


def _compress_chat(call: Call, options: CompressOptions) -> ExitCode:
    file = read_chat(options.file, shape=options.shape, model=options.model)
    if not file.model:
        call.fail(NO_MODEL)
    tell_guess(file)
    with call.dependencies.use_cases(options.server) as use_cases:
        rules = options.rules(total=chat_total(use_cases.tokens, file, options))
        compressed = run_steps(
            use_cases.compression.chats.compress_messages(
                model=file.model,
                chat=file.request,
                rules=rules,
                staying=options.staying(),
                unknown_model=unknown_model(strict=options.strict),
            )
        )
        counted = [(file.model, compressed.count.method)]
        unknown = tell_unknown(use_cases.tokens.models, counted)
    if options.as_json:
        data = chat_data(compressed, token_budget=rules.token_budget)
        show_json({**data, "unknown_models": unknown_data(unknown)})
    else:
        _show_chat(file, compressed, options)
    return ExitCode.COMPLETE


def _show_chat(file: ChatFile, compressed: CompressedChat, options: CompressOptions) -> None:
    if options.diff or is_terminal():
        show_changes(changed_chat(file.request, compressed))
    else:
        show_text(compressed.chat.body)
    complain(chat_sentence(compressed, is_changed=compressed.chat.body != file.request.body))
