"""What a folder of many photographs costs: pictures a second, peak memory, and the time of a second start.

python experiments/speed/ingest.py [COUNT] [--px 320] [--folder DIR]

COUNT pictures are generated as JPEG files in ten classes (in DIR, which is kept, or in a temporary folder), and read
by processes of their own with an empty cache: the first decodes all of them, the second finds them as they were, and
the third loads the splits of a seed as a worker does.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from pitfalls.images.folder import Folder
from pitfalls.images.reading import CORES

CLASSES = 10
STARTS = ("first start", "second start", "a worker's splits")


def generate(root: str, numbers: range, px: int) -> None:
    """Write pictures: a coarse pattern of its own each, under fine grain, so that they pack like photographs."""
    for number in numbers:
        draws = np.random.default_rng(number)
        coarse = Image.fromarray(draws.integers(0, 256, (6, 8, 3), dtype=np.uint8)).resize((px, px * 3 // 4))
        grain = draws.integers(-12, 13, (px * 3 // 4, px, 1))
        image = Image.fromarray((np.asarray(coarse).astype(np.int64) + grain).clip(0, 255).astype(np.uint8))
        image.save(Path(root) / f"{number % CLASSES}" / f"{number:07}.jpg", quality=90)


def start(folder: str, kind: str) -> dict[str, float]:
    """One start in this process: its seconds, its peak memory, and what it holds for itself, in MB."""
    before, began = own_memory(), time.perf_counter()
    source = Folder(path=folder)
    if kind == STARTS[-1]:
        held = [source.load(split, 0) for split in ("train", "validation", "test")]
        count = sum(len(each.pixels) for each in held)
    else:
        count = source.report().kept
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return {"count": count, "seconds": seconds, "peak": peak, "own": own_memory() - before}


def own_memory() -> float:
    """What this process holds and shares with no file, in MB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 2**10 for line in lines if line.startswith("RssAnon:"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--px", type=int, default=320, help="width of a picture")
    parser.add_argument("--folder", help="where the pictures are, or are to be written")
    parser.add_argument("--start", choices=STARTS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.start:
        print(json.dumps(start(given.folder, given.start)))
        return
    with tempfile.TemporaryDirectory() as place:
        root = Path(given.folder or f"{place}/pictures")
        for kind in range(CLASSES):
            (root / str(kind)).mkdir(parents=True, exist_ok=True)
        lots = [range(at, min(at + 1000, given.count)) for at in range(0, given.count, 1000)]
        if not any(root.rglob("*.jpg")):
            with ProcessPoolExecutor(CORES) as pool:
                list(pool.map(generate, [str(root)] * len(lots), lots, [given.px] * len(lots)))
        time.sleep(3)  # a file written a moment ago is not yet trusted to its times
        table = Table(
            "start", "pictures", "s", "pictures/s", "peak MB", "own MB", title=f"{CORES} cores, {given.px} px"
        )
        for kind in STARTS:
            command = [sys.executable, __file__, "--folder", str(root), "--start", kind]
            env = os.environ | {"PITFALLS_CACHE": f"{place}/cache"}
            found = json.loads(subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout)
            rate = found["count"] / found["seconds"]
            told = (f"{found['count']}", f"{found['seconds']:.2f}", f"{rate:.0f}", f"{found['peak']:.0f}")
            table.add_row(kind, *told, f"{found['own']:.0f}")
        Console().print(table)


if __name__ == "__main__":
    main()
