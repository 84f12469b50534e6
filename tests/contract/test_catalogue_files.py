"""What the files of the catalogue must look like, and what is said where they do not."""

import shutil
from pathlib import Path

import pytest

import adapters.outbound.catalogue
from adapters.outbound.catalogue.packaged import PackagedCatalogues
from domain.tokens.catalogue import CatalogueInvalid

FOLDER = Path(adapters.outbound.catalogue.__file__).parent


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "copy")
    return tmp_path / "copy"


def test_the_version_changes_with_the_data(copied: Path) -> None:
    """Whoever changes a figure cannot forget to change the version."""
    before = PackagedCatalogues([], folder=copied).current().version
    changed = copied / "models" / "xai.toml"
    changed.write_text(changed.read_text().replace("500_000", "500_001"))

    after = PackagedCatalogues([], folder=copied).current().version

    assert (True, True) == (before != after, before[:10] == after[:10])


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('provider = "xai"', "", "must be a name"),
        ('provider = "xai"', "provider = ", "Invalid"),
        ('method = "heuristic"', 'method = "guess"', "method 'guess' is unknown"),
        ('method = "heuristic"', 'method = "exact"', "does not go with its encoding"),
        ('method = "heuristic"', 'encoding = "o200k"', "is not in rules.toml"),
        ("context = 500_000", 'context = "500_000"', "a limit is a number"),
        ("context = 500_000", "context = 500_000, output = 600_000", "above that of the context"),
        ("context = 500_000", "contexts = 500_000", "unknown key 'contexts'"),
        ("[[groups]]", "[[groups]]\nprefixes = []", "unknown key 'prefixes'"),
        ('name = "grok-4.6"', 'name = "gpt-5"', "listed twice"),
    ],
)
def test_a_file_that_is_wrong_says_what_is(copied: Path, old: str, new: str, problem: str) -> None:
    """No model is left out in silence."""
    changed = copied / "models" / "xai.toml"
    changed.write_text(changed.read_text().replace(old, new, 1))

    with pytest.raises(CatalogueInvalid) as caught:
        PackagedCatalogues([], folder=copied).current()

    assert (True, "xai.toml") == (problem in caught.value.message, caught.value.metadata["file"])


def test_rules_that_are_wrong_are_named(copied: Path) -> None:
    """The file of the rules is held to the same."""
    changed = copied / "rules.toml"
    changed.write_text(changed.read_text().replace("as_of", "as_off"))

    with pytest.raises(CatalogueInvalid) as caught:
        PackagedCatalogues([], folder=copied).current()

    assert "rules.toml" == caught.value.metadata["file"]
