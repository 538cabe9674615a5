"""A prediction before the reveal: a sign and a size that a reader commits to, then set against the interval."""

from dataclasses import dataclass
from typing import Any, Protocol

from pitfalls.refused import Refused
from pitfalls.teaching.drawn import Drawn
from pitfalls.teaching.widgets import widgets


class Interval(Protocol):
    """An estimate with an interval, in accuracy (1 is 100 points); `statistics.effects.Effect` is one."""

    @property
    def estimate(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


@dataclass(frozen=True)
class Measured:
    """A number that was measured here, with its interval."""

    estimate: float
    low: float
    high: float


@dataclass
class Prediction:
    """A question about a number in points of accuracy, and what the reader says, None before."""

    question: str
    low: float
    high: float
    mine: float | None = None

    def __repr__(self) -> str:
        said = "nothing predicted yet" if self.mine is None else f"predicted: {self.mine:+g} points"
        return f"{self.question} ({said}; without sliders, write mine=... into the cell)"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        plain = {"text/plain": repr(self)}
        try:
            return self._widget()._repr_mimebundle_() | plain
        except ImportError:
            return plain

    def _widget(self) -> Any:
        ipy = widgets()
        start = self.mine if self.mine is not None else (self.low + self.high) / 2
        slider = ipy.FloatSlider(
            start, min=self.low, max=self.high, step=0.5, description="points", readout_format="+.1f"
        )
        slider.layout = ipy.Layout(width="60%")
        button, told = ipy.Button(description="I predict this", button_style="primary"), ipy.HTML()

        def record(_: Any) -> None:
            self.mine = float(slider.value)
            told.value = f"Recorded: <b>{self.mine:+.1f} points</b>. Run the next cell to see."

        button.on_click(record)
        return ipy.VBox([ipy.HTML(f"<b>Predict:</b> {self.question}"), ipy.HBox([slider, button]), told])

    def reveal(self, found: Interval) -> Drawn:
        """The interval that was measured, as a picture, and how the prediction stands to it."""
        low, mean, high = (100 * each for each in (found.low, found.estimate, found.high))
        return Drawn(_picture(self, low, mean, high), scored(self.mine, low, mean, high))


def predict(question: str, low: float = -50, high: float = 50, mine: float | None = None) -> Prediction:
    """Ask for a number of points between `low` and `high`; `mine` is the answer where no slider can be moved.

    Refused where `mine` lies outside, or there is nothing between the two.
    """
    if not low < high:
        raise Refused(f"a prediction from {low:g} to {high:g} leaves nothing to predict; give low < high")
    if mine is not None and not low <= mine <= high:
        raise Refused(f"mine is {mine:g}, but it should be from {low:g} to {high:g} points")
    return Prediction(question, low, high, mine)


def scored(mine: float | None, low: float, mean: float, high: float) -> str:
    """How a prediction in points stands to an estimate and its interval, in a sentence for each: sign, then size."""
    measured = f"Measured: {mean:+.1f} points ({low:+.1f} to {high:+.1f})."
    if mine is None:
        return f"{measured} You predicted nothing; next time, commit to a number first."
    if low <= 0 <= high:
        sign = "The sign is open: the interval holds zero."
    else:
        sign = "The sign is right." if mine * mean > 0 else "The sign is wrong."
    off = max(low - mine, mine - high, 0.0)
    size = "The size lies inside the interval." if not off else f"The size is {off:.1f} points outside the interval."
    return f"You said {mine:+.1f}. {measured} {sign} {size}"


def _picture(asked: Prediction, low: float, mean: float, high: float) -> Any:
    from textwrap import fill

    from matplotlib.figure import Figure

    sheet = Figure(figsize=(7.5, 1.7), layout="constrained")
    axes = sheet.subplots()
    axes.axvline(0, color="#999999", linewidth=0.8)
    axes.plot([low, high], [0, 0], color="#0072b2", linewidth=6, solid_capstyle="butt", label="measured, interval")
    axes.plot([mean], [0], "D", color="#0072b2", markeredgecolor="white")
    if asked.mine is not None:
        axes.plot([asked.mine], [0], "v", color="#d55e00", markersize=11, label="your prediction")
    ends = [asked.low, asked.high, low, high]
    axes.set(yticks=[], xlabel="points of accuracy", xlim=(min(ends) - 1, max(ends) + 1), ylim=(-1, 1))
    axes.set_title(fill(scored(asked.mine, low, mean, high), 95), fontsize=9, loc="left")
    axes.legend(loc="best", fontsize=8, frameon=False)
    return sheet
