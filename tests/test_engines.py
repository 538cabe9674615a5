"""Where cells run: what fails or is killed is noted under its own key, and the rest goes on."""

import os
import signal
import threading
from dataclasses import replace
from multiprocessing import resource_tracker

import pytest

import pitfalls
from pitfalls.audit.attack import named
from pitfalls.commands.closing import closing
from pitfalls.commands.stopping import stoppable
from pitfalls.engines import crew, processes
from pitfalls.engines.handout import Handout
from pitfalls.experiment import cells
from pitfalls.experiment.attackers import attack_on
from pitfalls.experiment.cells import Cell, compute, env_of
from pitfalls.experiment.experiment import missing
from pitfalls.frozen import Refused
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
ENV = env_of(tiny, "cpu")


def attacked(trial=tiny):
    return Cell("a", trial, attack_on(trial, named("channel_displacement")))


def test_an_attack_is_a_trial_that_is_kept_without_weights(tmp_path):
    ledger, cell = Ledger(tmp_path), attacked()
    assert compute(cell, ledger, "cpu") == "ok" and cell.done(ledger, ENV)
    run, found = ledger.find(cell.key, ENV), ledger.find(cell.attack_key, ENV)
    assert "encoder" in run and "encoder" not in found and cell.key != cell.attack_key
    assert 0 <= found["outcome"]["proxy"] <= 1 and "probe" not in found["outcome"]
    assert compute(cell, ledger, "cpu") == "elsewhere"


def test_a_failed_attack_is_noted_as_such_and_the_run_is_kept(tmp_path, monkeypatch):
    ledger, cell, ran = Ledger(tmp_path), attacked(), cells.run_trial

    def boom(trial, *more):
        if trial.encoder.weightless:
            raise RuntimeError("boom")
        return ran(trial, *more)

    with monkeypatch.context() as patched:
        patched.setattr(cells, "run_trial", boom)
        assert compute(cell, ledger, "cpu") == "error"
    assert ledger.find(cell.key, ENV) is not None and ledger.attempted(cell.key) is None
    assert ledger.attempted(cell.attack_key, ENV)["error"] == "RuntimeError: boom"
    assert cell.left(ledger, ENV) == [cell.attack_key] and not cell.done(ledger, ENV)
    before = ledger.path(cell.key, ENV).read_bytes()
    assert compute(cell, ledger, "cpu") == "ok" and cell.done(ledger, ENV)
    assert ledger.attempted(cell.attack_key) is None and ledger.path(cell.key, ENV).read_bytes() == before


def test_what_fails_twice_alike_is_computed_no_more(tmp_path, monkeypatch):
    ledger, cell, tries = Ledger(tmp_path), Cell("a", tiny), []

    def boom(*_):
        tries.append(1)
        raise RuntimeError("boom" if len(tries) != 2 else "bang")

    monkeypatch.setattr(cells, "run_trial", boom)
    assert [compute(cell, ledger, "cpu") for _ in range(5)] == ["error"] * 3 + ["failed", "elsewhere"]
    assert cell.done(ledger, ENV) and len(tries) == 4
    with pytest.raises(Refused, match=r"not finished \(failed\): RuntimeError: boom \(twice, .* is deleted\)"):
        pitfalls.run(tiny, device="cpu", results=str(tmp_path))


def test_a_run_whose_encoder_cannot_be_stored_is_kept_and_says_so(tmp_path, monkeypatch):
    def unable(module):
        raise RuntimeError("no such layout")

    monkeypatch.setattr(cells, "packed", unable)
    with pytest.warns(UserWarning, match="The encoder could not be stored: RuntimeError: no such layout"):
        ran = pitfalls.run(tiny, device="cpu", results=str(tmp_path))
    assert "probe" in ran.outcome
    with pytest.raises(Refused, match=r"no finished run .* with an encoder"):
        _ = ran.encoder


ARMS = [("a", 1e-3), ("b", 2e-3), ("c", 3e-3)]
RUN = {"status": "ok", "outcome": {}}


def test_a_seed_that_is_split_between_two_environments_is_computed_anew_here(tmp_path):
    ledger, every = Ledger(tmp_path), [Cell(arm, replace(tiny, seed=s, lr=lr)) for s in range(3) for arm, lr in ARMS]
    done = lambda env, *cells: [ledger.finish(c.key, RUN | {"env": {"fingerprint": env}}) for c in cells]
    assert missing(every, ledger, "here") == every
    done("there", *every[:3], *every[3:5])
    assert missing(every, ledger, "here") == every[3:], "the first seed is whole there"
    assert missing(every, ledger, "there") == every[5:]
    done("here", *every[3:5])
    assert missing(every, ledger, "here") == every[5:]
    for _ in range(2):
        ledger.attempt(every[5].key, "here", {"status": "error", "error": "x"})
    assert missing(every, ledger, "here") == every[6:], "what failed for good is not to be done"
    with_attack = [Cell("a", every[0].trial, every[6].trial)]
    assert missing(with_attack, ledger, "here") == with_attack


def test_a_worker_stays_at_its_seed_and_helps_where_most_is_left():
    left = Handout([0, 0, 0, 1, 1, 1, 2, 2, 2])
    assert [left.next("x"), left.next("y"), left.next("x"), left.next("y")] == [0, 3, 1, 4]
    assert [left.next("x"), left.next("x"), left.next("y")] == [2, 6, 5]
    assert sorted([left.next("y"), left.next("x")]) == [7, 8] and left.next("x") is None
    few = Handout([0, 0, 0])
    assert [few.next("x"), few.next("y"), few.next("z"), few.next("x")] == [0, 1, 2, None]
    assert Handout([]).next("x") is None


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


def test_where_signals_cannot_be_masked_cells_are_computed_all_the_same(tmp_path, monkeypatch):
    resource_tracker.ensure_running()  # Python's own, which masks signals as it starts where this system can
    monkeypatch.setattr(crew, "MASKS", False)
    monkeypatch.delattr(signal, "pthread_sigmask")
    monkeypatch.delattr(signal, "SIGKILL")
    seen = []
    processes.run_processes([Cell("a", tiny)], Ledger(tmp_path), "cpu", seen.append, 1)
    assert seen[-1] == {"cell": 0, "status": "ok"}


def test_a_cell_that_cannot_be_unpacked_is_one_failed_cell(tmp_path, monkeypatch):
    class Odd(Cell):
        def pack(self):
            return {"arm": self.arm}

    asked, ledger, seen = [Odd("odd", tiny), Cell("even", replace(tiny, seed=1))], Ledger(tmp_path), []
    processes.run_processes(asked, ledger, "cpu", lambda event: seen.append(event), 1)
    assert {event["cell"]: event["status"] for event in seen if "status" in event} == {0: "error", 1: "ok"}
    assert "KeyError" in ledger.attempted(tiny.key)["error"]


def test_past_the_deadline_nothing_is_handed_out(tmp_path):
    processes.run_processes([Cell("a", tiny)], Ledger(tmp_path), "cpu", lambda event: None, 2, 0.0)
    assert not list(tmp_path.rglob("*.json"))


def test_a_failed_cell_is_told_with_its_reason_and_the_exit_code_is_1(capsys):
    from rich.console import Console

    rows = [
        {"arm": "[/a]", "seed": 0, "status": "error", "error": "[boom]"},
        {"arm": "b", "seed": 7, "status": "missing"},
    ]
    assert closing(rows, 5, None, Console(width=200)) == 1
    out = capsys.readouterr().out
    assert "[/a], seed 0 failed: [boom]" in out and "a run without --seeds goes on" in out
    assert closing(rows[1:], 8, None, Console(width=200)) == 0 and "the same command" in capsys.readouterr().out
    assert closing(rows[1:], 8, "1/2", Console(width=200)) == 0
    assert "other shards than 1/2; `pitfalls merge A B -o C` joins" in capsys.readouterr().out
