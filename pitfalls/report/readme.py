"""The tables of findings, made from the rows kept beside the experiments: `python -m pitfalls.report.readme`.

README.md has a line a claim, experiments/README.md a line a contrast.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pitfalls.ledger.files import REVISION, SCHEMA
from pitfalls.ledger.stored import kept_rows
from pitfalls.refused import Refused
from pitfalls.report.tables import read_of
from pitfalls.statistics.verdict import Judgment, judge
from pitfalls.writing import write_whole

BEGIN, END = "<!-- findings: python -m pitfalls.report.readme -->", "<!-- end of findings -->"
BRIEF = ("claim", "question", "what the rows say", "seeds")
HEAD = ("claim", "question", "contrast", "word", "effect", "learned", "over floor", "seeds")
LONG = 60  # letters of a question, beyond which its second half is left out
Claim = tuple[dict[str, Any], list[dict[str, Any]], str]  # plan, rows, link; rows are [] of another revision


def committed(root: Path) -> list[Claim]:
    """Every claim with its rows under root/experiments, in the order of their paths; others have no rows here."""
    found: list[Claim] = []
    for path in sorted((root / "experiments").rglob("*.json")):
        link = path.with_suffix(".svg").relative_to(root).as_posix()
        told = json.loads(path.read_bytes())
        if not path.with_suffix(".csv").is_file() or not isinstance(told, dict) or "contrasts" not in told:
            continue
        if told.get("revision") != REVISION or told.get("schema") != SCHEMA:
            found.append((told | {"name": path.stem}, [], link))
            continue
        found += [(claim, rows, link) for claim, rows, _ in kept_rows([path.parent], path.stem)[:1]]
    return found


def table(claims: Iterable[Claim], brief: bool = False) -> str:
    """The findings as markdown: a line a contrast, or a claim, and one about the claims that are left out."""
    claims, head = list(claims), BRIEF if brief else HEAD
    current = [claim for claim in claims if claim[1] and not claim[0]["exploratory"]]
    lines = [line for claim in current for line in ([_line(*claim)] if brief else _lines(*claim))]
    told = [_row(head), _row("---" for _ in head), *map(_row, lines)] if lines else ["No claim has rows yet."]
    older = [plan["name"] for plan, rows, _ in claims if not rows]
    if older:
        told += ["", f"Left out, for their rows are of an older revision: {', '.join(older)}."]
    return "\n".join(told)


def written(text: str, claims: Iterable[Claim], brief: bool = False) -> str:
    """A file's text with the table between its markers; Refused where there is not one pair of them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after:
        raise Refused(f"a README.md should hold the lines {BEGIN} and {END} once, with the table between them.")
    return f"{before}{BEGIN}\n{table(claims, brief)}\n{END}{after}"


def _line(plan: dict[str, Any], rows: list[dict[str, Any]], link: str) -> tuple[str, ...]:
    """A claim in one line: its contrasts, each with its word and its effect in points."""
    effect = lambda each: f" {100 * each.effect.estimate:+.1f}" if each.effect.pairs else ""
    said = "; ".join(f"{each.name} *{each.word}*{effect(each)}" for each in judge(plan, rows))
    return f"[{plan['name']}]({link})", _short(plan["question"]), said, str(_seeds(rows))


def _lines(plan: dict[str, Any], rows: list[dict[str, Any]], link: str) -> list[tuple[str, ...]]:
    """A line a contrast; claim and question stand in the first."""
    names = [(f"[{plan['name']}]({link})", _short(plan["question"])), *[("", "")] * len(plan["contrasts"])]
    trained = {arm for arm, trial in plan["arms"].items() if trial["fields"]["steps"]}
    lines = []
    for first, each in zip(names, judge(plan, rows), strict=False):
        told = (f"*{each.word}*", _effect(each), _learned(each, trained), _over(each, plan["outcome"]))
        lines.append((*first, each.name, *told, str(_seeds(rows))))
    return lines


def _seeds(rows: list[dict[str, Any]]) -> int:
    return 1 + max(row["seed"] for row in rows)


def _effect(judged: Judgment) -> str:
    seen = judged.effect
    if not seen.pairs:
        return ""
    low, mean, high = (100 * each for each in (seen.low, seen.estimate, seen.high))
    level = f"{100 * seen.level:.4g} %, {seen.pairs} seeds"
    return f"{mean:+.1f} ({low:+.1f} to {high:+.1f}; {level})" if seen.pairs > 1 else f"{mean:+.1f}"


def _learned(judged: Judgment, trained: set[str]) -> str:
    """How many runs of all trained arms of a contrast learned."""
    known = [each for arm, each in judged.learned.items() if arm in trained]
    return f"{sum(each.learned for each in known)} of {sum(each.runs for each in known)}" if known else ""


def _over(judged: Judgment, outcome: str) -> str:
    """The least and the most that an arm of a contrast knows beyond its untrained nets."""
    found = [100 * each.estimate for each in judged.floors.values()] if read_of(outcome) == outcome else []
    if not found:
        return ""
    return f"{min(found):+.1f}" if len(found) == 1 else f"{min(found):+.1f} to {max(found):+.1f}"


def _short(question: str) -> str:
    """A question without its second half, if it is long."""
    first, comma, _ = question.partition(", ")
    return f"{first}?" if comma and len(question) > LONG else question


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(root: Path = Path(__file__).parents[2]) -> None:
    """Write the tables into README.md and experiments/README.md, each with links from where it stands."""
    claims = committed(root)
    for path, known, brief in (
        (root / "README.md", claims, True),
        (root / "experiments" / "README.md", nearer(claims), False),
    ):
        write_whole(path, written(path.read_text(), known, brief).encode())


def nearer(claims: Iterable[Claim]) -> list[Claim]:
    """The claims with links from the folder of experiments."""
    return [(plan, rows, link.removeprefix("experiments/")) for plan, rows, link in claims]


if __name__ == "__main__":
    try:
        main()
    except Refused as error:
        sys.exit(str(error))
