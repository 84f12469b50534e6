"""The use cases that compress texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.compression.extracting import Extractor
from application.compression.keepsakes import Keepsakes
from application.compression.limits import CompressionLimits
from application.compression.rewriting import Rewriting
from domain.compression.candidates import Candidates
from domain.compression.filling import Choice, Filling, fill
from domain.compression.keeping import Untagged, untagged
from domain.compression.lossless.forms import losslessly
from domain.compression.materials import segmented
from domain.compression.model import Segment, SegmentKind
from domain.compression.requests import (
    BudgetInfeasible,
    CompressionRules,
    Strategy,
    TextToCompress,
)
from domain.compression.results import (
    CompressedText,
    CompressionPlan,
    CompressionRatio,
    PlannedCompression,
)
from domain.compression.shortened import Shortened, truncated, whole
from domain.shared.errors import InvalidValue
from domain.shared.steps import Steps, Stepwise
from domain.tokens.model import TokenCount, TokenizerSelector, utf8_byte_count
from domain.tokens.truncation import Side, truncate
from ports.outbound.measures import Measure, Measures

_PLANNED_PERMILLE = (50, 100, 250, 500, 750)
"""Which shares of a text are planned for where no budgets are named."""
_PLANS = 100
"""The most budgets of one call."""
_BLAMED = 10
"""How many pins an error names."""
_LARGEST_LOSSLESS_RATIO = 8
"""How many times shorter than a text its lossless form may turn out; tables reach 3."""
_WITH_LAST_RESORT = frozenset({SegmentKind.CODE, SegmentKind.JSON})
"""Kinds of which more may go where the budget cannot be kept otherwise."""
_PLANNABLE = frozenset({Strategy.AUTO, Strategy.EXTRACTIVE})


@dataclass(frozen=True, slots=True)
class _Task:
    """A text to compress, with what counts it.

    Args:
        content: The text as it was sent.
        rules: To what, and how.
        measure: What counts.
        bare: The text without keep tags.
        original: The tokens of the text as it was sent.
    """

    content: TextToCompress
    rules: CompressionRules
    measure: Measure
    bare: Untagged
    original: TokenCount

    def weigh(self, text: str) -> int:
        """The tokens of a text; no fewer than it has where counts are not exact."""
        return self.count(text).upper_bound_token_count

    def count(self, text: str) -> TokenCount:
        """The tokens of a text; those of the text that was sent are known."""
        return self.original if text == self.content.text else self.measure.text(text)

    def fits(self, text: str) -> bool:
        """Whether a text keeps the budget."""
        return self.weigh(text) <= self.rules.token_budget

    def is_usable(self, written: str) -> bool:
        """Whether a text that was written anew keeps the budget and holds all that is pinned."""
        pins = (self.bare.text[pin.start : pin.end] for pin in self.bare.pins)
        return self.fits(written) and all(pin in written for pin in pins)

    @property
    def is_lossless_worth_a_try(self) -> bool:
        """Whether the text may be written without loss, and the budget is not far below that."""
        strategy, budget = self.rules.strategy, self.rules.token_budget
        if strategy in {Strategy.LOSSLESS, Strategy.EXTRACTIVE}:
            return strategy is Strategy.LOSSLESS
        return budget * _LARGEST_LOSSLESS_RATIO >= self.original.token_count

    def infeasible(self, minimum_tokens: int) -> BudgetInfeasible:
        """The error for a budget that is below what must stay."""
        pins = self.content.pins
        costs = self.measure.costs([self.content.text[pin.start : pin.end] for pin in pins])
        heaviest = sorted(range(len(pins)), key=lambda index: (-costs[index], index))
        return BudgetInfeasible.below(
            minimum_tokens,
            token_budget=self.rules.token_budget,
            blamed=tuple([f"pins[{index}]" for index in heaviest[:_BLAMED]]),
        )


class TextCompressor:
    """Implements ports.inbound.compression.TextCompressions.

    Args:
        measures: What counts for which name.
        extractor: Chooses what is kept.
        rewriting: Has a language model write texts shorter.
        keepsakes: Keeps what is left out.
        limits: How much one call may ask for.
    """

    def __init__(
        self,
        *,
        measures: Measures,
        extractor: Extractor,
        rewriting: Rewriting,
        keepsakes: Keepsakes,
        limits: CompressionLimits,
    ) -> None:
        self._measures = measures
        self._extractor = extractor
        self._rewriting = rewriting
        self._keepsakes = keepsakes
        self._limits = limits

    def compress_text(
        self, *, selector: TokenizerSelector, content: TextToCompress, rules: CompressionRules
    ) -> Steps[CompressedText]:
        """See the port."""
        self._check(content, rules)
        return Steps(self._compress(selector, content, rules))

    def plan_compression(
        self,
        *,
        selector: TokenizerSelector,
        content: TextToCompress,
        rules: CompressionRules,
        token_budgets: Sequence[int],
    ) -> Steps[CompressionPlan]:
        """See the port."""
        if rules.strategy not in _PLANNABLE:
            raise InvalidValue("such a strategy cannot be planned", field="options.strategy")
        self._check(content, rules)
        if len(token_budgets) > _PLANS:
            raise InvalidValue(
                f"at most {_PLANS} budgets are planned for",
                field="token_budgets",
                limit=_PLANS,
                given=len(token_budgets),
            )
        if any(budget < 0 for budget in token_budgets):
            raise InvalidValue("a budget is at least 0 tokens", field="token_budgets")
        return Steps(self._plan(selector, content, rules, token_budgets))

    def expand_span(self, *, handle: str) -> str:
        """See the port."""
        return self._keepsakes.expand(handle)

    def _check(self, content: TextToCompress, rules: CompressionRules) -> None:
        """Refuse what cannot be done, before anything is."""
        self._limits.check(content.text, field="text")
        utf8_byte_count(content.text, field="text")
        utf8_byte_count(rules.query, field="options.query")
        if rules.strategy.kept_side and content.pins:
            raise InvalidValue("a truncation keeps no pins", field="pins")
        if rules.strategy is Strategy.ABSTRACTIVE:
            self._rewriting.require()
        if rules.expandable:
            self._keepsakes.require()

    def _compress(
        self, selector: TokenizerSelector, content: TextToCompress, rules: CompressionRules
    ) -> Stepwise[CompressedText]:
        task = yield from self._begin(selector, content, rules)
        shortened = yield from self._shorten(task)
        yield False
        return self._answer(task, shortened)

    def _begin(
        self, selector: TokenizerSelector, content: TextToCompress, rules: CompressionRules
    ) -> Stepwise[_Task]:
        measure = self._measures.for_text(selector)
        yield False
        bare = untagged(content, literal_keep_tags=rules.literal_keep_tags)
        return _Task(content, rules, measure, bare, measure.text(content.text))

    def _shorten(self, task: _Task) -> Stepwise[Shortened]:
        text, kind, strategy = task.bare.text, task.content.kind, task.rules.strategy
        if task.fits(text):
            return whole(text, kind=kind)
        if side := strategy.kept_side:
            if task.bare.pins:
                raise InvalidValue("a truncation keeps nothing between keep tags", field="text")
            return _truncated(task, side)
        yield False
        consists_of = segmented(text, kind=kind)
        if not task.is_lossless_worth_a_try:
            return (yield from self._with_loss(task, consists_of))
        lossless = losslessly(text, consists_of, protected=task.bare.pins, costs=task.measure.costs)
        needed = task.weigh(lossless.text)
        if needed <= task.rules.token_budget:
            return lossless
        if strategy is Strategy.LOSSLESS:
            raise task.infeasible(needed)
        return (yield from self._with_loss(task, consists_of))

    def _with_loss(self, task: _Task, consists_of: Sequence[Segment]) -> Stepwise[Shortened]:
        yield False
        if task.rules.strategy is Strategy.ABSTRACTIVE and (
            rewritten := self._rewriting.shorten(
                task.bare.text,
                rules=task.rules,
                is_usable=task.is_usable,
                kind=task.content.kind,
            )
        ):
            return rewritten
        return (yield from self._extract(task, consists_of))

    def _extract(self, task: _Task, consists_of: Sequence[Segment]) -> Stepwise[Shortened]:
        budget = task.rules.token_budget
        candidates = yield from self._candidates(task, consists_of)
        filling = _filled(task, candidates)
        if filling.tokens > budget and any(each.kind in _WITH_LAST_RESORT for each in consists_of):
            candidates = yield from self._candidates(task, consists_of, is_last_resort=True)
            filling = _filled(task, candidates)
        if filling.tokens > budget:
            raise task.infeasible(filling.tokens)
        (shortened,) = candidates.shortened(
            filling.choice, strategy=_extracting(task.rules.strategy)
        )
        return shortened

    def _candidates(
        self, task: _Task, consists_of: Sequence[Segment], *, is_last_resort: bool = False
    ) -> Stepwise[Candidates]:
        yield False
        material = self._extractor.material(
            task.bare, consists_of, rules=task.rules, is_last_resort=is_last_resort
        )
        yield False
        candidates = yield from self._extractor.candidates([material], task.rules, task.measure)
        yield False
        return candidates

    def _plan(
        self,
        selector: TokenizerSelector,
        content: TextToCompress,
        rules: CompressionRules,
        token_budgets: Sequence[int],
    ) -> Stepwise[CompressionPlan]:
        task = yield from self._begin(selector, content, rules)
        consists_of = segmented(task.bare.text, kind=content.kind)
        candidates = yield from self._candidates(task, consists_of, is_last_resort=True)
        total = task.weigh(task.bare.text)
        minimum = task.weigh(candidates.text(candidates.least()))
        budgets = token_budgets or [total * share // 1_000 for share in _PLANNED_PERMILLE]
        return CompressionPlan(
            tuple([_planned(candidates, each, minimum=minimum, total=total) for each in budgets]),
            task.original,
            minimum,
            task.measure.text_provenance(content.text),
        )

    def _answer(self, task: _Task, shortened: Shortened) -> CompressedText:
        count = task.count(shortened.text)
        spans = shortened.source_spans(task.bare, task.content.text)
        if task.rules.expandable:
            spans = self._keepsakes.keep(task.content.text, spans)
        return CompressedText(
            source=task.content.text,
            text=shortened.text,
            count=count,
            ratio=CompressionRatio(task.original.token_count, count.token_count),
            is_lossless=shortened.is_lossless,
            spans=spans,
            fates=shortened.fates,
            strategy=shortened.strategy,
            provenance=task.measure.text_provenance(shortened.text),
        )


def _truncated(task: _Task, side: Side) -> Shortened:
    text = task.bare.text
    left = truncate(text, limit_tokens=task.rules.token_budget, side=side, count=task.weigh)
    return truncated(text, left, kind=task.content.kind, strategy=task.rules.strategy)


def _filled(task: _Task, candidates: Candidates) -> Filling:
    """What keeps the budget, or the least that can be made of the text: something, not nothing."""

    def weigh(choice: Choice) -> int:
        return task.weigh(candidates.text(choice))

    filling = fill(
        candidates.choose,
        floor=candidates.floor,
        weigh=weigh,
        token_budget=task.rules.token_budget,
        total_price=candidates.total_price,
    )
    if candidates.text(filling.choice).strip() or not task.bare.text.strip():
        return filling
    least = candidates.least()
    return Filling(least, weigh(least))


def _planned(
    candidates: Candidates, token_budget: int, *, minimum: int, total: int
) -> PlannedCompression:
    """What a budget would keep, by prices and values alone."""
    if token_budget < minimum:
        tokens, kept_permille = minimum, 0
    elif token_budget >= total:
        tokens, kept_permille = total, 1_000
    else:
        choice = candidates.choose(token_budget)
        tokens = min(token_budget, max(minimum, candidates.price(choice)))
        kept_permille = candidates.kept_permille(choice)
    return PlannedCompression(token_budget, token_budget >= minimum, tokens, kept_permille)


def _extracting(strategy: Strategy) -> Strategy:
    return strategy if strategy is Strategy.EXTRACTIVE else Strategy.AUTO
