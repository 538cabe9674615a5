"""Where cells run: what fails or is killed is noted under its own key, and the rest goes on."""

import os
import signal
import threading
from dataclasses import replace

import pytest

import pitfalls
from pitfalls.commands import driver
from pitfalls.commands.stopping import stoppable
from pitfalls.engines import engines
from pitfalls.experiment import cells
from pitfalls.experiment.cells import Cell, compute
from pitfalls.images.scenes import Scenes
from pitfalls.ledger.ledger import Ledger
from pitfalls.measures.reading import Reading
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

tiny = Trial(
    task=Jigsaw(roam=2, permutations=5),
    images=Scenes(size=32, train=64, validation=40, test=64),
    steps=4,
    batch=16,
    reading=Reading(train=40, validation=20, test=64, questions=64),
)
long = replace(tiny, steps=100_000)


def test_a_failed_attack_is_noted_as_such_and_the_run_is_kept(tmp_path, monkeypatch):
    ledger, cell = Ledger(tmp_path), Cell("a", tiny, "channel_displacement")

    def boom(*_):
        raise RuntimeError("boom")

    with monkeypatch.context() as patched:
        patched.setattr(cells, "attack", boom)
        assert compute(cell, ledger, "cpu") == "error"
    assert ledger.find(cell.key) is not None and ledger.attempted(cell.key) is None
    assert ledger.attempted(cell.attack_key)["error"] == "RuntimeError: boom"
    assert cell.left(ledger) == cell.attack_key and not cell.done(ledger)
    before = ledger.path(cell.key).read_bytes()
    assert compute(cell, ledger, "cpu") == "ok" and cell.done(ledger)
    assert ledger.attempted(cell.attack_key) is None and ledger.path(cell.key).read_bytes() == before


def test_an_interrupted_run_leaves_the_signals_of_a_notebook_alone(tmp_path):
    def interrupt(step, steps):
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        pitfalls.run(tiny, device="cpu", results=str(tmp_path), watch=interrupt)
    assert signal.getsignal(signal.SIGINT) is before
    assert Ledger(tmp_path).attempted(tiny.key)["status"] == "interrupted"
    stopped = []

    def elsewhere():
        try:
            compute(Cell("", tiny), Ledger(tmp_path), "cpu", interrupt)
        except BaseException as error:
            stopped.append(type(error))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert stopped == [KeyboardInterrupt]


def test_a_second_signal_ends_a_command_at_once_and_a_finished_one_leaves_no_handler():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    if signal.SIG_IGN in before.values():
        pytest.skip("this process was told to ignore signals")
    with pytest.raises(KeyboardInterrupt), stoppable():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            assert {signal.getsignal(number) for number in before} == {signal.SIG_DFL}
    assert {number: signal.getsignal(number) for number in before} == before


def test_a_killed_worker_is_noticed_and_the_others_go_on(tmp_path, monkeypatch):
    """The first cell would take hours: its worker is killed once it is at it, as the system does without memory."""
    hired, ledger = [], Ledger(tmp_path)
    context = engines.mp.get_context("spawn")
    monkeypatch.setattr(engines.mp, "get_context", lambda _: context)
    start = context.Process.start
    monkeypatch.setattr(context.Process, "start", lambda self: (start(self), hired.append(self))[0])
    asked = [Cell("long", long), *(Cell("short", replace(tiny, seed=seed)) for seed in range(3))]
    seen = []

    def watch(event):
        if event["cell"] == 0 and "step" in event and hired[0].is_alive():
            os.kill(hired[0].pid, signal.SIGKILL)
        if "status" in event:
            seen.append((event["cell"], event["status"]))

    engines.run_processes(asked, ledger, "cpu", watch, 2)
    assert sorted(seen) == [(0, "error"), (1, "ok"), (2, "ok"), (3, "ok")]
    told = "the process that computed it ended with signal 9; the machine may have run out of memory"
    assert ledger.attempted(long.key) == {"schema": 1, "key": long.key, "status": "error", "error": told}
    assert not any(process.is_alive() for process in hired)


def test_a_cell_that_cannot_be_unpacked_is_one_failed_cell(tmp_path, monkeypatch):
    class Odd(Cell):
        def pack(self):
            return {"arm": self.arm}

    asked, ledger, seen = [Odd("odd", tiny), Cell("even", replace(tiny, seed=1))], Ledger(tmp_path), []
    engines.run_processes(asked, ledger, "cpu", lambda event: seen.append(event), 1)
    assert {event["cell"]: event["status"] for event in seen if "status" in event} == {0: "error", 1: "ok"}
    assert "KeyError" in ledger.attempted(tiny.key)["error"]


def test_past_the_deadline_nothing_is_handed_out(tmp_path):
    engines.run_processes([Cell("a", tiny)], Ledger(tmp_path), "cpu", lambda event: None, 2, 0.0)
    assert not list(tmp_path.rglob("*.json"))


def test_a_failed_cell_is_told_with_its_reason_and_the_exit_code_is_1(capsys):
    from rich.console import Console

    rows = [
        {"arm": "[/a]", "seed": 0, "status": "error", "error": "[boom]"},
        {"arm": "b", "seed": 7, "status": "missing"},
    ]
    assert driver._closing(rows, 5, Console(width=200)) == 1
    out = capsys.readouterr().out
    assert "[/a], seed 0 failed: [boom]" in out and "a run without --seeds goes on" in out
    assert driver._closing(rows[1:], 8, Console(width=200)) == 0 and "the same command" in capsys.readouterr().out
