r"""What one line of a .gitignore file says, as git understands it.

A path is matched by its own name only, never by that of a directory above it: a walk that does not
enter ignored directories needs no more, and it is what makes a negation in a deeper file come out
as it does in git. Like git, lines and paths are bytes, each of which is one character.
"""

import codecs
import re
from dataclasses import dataclass

_BRACKET = r"\[(?P<negated>[!^]?)(?P<items>\]?(?:\\.|\[:[a-z]+:\]|[^\]\\])*)\]"
_TOKEN = re.compile(
    rf"\\(?P<escaped>.)|(?P<stars>\*+)|(?P<any>\?)|(?P<bracket>{_BRACKET})|(?P<plain>[^\\\[])",
    re.DOTALL,
)
_BRACKET_ITEM = re.compile(r"\[:(?P<kind>[a-z]+):\]|\\?(?P<first>.)(?:-\\?(?P<last>.))?", re.DOTALL)
_KINDS = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_NEVER = "(?!)"
_BYTES = "latin-1"
"""Decodes each byte to the character of its number."""


@dataclass(frozen=True, slots=True)
class GitignorePattern:
    """One line that names files or directories.

    Args:
        expression: Matches the whole path below the directory of the .gitignore file.
        is_negated: The line takes back what an earlier one ignores.
        directories_only: The line names directories.
    """

    expression: re.Pattern[str]
    is_negated: bool
    directories_only: bool

    @classmethod
    def parse(cls, line: bytes) -> "GitignorePattern | None":
        """The pattern of a line without its line end; None for a comment or an empty line."""
        if line.startswith(b"#"):
            return None
        glob = _without_trailing_spaces(line.decode(_BYTES))
        is_negated = glob.startswith("!")
        glob = glob.removeprefix("!")
        directories_only = glob.endswith("/")
        glob = glob.removesuffix("/")
        if not glob:
            return None
        return cls(re.compile(_path_expression(glob), re.DOTALL), is_negated, directories_only)

    def names(self, relative_path: bytes, *, is_directory: bool) -> bool:
        """Whether the line speaks of that path."""
        if self.directories_only and not is_directory:
            return False
        return self.expression.fullmatch(relative_path.decode(_BYTES)) is not None


def parse_gitignore(content: bytes) -> tuple[GitignorePattern, ...]:
    """The patterns of a file, the last one first, as the last one that names a path decides."""
    lines = content.removeprefix(codecs.BOM_UTF8).split(b"\n")
    patterns = (GitignorePattern.parse(line.removesuffix(b"\r")) for line in reversed(lines))
    return tuple(pattern for pattern in patterns if pattern)


def _without_trailing_spaces(line: str) -> str:
    kept = line.rstrip(" ")
    backslashes = len(kept) - len(kept.rstrip("\\"))
    is_escaped = backslashes % 2 == 1 and len(kept) < len(line)
    return f"{kept} " if is_escaped else kept


def _path_expression(glob: str) -> str:
    if "/" not in glob:
        return f"(?:.+/)?{_segment_expression(glob)}"
    *leading, last = glob.removeprefix("/").split("/")
    directories = (
        "(?:.+/)?" if segment == "**" else f"{_segment_expression(segment)}/" for segment in leading
    )
    return "".join(directories) + (".+" if last == "**" else _segment_expression(last))


def _segment_expression(segment: str) -> str:
    """A regular expression for the glob of one name; matches nothing if git could not read it."""
    expression, position = "", 0
    while position < len(segment):
        token = _TOKEN.match(segment, position)
        if not token:
            return _NEVER
        expression += _token_expression(token)
        position = token.end()
    return expression


def _token_expression(token: re.Match[str]) -> str:
    if token["stars"]:
        return "[^/]*"
    if token["any"]:
        return "[^/]"
    if token["bracket"]:
        return _bracket_expression(token["items"], is_negated=bool(token["negated"]))
    return re.escape(token["escaped"] or token["plain"])


def _bracket_expression(items: str, *, is_negated: bool) -> str:
    inside = "".join(_bracket_item(item) for item in _BRACKET_ITEM.finditer(items))
    if not inside:
        return "[^/]" if is_negated else _NEVER
    return f"(?!/)[{'^' if is_negated else ''}{inside}]"


def _bracket_item(item: re.Match[str]) -> str:
    if item["kind"]:
        return _KINDS.get(item["kind"], "")
    first = item["first"]
    last = max(item["last"] or first, first)  # git takes [b-a] for [b]
    return f"{re.escape(first)}-{re.escape(last)}"
