import xml.etree.ElementTree as ET

from benchmarks.compression_plot import Line, svg

LINES = (
    Line("ours", ((0.1, 0.9), (0.5, 1.0)), "#0072B2", "circle", is_ours=True),
    Line("a < b", ((0.1, 0.2), (0.5, 0.4)), "#6b6b6b", "cross", "3 3"),
    Line("square", ((0.0, 0.0), (1.0, 1.0)), "#D55E00", "square"),
)


def test_plot_is_well_formed() -> None:
    """Titles with marks of XML in them do not break the file."""
    root = ET.fromstring(svg('recall of "x" & y', "recall", LINES))  # noqa: S314 - our own

    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_every_arm_has_a_legend() -> None:
    """The legend names each line once."""
    plot = svg("title", "recall", LINES)

    assert [plot.count(f">{name}<") for name in ("ours", "a &lt; b", "square")] == [1, 1, 1]


def test_ours_is_drawn_above_the_others() -> None:
    """The first line of the legend is the last one drawn."""
    plot = svg("title", "recall", LINES)

    assert plot.index("stroke='#D55E00'") < plot.index("stroke='#0072B2'")
