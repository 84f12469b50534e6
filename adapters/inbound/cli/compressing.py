"""What the commands take that compress."""

from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.inbound.cli.budgets import Budget, read_budget
from adapters.inbound.cli.calling import Call
from adapters.inbound.cli.options import (
    AccuracyChoice,
    Chat,
    Encoding,
    File,
    Query,
    Shape,
    SharedOptions,
    Strict,
)
from domain.compression.model import SegmentKind
from domain.compression.requests import Accuracy, CompressionRules, StayingMessages, Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOptions(SharedOptions):
    """To what, and how, something is compressed."""

    budgets: Annotated[
        list[Budget] | None,
        typer.Option(
            "--budget",
            "-b",
            metavar="N|N%",
            parser=read_budget,
            help="The most tokens, or a share of those of the file.",
            show_default=False,
        ),
    ] = None
    model: Annotated[
        str,
        typer.Option(
            "--model",
            "-m",
            metavar="NAME",
            help="The model, such as gpt-4o; of a chat that of the request unless given.",
            show_default=False,
        ),
    ] = ""
    encoding: Encoding = ""
    query: Query = ""
    strategy: Annotated[
        Strategy, typer.Option(case_sensitive=False, help="How it is shortened.")
    ] = Strategy.AUTO
    accuracy: AccuracyChoice = Accuracy.STANDARD
    kind: Annotated[
        SegmentKind | None,
        typer.Option(
            case_sensitive=False,
            help="What the text is; found out unless given.",
            show_default=False,
        ),
    ] = None
    pins: Annotated[
        list[str] | None,
        typer.Option(
            "--pin",
            metavar="TEXT",
            help="Keep this wherever it stands in the text; may be given several times.",
            show_default=False,
        ),
    ] = None
    literal_keep_tags: Annotated[
        bool,
        typer.Option(
            "--literal-keep-tags", help="Take <keep> and </keep> for text; they pin otherwise."
        ),
    ] = False
    chat: Chat = False
    shape: Shape = None
    frozen: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            help="How many of a chat's first messages were sent before and stay as they are.",
        ),
    ] = 0
    pinned_messages: Annotated[
        list[int] | None,
        typer.Option(
            "--pin-message",
            metavar="INDEX",
            min=0,
            help="Another message of a chat that stays; may be given several times.",
            show_default=False,
        ),
    ] = None
    shorten_question: Annotated[
        bool,
        typer.Option(
            "--shorten-question",
            help="Shorten a chat's last question too, up to its last paragraph.",
        ),
    ] = False
    strict: Strict = False

    def check_kind(self, call: Call) -> None:
        """End the program where options for chats meet a text, or the other way round."""
        for_texts = {"--encoding": self.encoding, "--pin": self.pins, "--kind": self.kind}
        for_chats = {
            "--shape": self.shape,
            "--frozen": self.frozen,
            "--pin-message": self.pinned_messages,
            "--shorten-question": self.shorten_question,
        }
        for name, given in (for_texts if self.chat else for_chats).items():
            if given:
                call.fail(f"{name} is for a {'text' if self.chat else 'chat; add --chat'}")

    def check_budget(self, call: Call) -> None:
        """End the program where there is not one budget."""
        if len(self.budgets or ()) != 1:
            call.fail("name one --budget, such as 800 or 10%")

    def rules(self, *, total: int) -> CompressionRules:
        """To what, and how, it is compressed.

        Args:
            total: The tokens of what is compressed.
        """
        budget = self.budgets[0].tokens(total) if self.budgets else 0
        return CompressionRules(
            token_budget=budget,
            query=self.query,
            strategy=self.strategy,
            accuracy=self.accuracy,
            literal_keep_tags=self.literal_keep_tags,
        )

    def staying(self) -> StayingMessages:
        """Which messages of a chat stay as they are."""
        return StayingMessages(
            frozen=self.frozen,
            pinned=frozenset(self.pinned_messages or ()),
            last_question=not self.shorten_question,
        )

    @property
    def needs_total(self) -> bool:
        """Whether a budget is a share."""
        return any(each.is_share for each in self.budgets or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressOptions(RuleOptions):
    """What is compressed, to what, and how."""

    file: File
    budgets: Annotated[
        list[Budget] | None,
        typer.Option(
            "--budget",
            "-b",
            metavar="N|N%",
            parser=read_budget,
            help="The most tokens, or a share of those of the file; with --plan it may be given "
            "several times, or not at all.",
            show_default=False,
        ),
    ] = None
    plan: Annotated[
        bool, typer.Option("--plan", help="Say what budgets would keep; compress nothing.")
    ] = False
    diff: Annotated[
        bool,
        typer.Option("--diff", help="Show what is kept and left out in a pipe too."),
    ] = False

    def check(self, call: Call) -> None:
        """End the program where the options do not go together."""
        self.check_kind(call)
        if self.chat and self.plan:
            call.fail("--plan is for a text")
        if not self.plan:
            self.check_budget(call)
        if self.diff and self.as_json:
            call.fail("give either --diff or --json")
