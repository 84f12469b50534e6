"""The Rewriter port over any endpoint that speaks the chat completions protocol."""

from adapters.outbound.openai_compatible.answers import AnswerCache, rewritten_text
from adapters.outbound.openai_compatible.endpoint import Endpoint
from adapters.outbound.openai_compatible.prompts import chat_completion, question_key


class OpenAiCompatibleRewriter:
    """Implements ports.outbound.rewriters.Rewriter.

    Nothing is opened before the first question, so it may be made before the workers are forked.

    Args:
        endpoint: Whom to ask.
        cache: Answers that were given lately; faults are not kept.
    """

    def __init__(self, endpoint: Endpoint, cache: AnswerCache) -> None:
        self._endpoint = endpoint
        self._cache = cache

    @property
    def model(self) -> str:
        """See the port."""
        return self._endpoint.model

    def rewrite(self, text: str, *, query: str = "", target_token_count: int) -> str:
        """See the port."""
        key = question_key(self.model, text, query=query, target_token_count=target_token_count)
        known = self._cache.get(key)
        if known is not None:
            return known
        question = chat_completion(
            self.model, text, query=query, target_token_count=target_token_count
        )
        answer = rewritten_text(self._endpoint.ask(question))
        self._cache.put(key, answer)
        return answer
