"""The committed claims to browse: filtered by pitfall and task, with the figure, the words, and any row's trial."""

from dataclasses import fields
from html import escape
from typing import Any

from pitfalls.ledger.factors import factors
from pitfalls.teaching.claims import Kept, among, committed
from pitfalls.teaching.widgets import widgets

ALL = "all"


class Browser:
    """Menus over the claims; as text, a table of them."""

    def __repr__(self) -> str:
        lines = [f"{each.name} ({each.pitfall}; {', '.join(each.tasks)}): {each.seeds} seeds" for each in among()]
        return "\n".join([*lines, 'without menus: committed("aberration").finding, and .trial("planted", seed=0)'])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        plain = {"text/plain": repr(self)}
        try:
            return self._widget()._repr_mimebundle_() | plain
        except ImportError:
            return plain

    def _widget(self) -> Any:
        ipy = widgets()
        every = among()
        pitfalls = (ALL, *sorted({each.pitfall for each in every}))
        tasks = (ALL, *sorted({task for each in every for task in each.tasks}))
        style = {"description_width": "5em"}
        pitfall, task = (
            ipy.Dropdown(options=given, description=name, style=style, layout=ipy.Layout(width="20em"))
            for name, given in (("pitfall", pitfalls), ("task", tasks))
        )
        name = ipy.Dropdown(description="claim", style=style, layout=ipy.Layout(width="30em"))
        arm = ipy.Dropdown(description="arm", style=style, layout=ipy.Layout(width="20em"))
        seed = ipy.IntSlider(0, min=0, max=0, description="seed", continuous_update=False)
        shown, row = ipy.HTML(), ipy.HTML()

        def filtered(_: Any = None) -> None:
            found = among(*("" if each.value == ALL else each.value for each in (pitfall, task)))
            name.options = [each.name for each in found]
            name.index = 0 if found else None

        def chosen(_: Any = None) -> None:
            if not name.value:
                shown.value = "No committed claim is of that pitfall and that task."
                return
            kept = committed(name.value)
            shown.value = page(kept)
            arm.options = list(kept.finding.claim["arms"])
            arm.index = 0
            opened()

        def opened(_: Any = None) -> None:
            if name.value and arm.value in committed(name.value).finding.claim["arms"]:
                kept = committed(name.value)
                seed.max = max(each["seed"] for each in kept.finding.rows)
                row.value = row_page(kept, arm.value, seed.value)

        for each in (pitfall, task):
            each.observe(filtered, "value")
        name.observe(chosen, "value")
        arm.observe(opened, "value")
        seed.observe(opened, "value")
        filtered()
        return ipy.VBox([ipy.HBox([pitfall, task]), name, shown, ipy.HBox([arm, seed]), row])


def page(kept: Kept) -> str:
    """A claim as HTML: its question, its committed figure, a sentence a contrast."""
    words = "".join(f"<li>{escape(each.sentence)}</li>" for each in kept.finding.verdicts)
    figure = kept.svg.replace("<svg ", '<svg style="max-width:100%;height:auto;background:white" ', 1)
    return f"<h3>{escape(kept.finding.question)}</h3>{figure[figure.find('<svg') :]}<ul>{words}</ul>"


def row_page(kept: Kept, arm: str, seed: int) -> str:
    """A row as HTML: what it measured, what sets its arm apart from the others, and how to have its trial."""
    row = kept.row(arm, seed)
    shown = ("proxy", "proxy_removed", "proxy_reversed", "chance", "probe", "floor_probe", "knn", "attack")
    told = [f"{name} {100 * row[name]:.1f} %" for name in shown if row.get(name) is not None]
    apart = [f"{name} = {value!r}" for name, value in factors(kept.finding.claim)[arm].items() if value != ""]
    trial = kept.trial(arm, seed)
    parts = [f"{field.name}={getattr(trial, field.name)!r}" for field in fields(trial)]
    return (
        f"<p><b>{escape(arm)}, seed {seed}</b>: {escape(', '.join(told))}</p>"
        f"<p>What sets this arm apart: {escape(', '.join(apart) or 'nothing')}</p>"
        f'<p>Its trial: <code>committed("{escape(kept.name)}").trial({escape(repr(arm))}, {seed})</code></p>'
        f"<details><summary>all of its configuration</summary><pre>{escape(chr(10).join(parts))}</pre></details>"
    )


def browse() -> Browser:
    """Menus over all committed claims."""
    return Browser()
