"""Why a seed does not count whole: which of its runs failed, or were made in another environment. No torch."""

from typing import Any


def dropped(plan: dict[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    """One sentence a reason, with the seeds and arms that it holds for; of runs that are still to come, nothing."""
    found: dict[str, dict[str, list[int]]] = {}
    for row in rows:
        if row["arm"] in plan["arms"] and (why := _why(row)):
            found.setdefault(why, {}).setdefault(row["arm"], []).append(row["seed"])
    return [f"Without a pair: {_places(arms)}, {why}." for why, arms in found.items()]


def _why(row: dict[str, Any]) -> str:
    """Why a run tells nothing; "" where it does, or is still to come."""
    error = str(row.get("error") or "an error without a word").strip().splitlines()[0].rstrip(".")
    match row["status"]:
        case "nan":
            return "whose weights or features became infinite"
        case "failed":
            return f"which failed twice and is tried no more ({error})"
        case "error":
            return f"which failed and is tried again by the next run ({error})"
    if told := row.get("elsewhere"):
        return f"which was run with {told} for the rest of its seed; the next run makes that seed whole"
    return ""


def _places(arms: dict[str, list[int]]) -> str:
    return " and ".join(f"{arm} at {_counted(seeds)}" for arm, seeds in arms.items())


def _counted(seeds: list[int]) -> str:
    return f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {', '.join(map(str, seeds))}"
