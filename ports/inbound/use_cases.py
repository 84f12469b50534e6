"""The use cases of a context, together."""

from dataclasses import dataclass

from ports.inbound.chats import ChatAnalyses
from ports.inbound.cuts import TextCuts
from ports.inbound.models import ModelAnalyses
from ports.inbound.tokens import TokenAnalyses


@dataclass(frozen=True, slots=True)
class TokenUseCases:
    """What a caller may ask in the token context.

    Args:
        texts: About texts.
        chats: About chat requests.
        cuts: What cuts texts.
        models: About models.
    """

    texts: TokenAnalyses
    chats: ChatAnalyses
    cuts: TextCuts
    models: ModelAnalyses
