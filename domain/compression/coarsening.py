"""Fewer and larger parts for texts that fall into absurdly many.

Hundreds of thousands of lines of a word each would take minutes and a gigabyte to judge one by one,
and tell nothing apart. Where a text has too many parts, small neighbours are taken together.
"""

from collections.abc import Iterator, Sequence

from domain.compression.model import DROPPED, Part, Role, verbatim

MOST_PARTS = 20_000
"""Parts of a text from which on small neighbours are one; sentences of about 300,000 tokens."""
_COPY_OR_NOTHING = 2
"""The options of a part that is kept as it stands or not at all."""


def coarsened(parts: Sequence[Part], most: int = MOST_PARTS) -> Sequence[Part]:
    """The parts, where neighbours are taken together if there are more than the most.

    Only parts are that are kept as they stand or not at all and have the same prior, up to a length
    that leaves no more than the most of them. They are of the document of the first.

    Args:
        parts: The parts of a text, in order.
        most: How many need not be taken together.
    """
    if len(parts) <= most:
        return parts
    widest = 2 * sum([part.end - part.start for part in parts]) // most
    return list(_joined(parts, widest))


def _joined(parts: Sequence[Part], widest: int) -> Iterator[Part]:
    first = last = parts[0]
    is_open = _is_plain(first)
    for part in parts[1:]:
        is_plain = _is_plain(part)
        is_next = is_open and is_plain and part.start == last.end
        if (
            is_next
            and part.end - first.start <= widest
            and part.prior_permille == first.prior_permille
        ):
            last = part
            continue
        yield _one(first, last)
        first = last = part
        is_open = is_plain
    yield _one(first, last)


def _one(first: Part, last: Part) -> Part:
    """The parts from the first to the last as one."""
    if first is last:
        return first
    return verbatim(
        first.start, last.end, document=first.document, prior_permille=first.prior_permille
    )


def _is_plain(part: Part) -> bool:
    """Whether it is kept as it stands or not at all."""
    options = part.options
    if len(options) != _COPY_OR_NOTHING or options[1] is not DROPPED or part.frames_to:
        return False
    pieces = options[0].pieces
    if len(pieces) != 1 or pieces[0].text is not None or pieces[0].role is not Role.PLAIN:
        return False
    return (pieces[0].start, pieces[0].end) == (part.start, part.end)
