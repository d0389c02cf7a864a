"""A chart is sent as the browser would leave it, so that it is drawn once."""

import numpy as np

from charts.theme import TEXT_SIZE, Look, axis, draw
from ui.settled import settled


def _bars(lengths, names=("华东", "A long name")):
    rows = axis(Look(), tickvals=[0, 1], ticktext=list(names))
    return draw(Look(), [{"type": "bar", "x": np.array(lengths), "y": [0, 1]}], "said", yaxis=rows)


def _layout(figure, clicked=False):
    return settled(figure, clicked=clicked).to_dict()["layout"]


def test_equal_data_are_signed_equal_and_other_data_are_not():
    one, same, other = (_layout(_bars(lengths))["datarevision"] for lengths in ([1.0, 2.0], [1.0, 2.0], [1.0, 3.0]))
    assert one == same != other


def test_nothing_is_left_that_the_browser_would_take_for_changed():
    layout = _layout(_bars([1.0, 2.0]), clicked=True)
    assert "meta" not in layout
    assert (layout["clickmode"], layout["dragmode"]) == ("event+select", "pan")
    assert layout["yaxis"]["automargin"] is False


def test_the_margin_grows_with_the_longest_line_of_a_label():
    narrow, wide, broken = (
        _layout(_bars([1.0, 2.0], ("a", name)))["margin"]["l"]
        for name in ("b", "华东华南华中华北", "华东华南<br>华中华北")
    )
    assert narrow < broken < wide
    assert wide >= 8 * TEXT_SIZE  # eight signs, each as wide as high


def test_an_axis_without_known_labels_keeps_its_own_room():
    figure = draw(Look(), [{"type": "bar", "x": [1.0], "y": [0]}], "said")
    assert _layout(figure)["yaxis"]["automargin"] is True
    assert _layout(figure)["margin"] == figure.layout.margin.to_plotly_json()


def test_the_figure_itself_stays_as_it_was():
    figure = _bars([1.0, 2.0])
    before = figure.to_dict()
    settled(figure, clicked=True)
    assert figure.to_dict() == before


def test_a_difference_in_the_middle_of_many_marks_is_signed():
    def sent(word):
        words = np.array(["same"] * 1_000 + [word] + ["same"] * 1_000, dtype=object)
        bars = [{"type": "bar", "x": np.zeros(2_001), "y": np.zeros(2_001), "customdata": words}]
        return _layout(draw(Look(), bars, "said"))["datarevision"]

    assert sent("one") != sent("other")
