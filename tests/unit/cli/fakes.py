"""The command line over ports in memory: a token for each character, and texts of bad luck."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from typer.testing import CliRunner, Result

from adapters.inbound.cli.app import CliDependencies, ServeOptions, build_app
from adapters.outbound.grpc_client.errors import ServerUnreachable
from domain.shared.errors import SteelyardError
from domain.tokens.model import (
    SpecialTokens,
    TextNotCountable,
    TokenizerSelector,
)
from domain.tokens.streaming import TextTooLarge
from domain.tokens.text_analyses import (
    TokenAnalysis,
)
from ports.inbound.corpora import CorpusUseCases
from ports.inbound.use_cases import (
    AllUseCases,
    CompressionUseCases,
    KeptUseCases,
    TokenUseCases,
    UseCases,
)
from tests.fakes.analyses import AnalysesInMemory
from tests.fakes.compression import BeginningKept, OldMessagesDropped
from tests.unit.cli.fake_chats import CharacterChats
from tests.unit.cli.fake_counts import PROVENANCE, counted, require_known
from tests.unit.cli.fake_cuts import CharacterCuts
from tests.unit.cli.fake_jobs import BusyJobs
from tests.unit.cli.fake_models import FewModels

TOO_LARGE = "#too-large#"
NOT_COUNTABLE = "#not-countable#"
SERVER_GONE = "#server-gone#"
INTERRUPT = "#interrupt#"

BAD_LUCK: dict[str, Callable[[], BaseException]] = {
    TOO_LARGE: lambda: TextTooLarge("too long to be cut", field="chunk.text"),
    NOT_COUNTABLE: lambda: TextNotCountable("the engine in use cannot count this"),
    SERVER_GONE: lambda: gone("the server went away"),
    INTERRUPT: KeyboardInterrupt,
}
"""What happens when a text holds one of these words."""


def gone(message: str) -> SteelyardError:
    """An error that says that nobody answers."""
    return ServerUnreachable(message, server="there:1")


def analysis(token_count: int, *, model: str = "known") -> TokenAnalysis:
    """A count as the fake makes it."""
    return TokenAnalysis(counted(token_count, model=model), PROVENANCE)


@dataclass
class CharacterCounting:
    """Adds up characters."""

    chunks: list[str]
    model: str
    held: int = 0

    def is_quick(self, chunk: str) -> bool:
        return bool(chunk)

    def feed(self, chunk: str, *, more: bool = False) -> TokenAnalysis | None:
        for word, bad_luck in BAD_LUCK.items():
            if word in chunk:
                raise bad_luck()
        self.chunks.append(chunk)
        self.held += len(chunk)
        if more:
            return None
        token_count, self.held = self.held, 0
        return analysis(token_count, model=self.model)


@dataclass
class CharacterAnalyses:
    """Implements what the command line uses of ports.inbound.tokens.TokenAnalyses.

    Args:
        chunks: Every chunk that was fed.
        special_tokens: How special tokens were last asked to count.
    """

    chunks: list[str] = field(default_factory=list)
    special_tokens: SpecialTokens | None = None

    def is_quick(self, selector: TokenizerSelector, *, text: str) -> bool:
        raise AssertionError("no command asks for this")

    def count_tokens(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> TokenAnalysis:
        require_known(selector.model, selector.unknown_model)
        self.special_tokens = special_tokens
        return analysis(len(text), model=selector.model)

    def batch_count_tokens(
        self, *, selector: TokenizerSelector, texts: Sequence[str], special_tokens: SpecialTokens
    ) -> Any:
        raise AssertionError("no command asks for this")

    def stream_count_tokens(
        self, *, selector: TokenizerSelector, special_tokens: SpecialTokens
    ) -> CharacterCounting:
        self.count_tokens(selector=selector, text="", special_tokens=special_tokens)
        return CharacterCounting(self.chunks, selector.model)

    def encode_text(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> Any:
        raise AssertionError("no command asks for this")

    def decode_tokens(self, *, selector: TokenizerSelector, token_ids: Sequence[int]) -> Any:
        raise AssertionError("no command asks for this")


@dataclass
class CommandLine:
    """The command line over fakes.

    Args:
        analyses: What counts texts, here and on the server there:1.
        chats: What weighs chats there.
        cuts: What cuts texts there.
        models: What knows the models there.
        compressions: What compresses texts there.
        chat_compressions: What compresses chats there.
        jobs: What compresses later there.
        status: What the server there:1 says of itself.
        served: The options of each call of serve.
        called: The servers that were called.
        working: In how many processes jobs were done, each time.
    """

    analyses: CharacterAnalyses = field(default_factory=CharacterAnalyses)
    chats: CharacterChats = field(default_factory=CharacterChats)
    cuts: CharacterCuts = field(default_factory=CharacterCuts)
    models: FewModels = field(default_factory=FewModels)
    compressions: BeginningKept = field(default_factory=BeginningKept)
    chat_compressions: OldMessagesDropped = field(default_factory=OldMessagesDropped)
    jobs: BusyJobs = field(default_factory=BusyJobs)
    status: str = "SERVING"
    served: list[ServeOptions] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    working: list[int] = field(default_factory=list)

    def run(self, *arguments: str, stdin: str | bytes | None = None) -> Result:
        """Run a command to its end."""
        dependencies = CliDependencies(
            local=self._use_cases,
            remote=self._remote,
            serve=self._serve,
            work=self._work,
            migrate=self._migrate,
            corpora=self._corpora,
            check_health=self._check_health,
            version="1.2.3",
        )
        return CliRunner().invoke(build_app(dependencies), arguments, input=stdin)

    def count(self, *arguments: str, stdin: str | bytes | None = None) -> Result:
        """Run the count command for the model that is known."""
        return self.run("count", "--model", "known", *arguments, stdin=stdin)

    def _work(self, processes: int) -> int:
        self.working.append(processes)
        return 0

    def _migrate(self, to: str) -> str:
        return "" if to == "base" else f"0007_{to}"

    def _corpora(self, engine: str, processes: int) -> CorpusUseCases:
        raise AssertionError(f"no test of this kind works on a corpus: {engine}, {processes}")

    def _use_cases(self) -> UseCases:
        return AllUseCases(
            TokenUseCases(self.analyses, self.chats, self.cuts, self.models),
            CompressionUseCases(self.compressions, self.chat_compressions),
            KeptUseCases(self.jobs, AnalysesInMemory()),
        )

    @contextmanager
    def _remote(self, server: str) -> Iterator[UseCases]:
        self._call(server)
        yield self._use_cases()

    def _check_health(self, server: str) -> str:
        self._call(server)
        return self.status

    def _call(self, server: str) -> None:
        if server != "there:1":
            raise gone(f"no Steelyard server answers at {server}")
        self.called.append(server)

    def _serve(self, options: ServeOptions) -> int:
        self.served.append(options)
        return 5
