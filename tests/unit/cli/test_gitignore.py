import pytest

from adapters.inbound.cli.gitignore import GitignorePattern, parse_gitignore


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("a", "a"),
        ("a", "x/a"),
        ("/a", "a"),
        ("a/b", "a/b"),
        ("*.py", "x/y.py"),
        ("?", "a"),
        ("[ab]", "b"),
        ("[!a]", "b"),
        ("[^a]", "b"),
        ("[a-c]x", "bx"),
        ("[]a]", "]"),
        ("[[:digit:]]", "7"),
        (r"[\]]", "]"),
        ("a/**", "a/b/c"),
        ("**/a", "a"),
        ("**/a", "x/y/a"),
        ("a/**/b", "a/b"),
        ("a/**/b", "a/x/y/b"),
        ("a**b", "axxb"),
        (r"\#a", "#a"),
        (r"\!a", "!a"),
        (r"a\ ", "a "),
        ("a  ", "a"),
        (" a", " a"),
        ("é", "é"),
        ("?" * len("é".encode()), "é"),
    ],
)
def test_line_names_path(line: str, path: str) -> None:
    """Globs, classes, anchors and escapes name what they name in git."""
    pattern = GitignorePattern.parse(line.encode())

    assert pattern
    assert pattern.names(path.encode(), is_directory=False)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("a", "ab"),
        ("a", "a/b"),
        ("/a", "x/a"),
        ("a/b", "x/a/b"),
        ("*.py", "a/b.pyc"),
        ("?", "ab"),
        ("a?b", "a/b"),
        ("a*b", "a/b"),
        ("a[!x]b", "a/b"),
        ("[b-a]", "a"),
        ("[[:nothing:]]", "n"),
        ("[a", "[a"),
        ("a\\", "a"),
        ("a\\", "a\\"),
        ("a/**", "a"),
        ("a//b", "a/b"),
        ("a/", "a"),
    ],
)
def test_line_does_not_name_path(line: str, path: str) -> None:
    """No glob crosses a slash, an anchor holds, and what git cannot read names nothing."""
    pattern = GitignorePattern.parse(line.encode())

    assert pattern
    assert not pattern.names(path.encode(), is_directory=False)


@pytest.mark.parametrize("line", [b"", b"   ", b"# comment", b"/", b"!", b"!/"])
def test_line_without_a_pattern_is_none(line: bytes) -> None:
    """Comments, empty lines and lines of signs only say nothing."""
    pattern = GitignorePattern.parse(line)

    assert pattern is None


def test_slash_at_the_end_names_directories() -> None:
    """A line that ends with a slash names directories and no files."""
    expected = [True, False]

    pattern = GitignorePattern.parse(b"a/")

    assert pattern
    assert expected == [pattern.names(b"x/a", is_directory=each) for each in (True, False)]


def test_file_is_read_as_git_reads_it() -> None:
    """A byte order mark and carriage returns are no part of a line; other separators are."""
    content = "\ufeffa\r\n!b\r\nc\x0cd\n".encode()
    expected = [(b"c\x0cd", False), (b"b", True), (b"a", False)]

    patterns = parse_gitignore(content)

    assert expected == [
        (path, pattern.is_negated)
        for pattern, path in zip(patterns, [b"c\x0cd", b"b", b"a"], strict=True)
        if pattern.names(path, is_directory=False)
    ]


def test_undecodable_names_can_be_ignored() -> None:
    """A line with bytes that are no UTF-8 names the file with those bytes."""
    (pattern,) = parse_gitignore(b"a\xff\n")

    names = pattern.names(b"a\xff", is_directory=False)

    assert names
