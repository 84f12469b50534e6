import pytest

from domain.tokens.model_names import PLAIN_NAMES, NameRules, fold, fold_points

RULES = NameRules(suffixes=(r"-\d{4}", "-latest", r"-v\d"))


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("A_b:c@d", "a-b-c-d"),
        ("m-3.5", "m-3.5"),
        ("m-v3p1", "m-v3.1"),
        ("top-p1", "top-p1"),
        ("", ""),
        ("É", "é"),
    ],
)
def test_folding_leaves_one_spelling(name: str, folded: str) -> None:
    """Capitals and separators that hosts write differently become one."""
    actual = fold(name)

    assert folded == actual


def test_points_can_be_separators_too() -> None:
    """Some write 3-5 for 3.5; whoever looks for that folds twice."""
    actual = fold_points(fold("M-3.5"))

    assert "m-3-5" == actual


@pytest.mark.parametrize(
    ("name", "stems"),
    [
        ("m", ["m"]),
        ("m-2407", ["m-2407", "m"]),
        ("m-v1-2407-latest", ["m-v1-2407-latest", "m-v1-2407", "m-v1", "m"]),
        ("m-latest-x", ["m-latest-x"]),
        ("-latest", ["-latest"]),
    ],
)
def test_versions_are_taken_off_one_by_one(name: str, stems: list[str]) -> None:
    """The longest stem comes first, and nothing is taken that would leave nothing."""
    actual = list(RULES.stems(name))

    assert stems == actual


def test_only_so_many_versions_are_taken_off() -> None:
    """A name of suffixes alone costs no more than a real one."""
    stems = list(RULES.stems("m" + "-latest" * 100))

    assert 7 == len(stems)


def test_without_rules_a_name_is_its_own_stem() -> None:
    """Nothing is taken off where nobody said what may be."""
    actual = list(PLAIN_NAMES.stems("m-2407"))

    assert ["m-2407"] == actual


@pytest.mark.parametrize("name", ["ft:m:org/x", "ft:us.m/vendor.x"])
def test_the_name_of_a_fine_tuned_model_is_left_alone(name: str) -> None:
    """Its owner may write what he likes in it."""
    reading = NameRules(vendors=frozenset({"vendor"})).read(name)

    assert (name, "") == (reading.name, reading.platform)
