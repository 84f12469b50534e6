"""Taking texts apart, and judging what each part costs and is worth."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from domain.compression.candidates import Candidates
from domain.compression.code.outlines import Outline
from domain.compression.keeping import Untagged
from domain.compression.materials import Manner, Material, take_apart
from domain.compression.model import Part, Segment, SegmentKind
from domain.compression.requests import QUERY_CHARACTERS, Accuracy, CompressionRules, Strategy
from domain.compression.scoring import scores
from domain.compression.worths import reranked, spread
from domain.shared.steps import Stepwise
from ports.outbound.measures import Measure
from ports.outbound.relevance import Relevance
from ports.outbound.rerankers import Reranker
from ports.outbound.syntax import SyntaxOutlines

_WITH_SALIENCE = frozenset(
    {SegmentKind.PROSE, SegmentKind.DIALOGUE, SegmentKind.MARKDOWN, SegmentKind.HTML}
)
"""Kinds of which some parts stand for the whole better than others."""
_OF_SINGLE_PARTS = frozenset(
    {
        SegmentKind.JSON,
        SegmentKind.LOG,
        SegmentKind.TABLE,
        SegmentKind.DIFF,
        SegmentKind.CODE,
    }
)
"""Kinds whose parts stand for themselves: what is asked for does not raise its neighbours."""
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
        is_last_resort: bool,
        first_document: int = 0,
    ) -> Material:
        """Take a text apart.

        Args:
            bare: The text without keep tags.
            consists_of: Its segments.
            rules: How it is shortened.
            is_last_resort: Whether signatures of code and whole JSON documents may go.
            first_document: The number of its first document.
        """
        return take_apart(
            bare.text,
            consists_of,
            pins=bare.pins,
            manner=Manner(
                outline_of=self._outline,
                only_verbatim=rules.strategy is Strategy.EXTRACTIVE,
                is_last_resort=is_last_resort,
            ),
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
        query = rules.query[:QUERY_CHARACTERS]
        judged = _judged(materials, by_query=bool(query.strip()))
        passages = [passage for passage in judged if passage is not None]
        documents = [
            part.document
            for part, passage in zip(parts, judged, strict=True)
            if passage is not None
        ]
        signals = self.relevance.signals(query, passages, documents)
        worths: Sequence[int] = scores(query, passages, documents, signals, apart=_apart(materials))
        yield False
        if rules.accuracy is Accuracy.HIGH and query.strip():
            worths = self._reranked(query, passages, worths)
            yield False
        values = _values(parts, spread(worths, judged))
        costs = _costs(materials, measure)
        yield False
        return Candidates(materials, costs=costs, values=values)

    def _reranked(
        self, query: str, passages: Sequence[str], worths: Sequence[int]
    ) -> Sequence[int]:
        """The worths, where the best passages were judged again by the encoder."""
        best = sorted(range(len(passages)), key=lambda place: (-worths[place], place))
        places = best[: self.reranked_passages]
        similarities = self.reranker.similarities(query, [passages[place] for place in places])
        return reranked(worths, dict(zip(places, similarities, strict=False)))

    def _outline(self, source: str, language: str) -> Outline | None:
        return self.outlines.outline(source, language=language)


def _judged(materials: Sequence[Material], *, by_query: bool) -> list[str | None]:
    """What each part is judged by; None for parts that only their prior tells apart.

    Without a query a line of a log or a record stands for the whole no more than any other.
    """
    passages: list[str | None] = []
    for material in materials:
        for part, kind in zip(material.parts, _kinds(material), strict=True):
            if by_query or kind in _WITH_SALIENCE:
                end = min(part.end, part.start + _JUDGED_CHARACTERS)
                passages.append(material.text[part.start : end])
            else:
                passages.append(None)
    return passages


def _apart(materials: Sequence[Material]) -> frozenset[int]:
    """The documents of whose parts one says nothing about the next."""
    return frozenset(
        part.document
        for material in materials
        for part, kind in zip(material.parts, _kinds(material), strict=True)
        if kind in _OF_SINGLE_PARTS
    )


def _kinds(material: Material) -> Iterator[SegmentKind]:
    """Of each part, what the segment is that it begins in."""
    starts = [segment.start for segment in material.segments]
    kinds = [segment.kind for segment in material.segments]
    if len(set(kinds)) == 1:
        return repeat(kinds[0], len(material.parts))
    return (kinds[bisect_right(starts, part.start) - 1] for part in material.parts)


def _values(parts: Sequence[Part], worths: Sequence[int]) -> list[list[int]]:
    """What every option of every part is worth."""
    return [
        [worth * part.prior_permille * option.worth_permille // 1_000 for option in part.options]
        for worth, part in zip(worths, parts, strict=True)
    ]


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
