"""Does a run survive whatever ends it? Random blows at drivers and workers, and two drivers at once.

Run it as `python experiments/robustness/kills.py [--rounds 20] [--seed 0]`; a round takes a minute or so on two cores.
In each round a small claim is run by one driver or by two at once, each of which is hit at random moments, or a worker
of it is, by SIGKILL, SIGTERM or SIGINT, and started again until nothing is left. After every blow: what was finished is
there byte for byte, and no process has stayed. At the end of a round: the table is byte for byte that of a run which
nobody disturbed. It ends with exit code 1 at the first promise that is broken. Linux only: it reads /proc.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

CLAIM = '''"""Does a small claim run?"""

from dataclasses import replace

from pitfalls import Contrast, Experiment, Jigsaw, LateralAberration, Reading, Scenes, Trial

one = Trial(
    task=Jigsaw(roam=2, permutations=5),
    images=Scenes(size=32, train=64, validation=40, test=64),
    steps=200,
    batch=16,
    reading=Reading(train=40, validation=20, test=64, questions=64),
)
experiment = Experiment(
    question="Does a small claim run?",
    arms={"off": one, "on": replace(one, cues=(LateralAberration(),))},
    contrasts=(Contrast("harm", {"on": 1, "off": -1}, sign=-1, clean="off", planted="on"),),
    seeds=4,
    ceiling=False,
)
'''
BLOWS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
PITFALLS = [sys.executable, "-m", "pitfalls"]


def run(results: str, folder: Path) -> subprocess.Popen:
    """Start a driver of the claim."""
    command = [*PITFALLS, "run", "small.py", "--device", "cpu", "--results", results]
    heeds = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    pipe = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=subprocess.PIPE, preexec_fn=heeds, text=True)


def table(results: str, folder: Path) -> bytes:
    """The rows of the claim as CSV."""
    command = [*PITFALLS, "results", "small", "--csv", "--hits", "--results", results]
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=True).stdout


def children(parent: int) -> list[int]:
    """The workers of a driver that are alive."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, of = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it has ended meanwhile
            continue
        if int(of) == parent and state != "Z":
            found.append(int(path.parent.name))
    return found


def finished(results: Path) -> dict[Path, bytes]:
    """The records that are there, none of which may ever change."""
    return {path: path.read_bytes() for path in results.glob("runs/*/*.json")}


def promise(kept: bool, told: str) -> None:
    """End with exit code 1 where a promise was broken."""
    if not kept:
        sys.exit(f"broken: {told}")


def hit(drivers: list[subprocess.Popen], rng: random.Random) -> str:
    """One blow at a driver or at one of its workers, and what it was."""
    driver, blow = rng.choice(drivers), rng.choice(BLOWS)
    workers = children(driver.pid)
    at_worker = bool(workers) and rng.random() < 0.5
    with suppress(ProcessLookupError):  # it has ended just before
        os.kill(rng.choice(workers) if at_worker else driver.pid, blow)
    return f"{blow.name} at a {'worker' if at_worker else 'driver'}"


def one_round(folder: Path, rng: random.Random, wanted: bytes) -> str:
    """Disturb a claim until it is done; gives what was done to it."""
    shutil.rmtree(folder / "cut", ignore_errors=True)
    told, count = [], rng.choice([1, 2])
    while True:
        before = finished(folder / "cut")
        for path in (folder / "cut").glob("attempts/*/*.json"):
            path.unlink()  # as a run says: what is deleted there is tried anew
        drivers = [run("cut", folder) for _ in range(count)]
        if len(told) < 6:
            time.sleep(rng.uniform(2, 15))
            told.append(hit(drivers, rng))
        workers = [child for driver in drivers for child in children(driver.pid)]
        errors = [driver.communicate()[1] for driver in drivers]
        promise(not any("Traceback" in error for error in errors), "\n".join(errors))
        until = time.monotonic() + 30
        while (left := [pid for pid in workers if Path(f"/proc/{pid}/cwd").exists()]) and time.monotonic() < until:
            time.sleep(0.2)
        promise(not left, f"the workers {left} outlive their drivers")
        after = finished(folder / "cut")
        promise(before.items() <= after.items(), "a finished record was lost or changed")
        if all(driver.returncode == 0 for driver in drivers) and len(after) == wanted.count(b"\n") - 1:
            break
    promise(table("cut", folder) == wanted, "the table is another one")
    return f"{count} drivers at once; {', '.join(told)}"


def main() -> None:
    """Rounds of blows."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--rounds", type=int, default=20)
    words.add_argument("--seed", type=int, default=0)
    asked = words.parse_args()
    rng = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        (folder / "small.py").write_text(CLAIM)
        whole = run("whole", folder)
        promise(whole.wait() == 0, "the claim does not run at all")
        wanted = table("whole", folder)
        for number in range(asked.rounds):
            print(f"round {number + 1}: {one_round(folder, rng, wanted)}: the table is the same", flush=True)


if __name__ == "__main__":
    main()
