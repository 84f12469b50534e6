from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.structured.diffs import diff_parts
from tests.fakes.rendering import rendered

DIFF = """\
diff --git a/one.py b/one.py
index 83db48f..bf2a1c3 100644
--- a/one.py
+++ b/one.py
@@ -1,3 +1,3 @@ def one():
 first
-second
+--- 2
 third
diff --git a/two.py b/two.py
--- a/two.py
+++ b/two.py
@@ -5 +5 @@
-old
+new
"""


def kept(least_prior: int) -> str:
    """What is left of the diff with the parts of some worth."""
    parts = diff_parts(DIFF, 0, len(DIFF))
    chosen = [part.options[0 if part.prior_permille >= least_prior else -1] for part in parts]
    return rendered(DIFF, chosen)


@settings(max_examples=50)
@given(st.text(alphabet="+-@ 1,ab\n\\", max_size=200))
def test_parts_tile_any_text(text: str) -> None:
    """All parts in full are the diff, and none begins within a line."""
    parts = diff_parts(text, 0, len(text))

    assert rendered(text, [part.options[0] for part in parts]) == text
    assert all(part.start == 0 or text[part.start - 1] == "\n" for part in parts)


def test_changes_are_worth_most() -> None:
    """The changed lines outlast the heads of hunks, and a change that looks like a header too."""
    assert kept(1_500).splitlines() == [
        "diff --git a/one.py b/one.py",
        "+++ b/one.py",
        "-second",
        "+--- 2",
        "diff --git a/two.py b/two.py",
        "+++ b/two.py",
        "-old",
        "+new",
    ]


def test_context_is_worth_least() -> None:
    """The lines around changes go first."""
    assert kept(300) == DIFF.replace(" first\n", "").replace(" third\n", "")


def test_names_of_files_always_stay() -> None:
    """Every file is still named when all else is gone."""
    assert kept(10_000).count("one.py") == 3


def test_every_file_is_a_document() -> None:
    """Parts of one file have one number."""
    parts = diff_parts(DIFF, 0, len(DIFF), document=4)

    assert {part.document for part in parts if part.start < DIFF.index("diff --git a/two")} == {4}
    assert {part.document for part in parts if part.start >= DIFF.index("diff --git a/two")} == {5}
