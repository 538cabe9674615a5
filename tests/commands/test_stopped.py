"""Runs that are stopped, killed or run twice at once: nothing finished is lost, and no process stays."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killed_at_any_moment_and_run_again_the_table_is_the_same_byte_for_byte(call, claim, blow, tmp_path):
    call("run", claim, "--device", "cpu", "--results", "whole")
    wanted = call("results", "tiny", "--csv", "--results", "whole")[1]
    command = [sys.executable, "-m", "pitfalls.cli", "run", claim, "--device", "cpu", "--results", "cut"]
    # a suite that runs in the background may have been told to ignore Ctrl-C, and children inherit that
    heeds = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, **pipes, cwd=tmp_path, preexec_fn=heeds)
    until = time.monotonic() + 60
    while not list(Path("cut").glob("runs/*/*.json")) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(blow)
    _, told = process.communicate(timeout=60)
    if blow != signal.SIGKILL:
        assert process.returncode == 130 and b"Traceback" not in told, told
        assert b"Stopped; what was finished is kept, and the same command goes on from there." in told
    finished = {path: path.read_bytes() for path in Path("cut").glob("runs/*/*.json")}
    assert 1 <= len(finished) < 4
    code, _, err = call("run", claim, "--device", "cpu", "--results", "cut")
    assert code == 0, err
    assert call("results", "tiny", "--csv", "--results", "cut")[1] == wanted
    assert all(path.read_bytes() == data for path, data in finished.items())


def test_ctrl_c_in_a_terminal_reaches_the_workers_too_and_is_told_once(claim, tmp_path):
    command = [sys.executable, "-m", "pitfalls.cli", "run", claim, "--device", "cpu", "--results", "cut"]
    heeds = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, **pipes, cwd=tmp_path, preexec_fn=heeds, start_new_session=True)
    assert process.stdout.readline()
    until = time.monotonic() + 60
    while len(_children(process.pid)) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130 and b"Traceback" not in told and told.count(b"Stopped;") == 1, told


def test_workers_do_not_outlive_a_killed_driver(claim, tmp_path):
    command = [sys.executable, "-m", "pitfalls.cli", "run", claim, "--device", "cpu", "--results", "cut"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
    until = time.monotonic() + 60
    while not list(Path("cut").glob("runs/*/*.json")) and time.monotonic() < until:
        time.sleep(0.05)
    children = _children(process.pid)
    assert children
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while any(_alive(child) for child in children) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(_alive(child) for child in children)


def _children(parent):
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return found


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_two_drivers_on_one_sweep_do_no_cell_twice(claim, tmp_path):
    command = [sys.executable, "-m", "pitfalls.cli", "run", claim, "--device", "cpu", "--results", "both"]
    pair = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) for _ in range(2)]
    told = [process.communicate(timeout=200)[0] for process in pair]
    done = sum(text.count(": done") for text in told)
    assert done == 4, told
    assert len(list(Path("both/runs").glob("*/*.json"))) == 4
