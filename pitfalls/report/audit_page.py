"""An audit as one self-contained page: verdict, how far each cue goes, what closes it, what tells. No torch."""

from html import escape
from typing import Any

from pitfalls.refused import plain, snake

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem; color: #222 }
h1 { font-size: 1.4rem } .grave { font-weight: 700 } .broken, .leak { color: #a4262c } .flaw { color: #8a5a00 }
.easy { color: #2a5d8f } .note { color: #666 }
ul.verdict { list-style: none; padding: 0 } .verdict li { margin: .8rem 0 }
code { background: #f2f2f2; padding: 0 .3rem; overflow-wrap: anywhere } .scroll { overflow-x: auto }
table { border-collapse: collapse }
td, th { padding: .25rem .6rem; border-bottom: 1px solid #ccc; text-align: right }
td:first-child, th:first-child { text-align: left } td { font-variant-numeric: tabular-nums }
figure { display: inline-block; margin: .3rem }
figure img { max-width: 100%; height: auto; image-rendering: pixelated }
@media (prefers-color-scheme: dark) { body { background: #16181b; color: #ddd } code { background: #2a2d31 }
 .broken, .leak { color: #ff8a8a } .flaw { color: #e0b050 } .easy { color: #8fbfee } }
"""
GRAVE = {"broken": "broken", "leak": "leak", "flaw": "flaw", "easy": "easy way", "note": "note"}


def page(data: dict[str, Any], meanings: dict[str, str], pictures: dict[str, list[str]], line: str = "") -> str:
    """The page as HTML that needs nothing beside it.

    data: of `as_data`; meanings: of the gravities; pictures: PNG as base64, by attacker; line: the command.
    """
    items = "".join(_item(each) for each in data["verdict"])
    parts = [
        f"<h1>{escape(data['headline'])}</h1>",
        f"<p>{escape(data['task'])}<br>on {escape(data['images'])}"
        + (f"<br>planted: {escape(', '.join(data['cues']))}" if data["cues"] else "")
        + (f"<br>behind {escape(' + '.join(data['defenses']))}" if data["defenses"] else "")
        + "</p>",
        "" if data["finished"] else "<p><b>The audit was stopped before its end.</b></p>",
        f"<p><code>{escape(line)}</code></p>" if line else "",
        f"<h2>Verdict</h2><ul class=verdict>{items or '<li>Nothing was found.</li>'}</ul>",
        "<p>" + "; ".join(f"<b>{GRAVE[name]}</b>: {escape(told)}" for name, told in meanings.items()) + ".</p>",
        "<h2>How far each cue alone goes</h2><p>Percent of the way from chance to perfect, on pictures that it was "
        f"not fitted on; *: a leak. The intervals hold all together at {data['level']:.0%}.</p>",
        f"<div class=scroll>{_table(*cues(data))}</div>",
        *_tried(data),
        *_pictures(pictures),
    ]
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    head += f"<title>pitfalls audit</title><style>{STYLE}</style>"
    return plain("\n".join(['<!DOCTYPE html>\n<html lang="en"><head>' + head + "</head><body>", *filter(None, parts)]))


def cues(data: dict[str, Any]) -> list[list[str]]:
    """The table of cues by defenses as text, its head first; * marks a leak."""
    columns = list(dict.fromkeys(each["behind"] for each in data["cues_alone"]))
    rows: dict[str, list[str]] = {}
    for each in data["cues_alone"]:
        told = f"{100 * each['share']:.0f} ({100 * each['low']:.0f} to {100 * each['high']:.0f})"
        if each["control"] is not None:
            told += f", no cue {100 * each['control']:.0f}"
        rows.setdefault(each["attacker"], []).append(told + (" *" if each["leaks"] else ""))
    head = ["cue", *(each or "no defense" for each in columns)]
    width = len(head)
    return [head, *([_said(name), *cells, *[""] * (width - 1 - len(cells))] for name, cells in rows.items())]


def tried(data: dict[str, Any]) -> list[list[str]]:
    """What was tried against the leaks as text, its head first; and what each defense leaves of color and detail."""
    names = list(dict.fromkeys(each["attacker"] for each in data["tried"]))
    head = ["behind", *map(_said, names), "color left", "detail left"]
    rows = []
    left = {each["behind"]: {} for each in data["tried"]}
    for each in data["tried"]:
        left[each["behind"]][each["attacker"]] = f"{100 * each['share']:.0f}"
    for behind in dict.fromkeys([*data["costs"], *left]):
        kept = data["costs"].get(behind, {})
        cost = [f"{100 * kept[name]:.0f}" if name in kept else "" for name in ("color", "detail")]
        rows.append([snake(behind), *(left.get(behind, {}).get(name, "") for name in names), *cost])
    return [head, *rows] if rows else []


def _tried(data: dict[str, Any]) -> list[str]:
    lines = tried(data)
    if not lines:
        return []
    told = "Percent of the way that is left of each leak, and what is left of color and detail in the views."
    return ["<h2>What closes it, and what it costs</h2>", f"<p>{told}</p>", f"<div class=scroll>{_table(*lines)}</div>"]


def _pictures(pictures: dict[str, list[str]]) -> list[str]:
    parts = ["<h2>Questions that give the answer away</h2>"] if any(pictures.values()) else []
    for name, shown in pictures.items():
        what = f"the views of a question that {_said(name)} alone answered"
        figures = "".join(f'<figure><img alt="{what}" src="data:image/png;base64,{each}"></figure>' for each in shown)
        parts += [f"<h3>{_said(name)}</h3>{figures}"] if shown else []
    return parts


def _item(each: dict[str, Any]) -> str:
    advice = f"<br><code>{escape(each['advice'])}</code>" if each["advice"] else ""
    mark = f'<span class="grave {each["gravity"]}">{GRAVE[each["gravity"]]}</span>'
    return f"<li>{mark}: {escape(each['told'])}{advice}</li>"


def _said(name: str) -> str:
    return snake(name).replace("_", " ")


def _table(head: list[str], *lines: list[str]) -> str:
    top = "".join(f"<th>{escape(each)}</th>" for each in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(each)}</td>" for each in line) + "</tr>" for line in lines)
    return f"<table><tr>{top}</tr>{body}</table>"
