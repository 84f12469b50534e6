"""The command that counts the body of a chat request."""

from dataclasses import dataclass

from adapters.inbound.cli.bodies import NO_MODEL, read_chat, tell_guess
from adapters.inbound.cli.calling import Call, run_steps
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.options import (
    ChatModel,
    File,
    Shape,
    SharedOptions,
    Strict,
    unknown_model,
)
from adapters.inbound.cli.output import show_json, show_table
from adapters.inbound.cli.unknown import tell_unknown, unknown_data
from adapters.inbound.cli.views.chats import chat_data, chat_table


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOptions(SharedOptions):
    """Which request is counted, and for which model."""

    file: File
    model: ChatModel = ""
    shape: Shape = None
    strict: Strict = False


def chat(call: Call, options: ChatOptions) -> ExitCode:
    """Count the JSON body of a chat request, message by message.

    In a pipe each line has the tokens of a message or tool, those of one of its parts, what it is,
    and where it stands; the total comes last.
    """
    file = read_chat(options.file, shape=options.shape, model=options.model)
    if not file.model:
        call.fail(NO_MODEL)
    tell_guess(file)
    with call.dependencies.use_cases(options.server) as use_cases:
        analysis = run_steps(
            use_cases.tokens.chats.count_messages(
                model=file.model,
                chat=file.request,
                unknown_model=unknown_model(strict=options.strict),
            )
        )
        method = analysis.count.total.method
        unknown = tell_unknown(use_cases.tokens.models, [(file.model, method)])
    if options.as_json:
        data = {**chat_data(analysis, file), "unknown_models": unknown_data(unknown)}
        show_json(data)
        return ExitCode.COMPLETE
    show_table(chat_table(analysis))
    return ExitCode.COMPLETE
