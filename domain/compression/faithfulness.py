"""Whether a rewritten text names only what its source names.

A model that shortens a text may round a number, complete a name or make one up. Whatever can be
told exactly is looked up in the source as it stands: numbers, identifiers, paths, addresses and
quotations. Words are not judged. A doubtful term counts as new, because the price of that is only
that parts of the source are sent instead of the rewritten text.

Linear in the length of both texts. Terms are text of the prompt: they belong in no log and error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

MOST_QUOTATIONS = 64
"""Each is searched in all of the source, so those beyond count as new without a look."""

_WORD = "0-9A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u04ff"
"""Letters of scripts with blanks between words; where others begin, an identifier ends."""

_SIGNS = "-+\u2212"
_RANGE_MARKS = str.maketrans(":/", "--")


class _Patterns(NamedTuple):
    """Compiled when first needed: most callers of this package never check a rewritten text."""

    url: re.Pattern[str]
    quotation: re.Pattern[str]
    token: re.Pattern[str]
    number: re.Pattern[str]
    numeral: re.Pattern[str]
    identifier: re.Pattern[str]
    counted_word: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        url=re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,20}+://[^\s<>\"`]++"),
        quotation=re.compile(
            r'"([^"\n]{3,200})"|`([^`\n]{1,200})`'
            "|\u201c([^\u201c\u201d]{3,200})\u201d|\u00ab([^\u00ab\u00bb]{3,200})\u00bb"
            "|\u300c([^\u300c\u300d]{2,200})\u300d"
        ),
        token=re.compile(rf"[{_WORD}./\\:@&+~#%-]++"),
        # The digit stands first because a search for a class of characters is fast.
        number=re.compile(rf"\d(?<![{_WORD}]\d)\d*+(?:[.,:/'\u2019-]\d++)*+"),
        # Fractions, powers and circled digits; numerals of Chinese, where there is more than one.
        numeral=re.compile(
            "[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u215f\u2460-\u249b]"
            "|[\u3007\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341"
            "\u767e\u5343\u4e07\u4ebf]{2,}+"
        ),
        identifier=re.compile(
            r"[_@\\]|::|[a-z][A-Z]"  # a_b, a@b, camelCase
            r"|\w\w\.\w|\w\.\w\w"  # os.path, but not e.g.
            r"|\A\.\w|\A-{1,2}[A-Za-z]|\A[~/]|/.*/"  # .env, --flag, /etc, a/b/c, but not and/or
        ),
        counted_word=re.compile(r"\d[\d.,]*+(?:-[^\W\d_]++)+"),
    )


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a source names, at every length at which it may be quoted."""

    urls: frozenset[str]
    numbers: frozenset[str]
    tokens: frozenset[str]


def unfaithful_terms(source: str, rewritten: str) -> tuple[str, ...]:
    """The numbers, identifiers, addresses and quotations that the source lacks.

    Numbers are the same only if all their characters are, sign, separators and leading zeros
    included; of a date or a range the parts may be named by themselves, and of a path or a dotted
    name its parts and its end. Punctuation around a term is no part of it.

    Args:
        source: The text as it was.
        rewritten: What a model made of it.

    Returns:
        Each new term once; empty where the rewritten text may be used.
    """
    known = _terms(source)
    tokens = (_stripped(each.group()) for each in _patterns().token.finditer(rewritten))
    new = [
        *(url for url in _urls(rewritten) if url not in known.urls),
        *(number for number in _numbers(rewritten) if number not in known.numbers),
        *(token for token in tokens if _is_identifier(token) and token not in known.tokens),
        *_new_quotations(source, rewritten),
    ]
    return tuple(dict.fromkeys(new))


def _terms(source: str) -> _Terms:
    numbers = set(_numbers(source))
    numbers |= {part for number in numbers for part in _range_parts(number)}
    found = {each.group() for each in _patterns().token.finditer(source)}
    tokens = {part for token in found for part in _parts(_stripped(token))}
    return _Terms(frozenset(_urls(source)), frozenset(numbers), frozenset(tokens))


def _urls(text: str) -> Iterator[str]:
    return (each.group().rstrip(".,;:!?)]}'*_") for each in _patterns().url.finditer(text))


def _numbers(text: str) -> Iterator[str]:
    for each in _patterns().number.finditer(text):
        start = each.start()
        yield text[start - _is_signed(text, start) : each.end()]
    for each in _patterns().numeral.finditer(text):
        yield each.group()


def _range_parts(number: str) -> Iterator[str]:
    """The numbers of a date or a range; a sign belongs to the first one."""
    first, *others = number[1:].translate(_RANGE_MARKS).split("-")
    yield number[0] + first
    yield from others


def _is_signed(text: str, start: int) -> bool:
    """Whether the number that begins there has a sign, and not a hyphen or an operator."""
    before = text[max(start - 2, 0) : start]
    if not before or before[-1] not in _SIGNS:
        return False
    return len(before) == 1 or not (before[0].isalnum() or before[0] in "_.,:/)]'-")


def _stripped(token: str) -> str:
    return token.lstrip(":#&+%").rstrip(".:/\\&+#%@~-")


def _parts(token: str) -> Iterator[str]:
    """A token as it stands, its ends from a slash on, its components, and theirs."""
    yield token
    at = len(token)
    for _ in range(4):  # longer ends of a path count as new, which keeps this linear
        at = token.rfind("/", 0, max(at, 0))
        yield token[at + 1 :]
    for component in token.replace("\\", "/").replace(":", "/").replace("@", "/").split("/"):
        yield component
        yield from component.split(".")


def _is_identifier(token: str) -> bool:
    patterns = _patterns()
    if patterns.identifier.search(token):
        return True
    digits = sum(map(str.isdigit, token))
    letters = digits < len(token) and any(map(str.isalpha, token))
    return bool(digits and letters) and not patterns.counted_word.fullmatch(token)


def _new_quotations(source: str, rewritten: str) -> list[str]:
    """Quotations and code spans that are not in the source; blanks between words do not count."""
    found = (each.group(each.lastindex or 0) for each in _patterns().quotation.finditer(rewritten))
    quoted = list(dict.fromkeys(" ".join(each.split()).rstrip(".,;:!?") for each in found))
    if not quoted:
        return []
    spaced = " ".join(source.split())
    missing = [each for each in quoted[:MOST_QUOTATIONS] if each not in spaced]
    return missing + quoted[MOST_QUOTATIONS:]
