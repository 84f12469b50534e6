"""What a question asks for, and which passages hold such a thing at all.

A question that begins with "when" is answered by a date and one with "who" by a name. That a
passage holds one is a strong sign where several passages speak of the right subject.
"""

import re
from collections.abc import Iterable
from enum import Enum
from functools import cache


class AnswerType(Enum):
    """What a question asks for."""

    NAME = "name"
    TIME = "time"
    NUMBER = "number"
    ANYTHING = "anything"


_LONGEST_QUESTION = 2_048
"""Characters of a query that are looked at."""
_LONGEST_PASSAGE = 2_000
"""Characters of a passage that are looked at."""
_WORDS = {
    AnswerType.TIME: (
        "when", "wann", "cu\u00e1ndo", "cuando", "quand", "quando",
        "\u043a\u043e\u0433\u0434\u0430",
        "ne zaman", "khi n\u00e0o", "n\u0103m n\u00e0o", "what year", "which year", "what date",
        "which date", "what day", "what month", "what time", "what decade", "which century",
        "in welchem jahr", "en qu\u00e9 a\u00f1o", "en qu\u00e9 fecha",
        "\u0432 \u043a\u0430\u043a\u043e\u043c \u0433\u043e\u0434\u0443", "hangi y\u0131l",
    ),
    AnswerType.NUMBER: (
        "how many", "how much", "how long", "how old", "how far", "how tall", "how big", "how high",
        "how often", "how large", "how fast", "how deep", "how heavy", "what percent",
        "what percentage", "number of", "wie viel", "wie viele", "wieviel", "wieviele",
        "cu\u00e1nto", "cu\u00e1nta", "cu\u00e1ntos", "cu\u00e1ntas", "combien", "quanto", "quanti",
        "quante", "quantos", "\u0441\u043a\u043e\u043b\u044c\u043a\u043e", "ka\u00e7",
        "bao nhi\u00eau",
    ),
    AnswerType.NAME: (
        "who", "whose", "whom", "where", "wer", "wen", "wem", "wo", "qui\u00e9n", "qui\u00e9nes",
        "d\u00f3nde", "qui", "o\u00f9", "chi", "dove", "quem", "onde", "what country",
        "which country", "what city", "which city", "what state", "which state", "what person",
        "which person", "what company", "which company", "\u043a\u0442\u043e", "\u0433\u0434\u0435",
        "kim", "nerede", "\u1edf \u0111\u00e2u",
    ),
}  # fmt: skip
"""Words that a question of each type is asked with, as whole words."""
_STRETCHES = {
    AnswerType.TIME: (
        "\u0645\u062a\u0649", "\u0641\u064a \u0623\u064a \u0639\u0627\u0645", "\u0915\u092c",
        "\u0915\u093f\u0938 \u0935\u0930\u094d\u0937", "\u0915\u093f\u0938 \u0938\u093e\u0932",
        "\u4f55\u65f6", "\u4ec0\u4e48\u65f6\u5019", "\u54ea\u5e74", "\u54ea\u4e00\u5e74",
        "\u3044\u3064", "\u4f55\u5e74", "\uc5b8\uc81c",
        "\u0e40\u0e21\u0e37\u0e48\u0e2d\u0e44\u0e23",
        "\u0e40\u0e21\u0e37\u0e48\u0e2d\u0e44\u0e2b\u0e23\u0e48",
        "\u0e40\u0e21\u0e37\u0e48\u0e2d\u0e43\u0e14", "\u0e1b\u0e35\u0e43\u0e14",
        "\u0e1b\u0e35\u0e44\u0e2b\u0e19", "\u0e1b\u0e35\u0e2d\u0e30\u0e44\u0e23",
    ),
    AnswerType.NUMBER: (
        "\u0643\u0645 ", "\u0915\u093f\u0924\u0928", "\u591a\u5c11", "\u51e0", "\u3044\u304f\u3064",
        "\u4f55\u4eba", "\u0e01\u0e35\u0e48", "\u0e40\u0e17\u0e48\u0e32\u0e44\u0e23",
        "\u0e40\u0e17\u0e48\u0e32\u0e43\u0e14", "\uba87", "\uc5bc\ub9c8",
    ),
    AnswerType.NAME: (),
}  # fmt: skip
"""The same in scripts where a word cannot be told from what is around it."""
_NUMBER_WORDS = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|million"
    r"|billion|half|dozen|percent|once|twice)\b"
)
_MONTHS = (
    r"\b(?:jan|febr)uary\b|\b(?:march|april|june|july|august|october)\b"
    r"|\b(?:sept|nov|dec)ember\b"
)


@cache
def _questions() -> tuple[tuple[AnswerType, re.Pattern[str]], ...]:
    """How questions of each type are asked; the first that fits tells it."""
    return tuple(
        [
            (kind, re.compile("|".join((rf"\b(?:{'|'.join(words)})\b", *_STRETCHES[kind]))))
            for kind, words in _WORDS.items()
        ]
    )


@cache
def _signs() -> dict[AnswerType, re.Pattern[str]]:
    """What each type of answer looks like."""
    return {
        AnswerType.TIME: re.compile(rf"\d{{4}}|{_MONTHS}|\d[.:/\u5e74\u6708\u65e5]", re.IGNORECASE),
        AnswerType.NUMBER: re.compile(rf"\d|{_NUMBER_WORDS}", re.IGNORECASE),
        # A capital within a sentence; the first word of one tells nothing.
        AnswerType.NAME: re.compile(r"(?<=[\w,;:\u2019'\"(] )[^\W\d_a-z][\w\u2019'-]+"),
    }


def answer_type(query: str) -> AnswerType:
    """What a query asks for, as far as its words tell."""
    asked = query[:_LONGEST_QUESTION].lower()
    return next((kind for kind, how in _questions() if how.search(asked)), AnswerType.ANYTHING)


def holding(kind: AnswerType, query: str, passages: Iterable[str]) -> list[bool]:
    """Which passages hold something of a type that the query does not name itself."""
    if kind is AnswerType.ANYTHING:
        return [False for _ in passages]
    sign, named = _signs()[kind], frozenset(re.findall(r"\w+", query.lower()))
    if kind is not AnswerType.NAME:
        return [sign.search(passage, 0, _LONGEST_PASSAGE) is not None for passage in passages]
    return [
        any(
            word[0].isupper() and word.lower() not in named
            for word in sign.findall(passage, 0, _LONGEST_PASSAGE)
        )
        for passage in passages
    ]
