"""Worths of parts beside one another: where some were not judged, and where some were twice."""

from collections.abc import Mapping, Sequence

_PER_DOUBLING = 140_000
"""By how many millionths of nearness a passage's worth doubles: the best of several from 35,000 to
200,000 on some questions of nq20, by little."""
_ALONE = 1 << 20
"""What a part is worth where none was judged."""


def spread(worths: Sequence[int], judged: Sequence[object | None]) -> list[int]:
    """The worths of all parts; what was not judged is worth the median of the others.

    Args:
        worths: Of the parts that were judged, in order.
        judged: For each part what it was judged by, or None.
    """
    usual = sorted(worths)[len(worths) // 2] if worths else _ALONE
    given = iter(worths)
    return [usual if each is None else next(given) for each in judged]


def reranked(worths: Sequence[int], similarities: Mapping[int, int]) -> list[int]:
    """The worths, where some passages were compared with the query once more.

    Args:
        worths: Of all passages.
        similarities: Of some of them, by their place, in millionths.
    """
    again = list(worths)
    for place, similarity in similarities.items():
        doublings, rest = divmod(max(0, similarity), _PER_DOUBLING)
        again[place] = (worths[place] * (_PER_DOUBLING + rest) << doublings) // _PER_DOUBLING
    return again
