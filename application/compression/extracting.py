"""Taking texts apart, and judging what each part costs and is worth."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.compression.candidates import Candidates
from domain.compression.keeping import Untagged
from domain.compression.materials import Material, take_apart
from domain.compression.model import Segment
from domain.compression.outlines import Outline
from domain.compression.requests import QUERY_CHARACTERS, Accuracy, CompressionRules, Strategy
from domain.compression.scoring import scores
from domain.shared.steps import Stepwise
from ports.outbound.measures import Measure
from ports.outbound.relevance import Relevance
from ports.outbound.rerankers import Reranker
from ports.outbound.syntax import SyntaxOutlines

_JUDGED_CHARACTERS = 2_000
"""How much of a part is judged; only lines that nothing divides are longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """Makes candidates of texts.

    Args:
        relevance: Compares parts with a query.
        outlines: Knows the grammar of programming languages.
        reranker: Compares the best parts with a query once more.
        reranked_passages: How many those are.
    """

    relevance: Relevance
    outlines: SyntaxOutlines
    reranker: Reranker
    reranked_passages: int

    def material(
        self,
        bare: Untagged,
        consists_of: Sequence[Segment],
        *,
        rules: CompressionRules,
        first_document: int = 0,
    ) -> Material:
        """Take a text apart.

        Args:
            bare: The text without keep tags.
            consists_of: Its segments.
            rules: How it is shortened.
            first_document: The number of its first document.
        """
        return take_apart(
            bare.text,
            consists_of,
            pins=bare.pins,
            outline_of=self._outline,
            only_verbatim=rules.strategy is Strategy.EXTRACTIVE,
            first_document=first_document,
        )

    def candidates(
        self, materials: Sequence[Material], rules: CompressionRules, measure: Measure
    ) -> Stepwise[Candidates]:
        """Judge the parts of texts.

        Args:
            materials: The texts.
            rules: The query, and how much work goes into it.
            measure: What counts.
        """
        parts = [part for material in materials for part in material.parts]
        passages = [
            material.text[part.start : min(part.end, part.start + _JUDGED_CHARACTERS)]
            for material in materials
            for part in material.parts
        ]
        query = rules.query[:QUERY_CHARACTERS]
        documents = [part.document for part in parts]
        signals = self.relevance.signals(query, passages, documents)
        worth = scores(query, passages, documents, signals)
        if rules.accuracy is Accuracy.HIGH and query.strip():
            yield False
            worth = self._reranked(query, passages, worth)
        yield False
        costs = _costs(materials, measure)
        values = [
            [each * part.prior_permille * option.worth_permille // 1_000 for option in part.options]
            for each, part in zip(worth, parts, strict=True)
        ]
        yield False
        return Candidates(materials, costs=costs, values=values)

    def _outline(self, source: str, language: str) -> Outline | None:
        return self.outlines.outline(source, language=language)


def _costs(materials: Sequence[Material], measure: Measure) -> list[list[int]]:
    """The tokens of every option of every part, counted together."""
    texts = [
        option.text(material.text).removesuffix(" ")  # it joins what follows
        for material in materials
        for part in material.parts
        for option in part.options
    ]
    counts = iter(measure.costs(texts))
    return [
        [next(counts) for _ in part.options] for material in materials for part in material.parts
    ]
