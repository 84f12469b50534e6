"""The options that several commands share, and what they mean together."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Protocol

import typer

from adapters.inbound.cli.calling import Call
from domain.compression.requests import Accuracy
from domain.tokens.chat_requests import ChatShape
from domain.tokens.cost import ServiceTier
from domain.tokens.model import TokenizerSelector, UnknownModel


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if value and not (host and port):
        raise typer.BadParameter(f"{value!r} is no address; it is given as host:port")
    return value


Server = Annotated[
    str,
    typer.Option(
        callback=_host_and_port,
        metavar="HOST:PORT",
        help="Ask this server instead of working here.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON object for programs.")]
Paths = Annotated[
    list[str] | None,
    typer.Argument(
        help="Files, directories (without what .gitignore leaves out), and - for standard input, "
        "which is also read when nothing is named.",
        show_default=False,
    ),
]
File = Annotated[str, typer.Argument(metavar="FILE", help="A UTF-8 file, or - for standard input.")]
OptionalFile = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="A UTF-8 file, or - for standard input.", show_default=False
    ),
]
Model = Annotated[
    str,
    typer.Option(
        "--model", "-m", metavar="NAME", help="The model, such as gpt-4o.", show_default=False
    ),
]
ChatModel = Annotated[
    str,
    typer.Option(
        "--model",
        "-m",
        metavar="NAME",
        help="The model; that of the request unless given.",
        show_default=False,
    ),
]
Encoding = Annotated[
    str, typer.Option(metavar="NAME", help="The encoding, such as o200k_base.", show_default=False)
]
Query = Annotated[
    str,
    typer.Option(
        "--query",
        "-q",
        metavar="TEXT",
        help="The question that must still be answered.",
        show_default=False,
    ),
]
AccuracyChoice = Annotated[
    Accuracy,
    typer.Option(case_sensitive=False, help="How much work goes into judging what matters."),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse a model that nobody knows; estimate nothing.")
]
Chat = Annotated[
    bool, typer.Option("--chat", help="The file is the JSON body of a chat request, not a text.")
]
Shape = Annotated[
    ChatShape | None,
    typer.Option(
        case_sensitive=False,
        help="Whose request it is; guessed from what is in it unless given.",
        show_default=False,
    ),
]
TokenLimit = Annotated[int, typer.Option("--limit", metavar="N", min=0, help="The most tokens.")]
OutputTokens = Annotated[
    int, typer.Option(metavar="N", min=0, help="Tokens of output of each call.")
]
Tier = Annotated[
    ServiceTier, typer.Option(case_sensitive=False, help="The service tier that is billed.")
]
Day = Annotated[
    datetime | None,
    typer.Option(
        "--date",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="The day whose prices count; today unless given.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedOptions:
    """What every command that asks the use cases takes."""

    server: Server = ""
    as_json: Json = False


class NamesTokenizer(Protocol):
    """Options that name a model or an encoding."""

    @property
    def model(self) -> str:
        """The model; may be empty."""
        ...

    @property
    def encoding(self) -> str:
        """The encoding; may be empty."""
        ...

    @property
    def strict(self) -> bool:
        """Whether an unknown model is refused."""
        ...


def selector_of(call: Call, options: NamesTokenizer) -> TokenizerSelector:
    """The tokenizer that the options name; wrong usage where they name none or two."""
    if bool(options.model) == bool(options.encoding):
        call.fail("name either --model or --encoding")
    return TokenizerSelector(
        model=options.model,
        encoding=options.encoding,
        unknown_model=unknown_model(strict=options.strict),
    )


def unknown_model(*, strict: bool) -> UnknownModel:
    """What happens to a model that nobody knows."""
    return UnknownModel.REFUSE if strict else UnknownModel.ESTIMATE


def day_of(moment: datetime | None) -> date | None:
    """The day that was given."""
    return moment.date() if moment else None
