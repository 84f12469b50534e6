"""The blocking client."""

from collections.abc import Iterable, Iterator
from typing import Unpack

from steelyard_client import arguments as args
from steelyard_client.calls import chats as chat_calls
from steelyard_client.calls import compressions as compression_calls
from steelyard_client.calls import models as model_calls
from steelyard_client.calls import texts as text_calls
from steelyard_client.calls.streams import StreamLedger, stream_config
from steelyard_client.kept import KeptCalls
from steelyard_client.results.chats import MessagesCount, ModelBudget, ModelFit
from steelyard_client.results.compressions import (
    CompressedMessages,
    CompressedText,
    CompressionPlan,
)
from steelyard_client.results.counts import (
    BatchCount,
    DecodedTokens,
    EncodedText,
    SplitText,
    TextChunk,
    TokenCount,
    TruncatedText,
)
from steelyard_client.results.models import CostEstimate, Model, ModelComparison, ModelPage
from steelyard_client.streaming import CountStream


class Steelyard(KeptCalls):
    """A client of one Steelyard server; threads may share it, and should: it keeps its connection.

    Every call raises a SteelyardError where it fails, and ValueError or TypeError for arguments
    that make no sense. What ``**how`` takes is described by its type in
    ``steelyard_client.arguments`` or ``kept_arguments``.

    Args:
        server: The server's address, such as ``127.0.0.1:50051``.
        options: How it is reached; see ``steelyard_client.Connection``.

    Raises:
        ValueError: The options contradict each other, such as a token without TLS.
    """

    def count(self, text: str, **how: Unpack[args.Counting]) -> TokenCount:
        """Count the tokens of one text."""
        return self._answer(text_calls.count(text, **how))

    def count_batch(self, texts: Iterable[str], **how: Unpack[args.Counting]) -> BatchCount:
        """Count the tokens of many texts in one call: all of them or none."""
        return self._answer(text_calls.count_batch(texts, **how))

    def count_stream(
        self, texts: Iterable[str | TextChunk], **how: Unpack[args.Counting]
    ) -> CountStream:
        """Count texts as they come: one count for each text, in order.

        The texts are drawn and sent while counts are read, in a thread of the gRPC library. A text
        may come whole, as a ``str``, or in parts, as TextChunks. What the texts raise is raised by
        the stream, after the counts before it.
        """
        if isinstance(texts, str):
            raise TypeError("texts must be an iterable of texts and is a single one")
        config = stream_config(**how)
        going = self._invocation(how, is_stream=True)
        ledger = StreamLedger(server=self._connection.server, request_id=going.request_id)
        return CountStream(
            lambda messages: self._tokens.StreamCountTokens(messages, **going.arguments()),
            config=config,
            texts=texts,
            ledger=ledger,
        )

    def encode(self, text: str, **how: Unpack[args.Encoding]) -> EncodedText:
        """Turn a text into token ids."""
        return self._answer(text_calls.encode(text, **how))

    def decode(self, token_ids: Iterable[int], **how: Unpack[args.ByTokenizer]) -> DecodedTokens:
        """Turn token ids back into text."""
        return self._answer(text_calls.decode(token_ids, **how))

    def truncate(
        self, text: str, *, token_limit: int, **how: Unpack[args.Truncation]
    ) -> TruncatedText:
        """Cut a text to at most so many tokens, never inside a character."""
        return self._answer(text_calls.truncate(text, token_limit=token_limit, **how))

    def split(self, text: str, *, token_limit: int, **how: Unpack[args.Splitting]) -> SplitText:
        """Cut a text into chunks of at most so many tokens each."""
        return self._answer(text_calls.split(text, token_limit=token_limit, **how))

    def count_messages(self, **how: Unpack[args.MessagesCounting]) -> MessagesCount:
        """Count a whole chat request: messages, tools, images."""
        return self._answer(chat_calls.count_messages(**how))

    def check_budget(
        self, models: Iterable[str | ModelBudget], **how: Unpack[args.BudgetCheck]
    ) -> tuple[ModelFit, ...]:
        """Say for each model whether a text or a chat fits, and what to drop where it does not."""
        return self._answer(chat_calls.check_budget(models, **how))

    def estimate_cost(self, **how: Unpack[args.Spending]) -> CostEstimate:
        """Say what a text, a chat or a number of tokens costs."""
        return self._answer(chat_calls.estimate_cost(**how))

    def compare_models(
        self,
        from_model: str,
        to_model: str,
        *,
        texts: Iterable[str],
        **how: Unpack[args.Comparison],
    ) -> ModelComparison:
        """Compare two models on the same texts: tokens, cost, and what stops fitting."""
        return self._answer(model_calls.compare_models(from_model, to_model, texts=texts, **how))

    def compress(
        self, text: str, *, token_budget: int, **how: Unpack[args.Compression]
    ) -> CompressedText:
        """Compress a text to at most so many tokens; the same input gives the same output."""
        return self._answer(compression_calls.compress(text, token_budget=token_budget, **how))

    def compress_messages(
        self, *, token_budget: int, **how: Unpack[args.ChatCompression]
    ) -> CompressedMessages:
        """Compress a chat request; what is not shortened stays as it is, byte for byte."""
        return self._answer(compression_calls.compress_messages(token_budget=token_budget, **how))

    def plan_compression(
        self, text: str, *, token_budgets: Iterable[int] = (), **how: Unpack[args.Compression]
    ) -> CompressionPlan:
        """Say what budgets would keep of a text: those given, or 5, 10, 25, 50 and 75 percent."""
        return self._answer(
            compression_calls.plan_compression(text, token_budgets=token_budgets, **how)
        )

    def expand(self, handle: str, **how: Unpack[args.CallOptions]) -> str:
        """Give back what was left out of an expandable text, by the handle of its span."""
        return self._answer(compression_calls.expand(handle, **how))

    def list_models(self, **how: Unpack[args.ModelFilter]) -> Iterator[Model]:
        """Go through all models in order of name; pages are asked for as they are needed."""
        page = self.list_models_page(**how)
        yield from page.models
        while page.next_page_token:
            page = self.list_models_page(page_token=page.next_page_token, **how)
            yield from page.models

    def list_models_page(
        self, *, page_token: str = "", **how: Unpack[args.ModelFilter]
    ) -> ModelPage:
        """List one page of models: the first, or the one that a page's token leads to."""
        return self._answer(model_calls.list_models_page(page_token=page_token, **how))

    def get_model(self, name: str, **how: Unpack[args.CallOptions]) -> Model:
        """Resolve a model name, dated snapshots and fine-tuned names included."""
        return self._answer(model_calls.get_model(name, **how))
