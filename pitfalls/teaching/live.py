"""Sliders beside a picture: it is drawn anew when one is moved. Where no slider can be shown, one picture stands there.

The picture of the first settings goes along as a plain image, which code hosts, terminals and readers without
ipywidgets see in its place; `live(...)(strength=2)` draws any other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pitfalls.refused import Refused
from pitfalls.teaching.drawn import PNG, Drawn, png
from pitfalls.teaching.widgets import widgets

Draw = Callable[..., Drawn]


@dataclass(frozen=True)
class Slider:
    """A number between two ends."""

    start: float
    low: float
    high: float
    step: float
    unit: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several words."""

    start: str
    among: tuple[str, ...]


@dataclass(frozen=True)
class Switch:
    """On or off."""

    start: bool = False


Control = Slider | Choice | Switch


@dataclass(frozen=True)
class Live:
    """A picture with controls; called with values by name, it gives that one picture."""

    draw: Draw
    controls: dict[str, Control]

    def __call__(self, **values: Any) -> Drawn:
        if unknown := sorted(values.keys() - self.controls.keys()):
            raise Refused(f"there is no control {unknown[0]!r}; there are {', '.join(self.controls)}")
        return self.draw(**{name: each.start for name, each in self.controls.items()} | values)

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={each.start!r}" for name, each in self.controls.items())
        return f"{self()!r}\n(without sliders, call it: live({told}))"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        first = self()
        data, more = first._repr_mimebundle_()
        try:
            return data | self._widget(first)._repr_mimebundle_() | {"text/plain": repr(first)}, more
        except ImportError:
            return data, more

    def _widget(self, first: Drawn) -> Any:
        ipy = widgets()
        made = {name: _control(name, each) for name, each in self.controls.items()}
        shown = ipy.Image(value=png(first.figure), format=PNG.partition("/")[2], layout=ipy.Layout(max_width="100%"))
        told = ipy.HTML(_told(first.told))

        def changed(_: Any) -> None:
            try:
                now = self.draw(**{name: each.value for name, each in made.items()})
            except Refused as error:
                told.value = _told(f"Not possible: {error}")
                return
            shown.value, told.value = png(now.figure), _told(now.told)

        for each in made.values():
            each.observe(changed, "value")
        return ipy.VBox([*made.values(), told, shown])


def live(draw: Draw, **controls: Control) -> Live:
    """What `draw` gives of the controls' values, drawn anew whenever one is moved."""
    return Live(draw, controls)


def _told(text: str) -> str:
    from html import escape

    return f'<div style="font-size:110%" aria-live="polite">{escape(text)}</div>'


def _control(name: str, each: Control) -> Any:
    ipy, said = widgets(), name.replace("_", " ")
    style = {"description_width": "11em"}
    match each:
        case Slider(start, low, high, step, unit):
            label = f"{said} ({unit})" if unit else said
            wide = ipy.Layout(width="80%")
            return ipy.FloatSlider(
                start,
                min=low,
                max=high,
                step=step,
                description=label,
                continuous_update=False,
                style=style,
                layout=wide,
            )
        case Choice(start, among):
            return ipy.Dropdown(
                options=among, value=start, description=said, style=style, layout=ipy.Layout(width="60%")
            )
        case Switch(start):
            return ipy.Checkbox(start, description=said, style=style)
