"""What is said at the end of a run: which cells failed and why, and which are still to come."""

from typing import Any

from rich.console import Console


def closing(rows: list[dict[str, Any]], asked: int, shard: str | None, console: Console) -> int:
    """Say what is still missing and why; 1 if a cell failed and will be tried again, else 0."""
    failed = [row for row in rows if row["status"] == "error"]
    over = [row for row in rows if row["status"] == "failed"]
    waiting = [row for row in rows if row["status"] in ("missing", "interrupted")]
    for row in (failed or over)[:3]:
        told = f"{row['arm']}, seed {row['seed']} failed: {row.get('error', '')}"
        console.print(told, highlight=False, markup=False)
    if failed:
        console.print(f"{len(failed)} cells failed; the same command tries them again.")
    if over:
        told = f"{len(over)} cells failed twice with the same error; they are counted as failed, and tried no more."
        console.print(f"{told} What is deleted under attempts is tried anew.")
    if waiting and shard:
        told = f"{len(waiting)} cells are not here, be it that they belong to other shards than {shard}"
        console.print(f"{told}; `pitfalls merge A B -o C` joins the folders of all.", highlight=False)
    elif waiting:
        command = "the same command" if all(row["seed"] < asked for row in waiting) else "a run without --seeds"
        console.print(f"{len(waiting)} cells are still to be computed; {command} goes on from here.")
    return 1 if failed else 0
