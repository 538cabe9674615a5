"""How much of n workers does the Ray engine use? Cells that only wait, on a cluster of n nodes of one core each.

Run it as `python experiments/speed/ray_workers.py [--workers 2 4 8] [--seconds 2] [--cells 6]`; it needs Ray. Since
the cells only wait, the nodes may all stand on this machine. Printed is the speedup over one worker at the same cells,
reckoned from what the cells wait; wanted is 0.9 n or more. The processes of the nodes are started beforehand.
"""

import argparse
import tempfile
import time

import torch
from ray.cluster_utils import Cluster as Nodes

from pitfalls import Jigsaw, Reading, Scenes, Trial, replace
from pitfalls.audit.attackers.tile_statistics import TileStatistics
from pitfalls.engines.engine import engine_named
from pitfalls.experiment.cells import Cell
from pitfalls.frozen import frozen, knob
from pitfalls.ledger.ledger import Ledger


@frozen
class Waiting(TileStatistics):
    """An encoder that waits before it is built, and has nothing to learn."""

    seconds: float = knob(default=2.0, ge=0, unit="s", help="how long")

    def build(self, channels: int) -> torch.nn.Module:
        time.sleep(self.seconds)
        return super().build(channels)


def cells(count: int, seconds: float, first: int) -> list[Cell]:
    """Cells of unlike seeds that take about so many seconds each."""
    pictures = Scenes(size=32, train=32, validation=16, test=16)
    reading = Reading(train=16, validation=16, test=16, questions=64)
    one = Trial(task=Jigsaw(roam=2, permutations=5), images=pictures, reading=reading, steps=0, batch=16)
    return [Cell("wait", replace(one, encoder=Waiting(seconds=seconds), seed=first + seed)) for seed in range(count)]


def measured(workers: int, each: int, seconds: float) -> float:
    """Seconds that `each` cells a worker take on so many workers, which have computed before."""
    nodes = Nodes(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        for _ in range(workers):
            nodes.add_node(num_cpus=1)
        nodes.wait_for_nodes()
        with tempfile.TemporaryDirectory() as folder, engine_named(f"ray:{nodes.address}") as engine:
            ledger, place = Ledger(folder), engine.place("cpu")
            engine.run(cells(2 * workers, 0.5, 0), ledger, place, lambda event: None)
            asked = cells(each * workers, seconds, 1000)
            engine.env(asked[0].trial, place)
            began = time.perf_counter()
            engine.run(asked, ledger, place, lambda event: None)
            took = time.perf_counter() - began
            assert all(ledger.find(cell.key) for cell in asked), "a cell was not computed"
            return took
    finally:
        nodes.shutdown()


def main() -> None:
    """The efficiency at each number of workers."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--workers", type=int, nargs="+", default=[2, 4, 8])
    words.add_argument("--seconds", type=float, default=2.0)
    words.add_argument("--cells", type=int, default=6, help="cells a worker")
    asked = words.parse_args()
    for workers in asked.workers:
        took = measured(workers, asked.cells, asked.seconds)
        speedup = workers * asked.cells * asked.seconds / took
        print(f"{workers} workers: {took:.1f} s, {speedup:.2f} times one worker, {speedup / workers:.2f} n", flush=True)


if __name__ == "__main__":
    main()
