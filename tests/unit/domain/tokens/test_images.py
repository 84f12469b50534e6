import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.tokens.images import ImageRule, ImageRuleKind, Level

TILES = ImageRule(
    kind=ImageRuleKind.TILES,
    base=85,
    unit_tokens=170,
    unit_edge=512,
    max_edge=2048,
    max_short_edge=768,
)
PATCHES = ImageRule(
    kind=ImageRuleKind.PATCHES,
    unit_edge=32,
    multiplier=1.5,
    levels={"auto": Level(max_patches=100), "low": Level(max_edge=64, max_patches=100)},
)
PADDED = ImageRule(
    kind=ImageRuleKind.PADDED_PATCHES,
    unit_edge=28,
    levels={"auto": Level(max_edge=1568, max_patches=1568)},
)
CROPS = ImageRule(
    kind=ImageRuleKind.CROPS, unit_tokens=258, unit_edge=768, shortest_unit_edge=256, small_edge=384
)
LEVELS = ImageRule(
    kind=ImageRuleKind.LEVELS, levels={"auto": Level(tokens=1120), "low": Level(tokens=280)}
)
edges = st.integers(1, 10**9)


@pytest.mark.parametrize(
    ("rule", "width", "height", "detail", "tokens"),
    [
        (TILES, 512, 512, "high", 85 + 170),
        (TILES, 513, 512, "high", 85 + 2 * 170),
        (TILES, 1024, 1024, "high", 765),
        (TILES, 2048, 4096, "high", 1_105),
        (TILES, 4096, 2048, "auto", 1_105),
        (TILES, 4096, 2048, "low", 85),
        (TILES, 10**9, 1, "high", 85 + 4 * 170),
        (PATCHES, 32, 32, "auto", 2),
        (PATCHES, 33, 32, "auto", 3),
        (PATCHES, 320, 320, "auto", 150),
        (PATCHES, 320_000, 320_000, "auto", 150),
        (PATCHES, 320, 320, "low", 6),
        (PADDED, 1, 1, "auto", 1),
        (PADDED, 1000, 1000, "auto", 1_296),
        (PADDED, 3440, 1440, "auto", 56 * 24),
        (CROPS, 384, 384, "auto", 258),
        (CROPS, 385, 384, "auto", 258 * 4),
        (CROPS, 960, 540, "auto", 258 * 6),
        (CROPS, 3000, 3000, "auto", 258 * 16),
        (LEVELS, 1, 1, "auto", 1_120),
        (LEVELS, 1, 1, "low", 280),
        (LEVELS, 1, 1, "unheard of", 1_120),
    ],
)
def test_the_size_makes_the_tokens(
    rule: ImageRule, width: int, height: int, detail: str, tokens: int
) -> None:
    """Each rule counts by its own figures, at its limits and far beyond them."""
    actual = rule.token_count(width, height, detail=detail)

    assert tokens == actual


@pytest.mark.parametrize("rule", [TILES, PATCHES, PADDED, CROPS])
def test_an_unknown_size_has_no_count(rule: ImageRule) -> None:
    """Nothing stands in for it."""
    actual = rule.token_count(None, None, detail="auto")

    assert actual is None


@pytest.mark.parametrize(("rule", "detail"), [(TILES, "low"), (LEVELS, "auto")])
def test_a_price_without_a_size_needs_none(rule: ImageRule, detail: str) -> None:
    """Images of low detail cost the same at any size."""
    actual = rule.token_count(None, None, detail=detail)

    assert actual is not None


@given(rule=st.sampled_from([TILES, PATCHES, PADDED, LEVELS]), width=edges, height=edges)
def test_an_image_on_its_side_costs_the_same(rule: ImageRule, width: int, height: int) -> None:
    """Only the edges matter, not which is which."""
    upright = rule.token_count(width, height, detail="auto")

    assert upright == rule.token_count(height, width, detail="auto")


@given(rule=st.sampled_from([TILES, PATCHES, PADDED]), width=edges, height=edges)
def test_no_image_costs_more_than_its_budget(rule: ImageRule, width: int, height: int) -> None:
    """However large it is; nor is any free."""
    budgets = {"tiles": 85 + 8 * 170, "patches": 150, "claude-patches": 1568}

    actual = rule.token_count(width, height, detail="auto")

    assert actual is not None
    assert 0 < actual <= budgets[rule.kind.value]
