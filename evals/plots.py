"""Plots as SVG that takes the colours and the width of the page it stands in."""

import io
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from evals.score import ALL, Figure

_INK = "#010203"
_BAR = "#040506"
_STRONG = "#070809"
_ROLES = {_INK: "currentColor", _BAR: "var(--bar)", _STRONG: "var(--strong)"}
"""Stand-ins for what only the page knows; matplotlib takes no CSS."""
_WIDTH = 4.4
"""Inches: near a phone's width, so that the letters stay readable there."""


def bars(figures: Sequence[Figure]) -> str:
    """A bar a language with its interval, in the order given."""
    canvas, axes = _canvas(0.55 + 0.24 * len(figures))
    places = range(len(figures))
    values = [figure.value for figure in figures]
    reach = [[f.value - f.low for f in figures], [f.high - f.value for f in figures]]
    colours = [_STRONG if figure.language == ALL else _BAR for figure in figures]
    axes.barh(places, values, xerr=reach, color=colours, ecolor=_INK, error_kw={"elinewidth": 1, "capsize": 2})
    axes.set_yticks(places, [f"{figure.language} ({figure.count})" for figure in figures])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.02)
    return _svg(canvas)


def histogram(seconds: Sequence[float]) -> str:
    """How many questions took how many milliseconds."""
    canvas, axes = _canvas(2.2)
    axes.hist([second * 1000 for second in seconds], bins=30, color=_BAR)
    axes.set_xlabel("milliseconds", color=_INK)
    axes.set_ylabel("questions", color=_INK)
    return _svg(canvas)


def _canvas(height: float) -> tuple[Canvas, Axes]:
    canvas = Canvas(figsize=(_WIDTH, height), layout="constrained")
    axes = canvas.subplots()
    axes.tick_params(colors=_INK, labelsize=9)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(_INK)
    return canvas, axes


def _svg(canvas: Canvas) -> str:
    drawn = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with mpl.rc_context({"svg.fonttype": "none", "font.family": "sans-serif", "svg.hashsalt": "exchange"}):
        canvas.savefig(drawn, format="svg", transparent=True, metadata=nothing)
    svg = drawn.getvalue()
    for stand_in, role in _ROLES.items():
        svg = svg.replace(stand_in, role)
    return svg[svg.index("<svg") :]
