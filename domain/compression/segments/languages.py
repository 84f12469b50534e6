"""Guessing by cheap signs what a piece of code is written in."""

import re
from functools import cache

_LOOKED_AT = 3_000
"""Characters of the code that are looked at."""
_SIGNS = {
    "python": r"^\s*(?:def \w+\(.*|class \w+.*|elif .*|if .*|for .* in .*|with .*|try"
    r"|except.*):\s*(?:#.*)?$"
    r"|^(?:from [\w.]+ )?import [\w., ]+(?: as \w+)?$|\bself\.|\bNone\b|__\w+__",
    "javascript": r"\b(?:const|let|var) [\w{\[]|\bfunction\b|=>|===|\brequire\(|console\."
    r"|\bexport ",
    "typescript": r"^\s*(?:export )?(?:interface|type) \w+|\w\??: (?:string|number|boolean|any"
    r"|void)\b"
    r"|\bas const\b|\breadonly ",
    "go": r"^package \w+$|^func |:= |\bfmt\.|\bnil\b|\bchan\b|^\s*defer ",
    "rust": r"\bfn \w+|\blet mut |\bimpl\b|^use \w+::|\bpub (?:fn|struct|enum)|&mut |->"
    r"|println!|::<",
    "java": r"^\s*(?:public|private|protected) [\w<>\[\], ]+[({]|^import java|System\.out|@Override"
    r"|^package [\w.]+;",
    "csharp": r"^using [\w.]+;|^namespace |\bConsole\.|\{ get;|\bstring \w|\bvar \w+ = new\b",
    "cpp": r"#include <\w+>|\bstd::|\btemplate ?<|\bcout\b|\bnullptr\b|^(?:class"
    r"|namespace) \w+ ?\{?$|::\w",
    "c": r"#include [<\"]\w+\.h|\bprintf\(|\bint main\(|\w+ ?\*\w+[,;)]|->\w|\bmalloc\(|\bNULL\b",
    "ruby": r"^\s*def [\w.?!]+(?:\(.*\))?$|^\s*end$|\bdo \|\w|\bputs\b|^require ['\"]"
    r"|\.each\b|^\s*@\w+ =",
    "php": r"<\?php|\$\w+ ?(?:=|->)|\becho\b|\$this\b",
    "bash": r"^#!.*sh$|^\s*(?:fi|done|esac|then)$|\$\{?\w+|^\s*if \[|\becho\b|^\s*(?:sudo|cd"
    r"|apt|export) ",
    "sql": r"\b(?:SELECT|INSERT INTO|CREATE TABLE|FROM|WHERE|GROUP BY|ORDER BY)\b",
    "yaml": r"^\s*(?:- )?[a-z][\w-]*:(?: [^{;]*)?$",
}
"""What is seen in each language and seldom in others; where two are level, the first one wins."""


@cache
def _signs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(signs, re.MULTILINE)) for name, signs in _SIGNS.items())


def guessed_language(source: str, start: int, end: int) -> str:
    """What code is most likely written in; empty where no sign of any language is seen.

    Args:
        source: The whole text.
        start: The first character of the code.
        end: The character behind its last one.
    """
    sample = source[start : min(end, start + _LOOKED_AT)]
    counts = {name: len(signs.findall(sample)) for name, signs in _signs()}
    if counts["typescript"] and counts["javascript"]:
        counts["typescript"] += counts["javascript"]
    if counts["cpp"] and counts["c"]:
        counts["cpp"] += counts["c"]
    best = max(counts, key=lambda each: counts[each])
    return best if counts[best] else ""
