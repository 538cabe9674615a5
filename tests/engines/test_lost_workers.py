"""A worker that is lost costs its cell and no other."""

import os
from dataclasses import replace

import pytest

from pitfalls.engines import crew, worker
from pitfalls.engines.processes import run_processes
from pitfalls.experiment.cells import Cell, env_of
from pitfalls.experiment.experiment import missing
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger
from pitfalls.records.own import load_file

KILLER = """
import os, signal
from pitfalls.encoders.conv import ConvNet
from pitfalls.frozen import frozen

@frozen
class Killer(ConvNet):
    def build(self, channels):
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_cells_that_kill_their_process_stop_no_other_and_are_tried_twice(tmp_path, tiny):
    (tmp_path / "own.py").write_text(KILLER)
    killer = load_file(tmp_path / "own.py").Killer()
    ledger, env, seen = Ledger(tmp_path / "r"), env_of(tiny, "cpu"), {}
    every = [Cell("killer", replace(tiny, encoder=killer, seed=seed)) for seed in range(2)]
    every += [Cell("healthy", replace(tiny, seed=seed)) for seed in range(2)]

    def run(cells):
        seen.clear()
        take = lambda event: seen.update({cells[event["cell"]].key: event["status"]} if "status" in event else {})
        run_processes(cells, ledger, "cpu", take, 1)
        return [seen[cell.key] for cell in cells]

    assert run(every) == ["error", "error", "ok", "ok"]
    told = "the process that computed it ended with signal 9; the machine may have run out of memory"
    assert ledger.attempted(every[0].key, env)["error"] == told
    assert missing(every, ledger, env) == every[:2]
    assert run(every[:1]) == ["failed"] and missing(every, ledger, env) == [every[1]]


def test_processes_that_never_begin_end_the_run_in_one_sentence(tmp_path, tiny, monkeypatch):
    monkeypatch.setattr(crew, "work", os._exit)  # which takes no such words, and so fails as it starts
    with pytest.raises(Refused, match=r"^3 processes ended before they began, the last with exit code 1$"):
        run_processes([Cell("a", tiny)], Ledger(tmp_path), "cpu", lambda event: None, 1)
    assert not list(tmp_path.rglob("*.json")), "no cell is to blame"


class Line:
    """A worker's end of its line, on which everything lies ready."""

    def __init__(self, *jobs):
        self.jobs, self.sent = [*jobs, None], []

    def recv(self):
        return self.jobs.pop(0)

    def send(self, event):
        self.sent.append(event)


@pytest.mark.parametrize("device,taken", [("cpu", 2), ("cuda", 1)])
def test_a_worker_whose_device_may_be_broken_takes_no_other_cell(device, taken, tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "compute", lambda *_: "error")
    line = Line(*((number, Cell("a", tiny).pack()) for number in range(2)))
    worker.serve(line, Ledger(tmp_path), device, None)
    assert line.sent[0] == {"ready": True} and len(line.sent) == 1 + taken
    assert line.sent[1] == {"cell": 0, "status": "error", "over": device != "cpu"}
