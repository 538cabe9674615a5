"""One self-contained HTML page about a claim: question, words, figure, tables, all that decided the outcome."""

import json
from html import escape
from typing import Any

from pitfalls.ledger.ledger import REVISION
from pitfalls.ledger.rows import COLUMNS
from pitfalls.report.figures import figure, svg
from pitfalls.report.tables import BESIDE, beside, explored, notes, summary

WORDS = {
    "cue": "something low-level in the views that gives the answer away",
    "harm": "what the cue does to the features: (planted, no defense) - (clean, no defense)",
    "leak left": "what it still does behind the defense: (planted, defense) - (clean, defense)",
    "price": "what the defense costs where there is no cue: (clean, defense) - (clean, no defense)",
    "rescue": "how much of the harm the defense takes away: leak left - harm",
    "sham": "the same operation as the cue, as large, that tells nothing of the answer",
    "floor": "what the features of the untrained network know",
    "ceiling": "the same network trained on the labels themselves; it is asked for the label, so it has no proxy",
    "attacker": "a small program that sees the cue and nothing else: how far it gets at the proxy task",
    "probe": "a linear classifier of the labels on the frozen features",
    "kNN": "the label of the nearest training images, by their features: no training at all",
    "2nd probe": "the same probe of a second label, which asks for something else in the pictures",
}
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0 }
td, th { padding: .2rem .7rem; border-bottom: 1px solid #ccc }
td { text-align: right; font-variant-numeric: tabular-nums } td:first-child, th:first-child { text-align: left }
.word { font-weight: 700 } .holds { color: #1b7f4d }
.contradicted { color: #b3261e } .equivalent { color: #1d6fa5 }
.not.testable { color: #9a6b00 } svg { max-width: 100%; height: auto }
.note { background: #fff4d6; padding: .5rem 1rem }
pre { overflow-x: auto; background: #f6f6f6; padding: 1rem; font-size: 12px } .scroll { overflow-x: auto }
"""


def page(plan: dict[str, Any], rows: list[dict[str, Any]], picture: str = "") -> str:
    """The page as HTML text that needs nothing beside it; `picture` is a PNG as base64 text, or empty."""
    from pitfalls.statistics.verdict import judge

    judged = "".join(f"<li>{_marked(each)}</li>" for each in judge(plan, rows))
    judged += "".join(f"<li>{escape(told)}</li>" for told in notes(plan, rows))
    words = "".join(f"<dt><b>{word}</b></dt><dd>{escape(told)}</dd>" for word, told in WORDS.items())
    note = f'<p class="note">These rows are {escape(explored(plan))}; they are not the claim\'s.</p>'
    older = (
        f'<p class="note">Rows of revision {plan["revision"]} of the lab; this is {REVISION}, which makes others.</p>'
    )
    shown = f'<h2>What the network is shown</h2><img alt="views of every arm" src="data:image/png;base64,{picture}">'
    head, *lines = summary(rows)
    every, *effects = beside(plan, rows)
    names = [name for name in COLUMNS if name != "hits"]
    raw = [[_cell(row.get(name)) for name in names] for row in rows]
    trials = escape(json.dumps(plan["arms"], indent=1, sort_keys=True))
    failed = sum(row["status"] not in ("ok", "missing") for row in rows)
    missing = sum(row["status"] == "missing" for row in rows)
    return f"""<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>{escape(plan["name"])}</title><style>{STYLE}</style>
<h1>{escape(plan["question"])}</h1>
{note if plan["exploratory"] else ""}
{older if plan["revision"] != REVISION else ""}
<ul>{judged}</ul>
<p>Smallest effect that counts: {100 * plan["delta"]:g} points of {escape(plan["outcome"])}.
All accuracies are on images that were not trained on. {failed} runs failed, {missing} are still to come.</p>
{svg(figure(plan, rows)).partition("?>")[2].partition(">")[2] if rows else ""}
<h2>Arms</h2><p>Points of accuracy; ±: how far the 95 % interval reaches.</p>
<div class="scroll">{_table(head, lines)}</div>
<h2>{BESIDE}</h2><p>Points, with plain 95 % intervals.</p>
<div class="scroll">{_table(every, effects)}</div>
{shown if picture else ""}
<h2>Words</h2><dl>{words}</dl>
<h2>Rows</h2>
<div class="scroll">{_table(names, raw)}</div>
<h2>Everything that decided the outcome</h2>
<details><summary>trials, as data</summary><pre>{trials}</pre></details>
</html>
"""


def _marked(judgment: Any) -> str:
    """The sentence of a judgment with its word in color; the name before it may hold the same letters."""
    name, word = judgment.name, judgment.word
    before, _, after = judgment.sentence[len(name) :].partition(word)
    return f'{escape(name + before)}<span class="word {word}">{word}</span>{escape(after)}'


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


def _table(head: list[str], lines: list[list[str]]) -> str:
    top = "".join(f"<th>{escape(each)}</th>" for each in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(each)}</td>" for each in line) + "</tr>" for line in lines)
    return f"<table><tr>{top}</tr>{body}</table>"
