"""Compressed texts and chats as people and programs read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.inbound.cli.tables import Column, Table
from adapters.inbound.cli.views.labels import (
    count_data,
    is_exact,
    label_of,
    missed,
    provenance_data,
)
from domain.compression.requests import Strategy
from domain.compression.results import (
    CompressedChat,
    CompressedSpan,
    CompressedText,
    CompressionPlan,
    CompressionRatio,
    Fate,
)
from domain.tokens.truncation import TextRange

_FATES = {
    Fate.FULL: "in full",
    Fate.LOSSLESS: "without loss",
    Fate.EXTRACT: "in extracts",
    Fate.SKELETON: "in outline",
    Fate.TEMPLATE: "as an example and a count",
    Fate.STUB: "by name",
    Fate.DROP: "left out",
    Fate.ABSTRACT: "rewritten",
}


def text_sentence(compressed: CompressedText) -> str:
    """What became of a text, on one line."""
    label = label_of(compressed.count, compressed.provenance)
    if compressed.text == compressed.source:
        return f"nothing was left out: {compressed.count.token_count:,} tokens; {label}"
    parts = _parts(compressed.fates)
    if compressed.strategy is not Strategy.LOSSLESS:
        parts = f"{compressed.strategy.value.replace('_', ' ')}: {parts}"
    return f"{_shrunk(compressed.ratio, is_lossless=compressed.is_lossless)}; {parts}; {label}"


def chat_sentence(compressed: CompressedChat, *, is_changed: bool) -> str:
    """What became of a chat, on one line."""
    label = label_of(compressed.count, compressed.provenance)
    if not is_changed:
        return f"nothing was left out: {compressed.count.token_count:,} tokens; {label}"
    removed = sum(each.is_removed for each in compressed.messages)
    left = f"{compressed.message_count:,} of {compressed.message_count + removed:,} messages left"
    shrunk = _shrunk(compressed.ratio, is_lossless=compressed.is_lossless)
    return f"{shrunk}; {left}; {_parts(compressed.fates)}; {label}"


def plan_table(plan: CompressionPlan) -> Table:
    """A row for each budget: what it would give."""
    total = plan.count.upper_bound_token_count
    rows = tuple(
        (
            each.token_budget,
            _percent(each.token_budget, total),
            each.predicted_tokens if each.is_feasible else None,
            f"{each.kept_value_permille / 10:.1f}%" if each.is_feasible else "cannot be kept",
        )
        for each in plan.plans
    )
    return Table(
        columns=(
            Column("Budget", is_number=True),
            Column("Of the text", is_number=True),
            Column("Tokens", is_number=True),
            Column("Value kept", is_number=True),
        ),
        rows=rows,
        notes=(
            f"the text has {plan.count.token_count:,} tokens; the least budget is about "
            f"{plan.minimum_tokens:,}",
            *missed(plan.count),
        ),
        label=label_of(plan.count, plan.provenance),
        is_certain=is_exact(plan.count),
    )


def text_data(compressed: CompressedText, *, token_budget: int | None = None) -> dict[str, Any]:
    """A compressed text for programs; places are in characters.

    Args:
        compressed: The text.
        token_budget: What it was compressed to; None where nobody knows any more.
    """
    return {
        "text": compressed.text,
        **_budget_data(token_budget),
        "strategy": compressed.strategy.value,
        **_outcome(compressed),
        "spans": [_span_data(each) for each in compressed.spans],
    }


def chat_data(compressed: CompressedChat, *, token_budget: int | None = None) -> dict[str, Any]:
    """A compressed chat for programs; the body is text, so that it is kept to the byte.

    Args:
        compressed: The chat.
        token_budget: What it was compressed to; None where nobody knows any more.
    """
    return {
        "body": compressed.chat.body,
        "shape": compressed.chat.shape.value,
        "model": compressed.model,
        **_budget_data(token_budget),
        **_outcome(compressed),
        "message_count": compressed.message_count,
        "messages": [
            {
                "index": each.index,
                "removed": each.is_removed,
                "reason": each.reason.value,
                "texts": [
                    {"path": text.path, "spans": [_span_data(span) for span in text.spans]}
                    for text in each.texts
                ],
            }
            for each in compressed.messages
        ],
    }


def plan_data(plan: CompressionPlan) -> dict[str, Any]:
    """A plan for programs."""
    return {
        "plans": [
            {
                "token_budget": each.token_budget,
                "feasible": each.is_feasible,
                "predicted_token_count": each.predicted_tokens,
                "predicted_kept_value": each.kept_value_permille / 1_000,
            }
            for each in plan.plans
        ],
        "count": count_data(plan.count),
        "minimum_token_budget": plan.minimum_tokens,
        "provenance": provenance_data(plan.provenance),
    }


def _outcome(compressed: CompressedText | CompressedChat) -> dict[str, Any]:
    return {
        "count": count_data(compressed.count),
        "ratio": {
            "original_token_count": compressed.ratio.original_tokens,
            "compressed_token_count": compressed.ratio.compressed_tokens,
            "ratio": compressed.ratio.factor,
        },
        "lossless": compressed.is_lossless,
        "rungs": {fate.value: compressed.fates[fate] for fate in _present(compressed.fates)},
        "provenance": provenance_data(compressed.provenance),
    }


def _budget_data(token_budget: int | None) -> dict[str, int]:
    return {} if token_budget is None else {"token_budget": token_budget}


def _span_data(span: CompressedSpan) -> dict[str, Any]:
    return {
        "source": _range_data(span.source),
        "output": _range_data(span.output) if span.output else None,
        "kind": span.kind.value,
        "rung": span.fate.value,
        "reason": span.reason.value,
    }


def _range_data(text_range: TextRange) -> dict[str, int]:
    return {"start": text_range.start, "end": text_range.end}


def _shrunk(ratio: CompressionRatio, *, is_lossless: bool) -> str:
    tokens = f"{ratio.original_tokens:,} -> {ratio.compressed_tokens:,} tokens"
    factor = f" ({ratio.factor:.1f}x)" if ratio.compressed_tokens else ""
    return f"{tokens}{factor}, {'lossless' if is_lossless else 'not lossless'}"


def _parts(fates: Mapping[Fate, int]) -> str:
    return ", ".join(f"{fates[fate]:,} {_FATES[fate]}" for fate in _present(fates))


def _present(fates: Mapping[Fate, int]) -> Sequence[Fate]:
    """The fates that any part has, from the most left to the least."""
    return [fate for fate in Fate if fates.get(fate)]


def _percent(part: int, whole: int) -> str | None:
    return f"{100 * part / whole:.1f}%" if whole else None
