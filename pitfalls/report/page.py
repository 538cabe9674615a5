"""One self-contained HTML page about a claim: what is decided, figure, tables, notes, words, all that made them."""

import json
from html import escape
from typing import Any

from pitfalls.ledger.columns import COLUMNS
from pitfalls.ledger.ledger import REVISION
from pitfalls.refused import plain
from pitfalls.report.colors import WORDS as COLORS
from pitfalls.report.dropped import dropped
from pitfalls.report.figures import figure, svg
from pitfalls.report.notes import explored, notes
from pitfalls.report.tables import BESIDE, LAYERS, beside, layers, over_floors, summary
from pitfalls.report.words import WORDS
from pitfalls.statistics.verdict import DECIDED

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0 }
td, th { padding: .2rem .7rem; border-bottom: 1px solid #ccc }
td { text-align: right; font-variant-numeric: tabular-nums } td:first-child, th:first-child { text-align: left }
.headline { font-size: 1.15rem; padding: 0; list-style: none } .headline li { margin: .6rem 0 }
.word { font-weight: 700 } .floors { color: #666; font-size: 14px; display: block }
svg { max-width: 100%; height: auto } .note { background: #fff4d6; padding: .5rem 1rem }
pre { overflow-x: auto; background: #f6f6f6; padding: 1rem; font-size: 12px } .scroll { overflow-x: auto }
""" + "\n".join(f".word.{word.replace(' ', '.')} {{ color: {color} }}" for word, color in COLORS.items())


def page(plan: dict[str, Any], rows: list[dict[str, Any]], picture: str = "") -> str:
    """The page as HTML text that needs nothing beside it; `picture` is a PNG as base64 text, or empty.

    It opens with the contrasts that are decided, in the order in which they were named.
    """
    from pitfalls.statistics.verdict import judge

    found = judge(plan, rows)
    decided = [each for each in found if each.word in DECIDED]
    still = [each for each in found if each.word not in DECIDED]
    failed = sum(row["status"] not in ("ok", "missing", "interrupted") for row in rows)
    missing = sum(row["status"] in ("missing", "interrupted") for row in rows)
    names = [name for name, column in COLUMNS.items() if column.kind != "blob"]
    trials = escape(json.dumps(plan["arms"], indent=1, sort_keys=True))
    parts = [
        f"<h1>{escape(plan['question'])}</h1>",
        *_warnings(plan),
        f'<ul class="headline">{_judged(decided)}</ul>' if decided else "<p>No contrast is decided yet.</p>",
        f"<h2>Not decided</h2><ul>{_judged(still)}</ul>" if still and decided else f"<ul>{_judged(still)}</ul>",
        f"<p>Smallest effect that counts: {100 * plan['delta']:g} points of {escape(plan['outcome'])}. All accuracies"
        f" are on images that were not trained on. Runs that failed: {failed}; still to come: {missing}.</p>",
        svg(figure(plan, rows)).partition("?>")[2].partition(">")[2] if rows else "",
        *_section("Arms", "Points of accuracy; ±: how far the 95 % interval reaches.", summary(rows, plan["outcome"])),
        *_section(LAYERS, "Points of accuracy, with 95 % intervals.", layers(rows)),
        *_section(BESIDE, "Points, with plain 95 % intervals.", beside(plan, rows)),
        *_list("Notes", [*dropped(plan, rows), *notes(plan, rows)]),
    ]
    if picture:
        shown = f'<img alt="views of every arm" src="data:image/png;base64,{picture}">'
        parts.append(f"<h2>What the network is shown</h2>{shown}")
    parts.append("<h2>Words</h2><dl>")
    parts += [f"<dt><b>{word}</b></dt><dd>{escape(told)}</dd>" for word, told in WORDS.items()]
    parts.append("</dl>")
    parts += _section("Rows", "", [names, *([_cell(row.get(name)) for name in names] for row in rows)])
    parts.append("<h2>Everything that decided the outcome</h2>")
    parts.append(f"<details><summary>trials, as data</summary><pre>{trials}</pre></details>")
    head = f'<meta charset="utf-8"><title>{escape(plan["name"])}</title><style>{STYLE}</style>'
    return plain("\n".join(['<!DOCTYPE html>\n<html lang="en">' + head, *filter(None, parts), "</html>\n"]))


def _warnings(plan: dict[str, Any]) -> list[str]:
    """What must be known before anything is read."""
    told = []
    if plan["exploratory"]:
        told.append(f"These rows are {explored(plan)}; they are not the claim's.")
    if plan["revision"] != REVISION:
        told.append(f"Rows of revision {plan['revision']} of the lab; this is {REVISION}, which makes others.")
    return [f'<p class="note">{escape(each)}</p>' for each in told]


def _judged(found: list[Any]) -> str:
    """One item a judgment, with what its arms know beyond their untrained nets."""
    beyond = [over_floors(each) for each in found]
    told = [f'<span class="floors">over their untrained nets: {escape(each)}</span>' if each else "" for each in beyond]
    return "".join(f"<li>{_marked(each)}{more}</li>" for each, more in zip(found, told, strict=True))


def _marked(judgment: Any) -> str:
    """The sentence of a judgment with its word in color; the name before it may hold the same letters."""
    name, word = judgment.name, judgment.word
    before, _, after = judgment.sentence[len(name) :].partition(word)
    return f'{escape(name + before)}<span class="word {word}">{word}</span>{escape(after)}'


def _section(title: str, told: str, lines: list[list[str]]) -> list[str]:
    """A table under a title; nothing where there is no table."""
    if not lines:
        return []
    said = f"<p>{escape(told)}</p>" if told else ""
    return [f"<h2>{escape(title)}</h2>{said}", f'<div class="scroll">{_table(*lines)}</div>']


def _list(title: str, told: list[str]) -> list[str]:
    return [f"<h2>{title}</h2><ul>{''.join(f'<li>{escape(each)}</li>' for each in told)}</ul>"] if told else []


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(_cell, value))
    return "" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


def _table(head: list[str], *lines: list[str]) -> str:
    top = "".join(f"<th>{escape(each)}</th>" for each in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(each)}</td>" for each in line) + "</tr>" for line in lines)
    return f"<table><tr>{top}</tr>{body}</table>"
