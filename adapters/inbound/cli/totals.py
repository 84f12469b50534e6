"""The tokens that a budget is a share of."""

from adapters.inbound.cli.bodies import ChatFile
from adapters.inbound.cli.calling import run_steps
from adapters.inbound.cli.compressing import RuleOptions
from adapters.inbound.cli.options import unknown_model
from domain.tokens.model import SpecialTokens, TokenizerSelector
from ports.inbound.use_cases import TokenUseCases


def text_total(
    tokens: TokenUseCases, selector: TokenizerSelector, text: str, options: RuleOptions
) -> int:
    """The tokens of a text, by the bound that a budget keeps; 0 where they are not needed."""
    if not options.needs_total:
        return 0
    counted = tokens.texts.count_tokens(
        selector=selector, text=text, special_tokens=SpecialTokens.AS_TEXT
    )
    return counted.count.upper_bound_token_count


def chat_total(tokens: TokenUseCases, file: ChatFile, options: RuleOptions) -> int:
    """The tokens of a chat, by the bound that a budget keeps; 0 where they are not needed."""
    if not options.needs_total:
        return 0
    counting = tokens.chats.count_messages(
        model=file.model,
        chat=file.request,
        unknown_model=unknown_model(strict=options.strict),
    )
    return run_steps(counting).count.total.upper_bound_token_count
