"""Where a run was computed: what makes two environments one, and what parts them."""

import json
import subprocess
import sys

import pytest
import torch

from pitfalls.training import environment as here
from pitfalls.training.environment import canary, environment, fingerprint

TELL = """
import json, sys
from multiprocessing import get_context

def told(line):
    from pitfalls.training.environment import environment
    line.send(environment("cpu", "fp32"))

if __name__ == "__main__":
    ends = get_context("spawn").Pipe()
    worker = get_context("spawn").Process(target=told, args=(ends[1],))
    worker.start()
    print(json.dumps(ends[0].recv()))
    worker.join()
"""


@pytest.mark.parametrize("threads", ["1", "2"])
def test_a_worker_and_its_driver_are_one_environment_whatever_their_threads(tmp_path, monkeypatch, threads):
    (tmp_path / "tell.py").write_text(TELL)
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    done = subprocess.run([sys.executable, str(tmp_path / "tell.py")], capture_output=True, text=True)
    assert json.loads(done.stdout) == environment("cpu", "fp32"), done.stderr


def test_the_canary_sings_once_and_leaves_the_process_as_it_was():
    threads, state = torch.get_num_threads(), torch.random.get_rng_state()
    try:
        torch.set_num_threads(2)
        canary.cache_clear()
        with torch.no_grad():
            first = canary("cpu", "fp32")
        assert torch.get_num_threads() == 2 and torch.equal(state, torch.random.get_rng_state())
        canary.cache_clear()
        assert canary("cpu", "fp32") == first and canary("cpu", "fp32") is canary("cpu", "fp32")
    finally:
        torch.set_num_threads(threads)


def test_a_device_is_one_by_whatever_number_it_is_called():
    assert fingerprint("cpu", "fp32") == fingerprint("cpu:0", "fp32")


def test_number_format_canary_and_versions_part_environments_and_the_processor_does_not(monkeypatch):
    known = {fingerprint("cpu", "fp32")}
    assert fingerprint("cpu", "bf16") not in known and canary("cpu", "bf16") != canary("cpu", "fp32")
    for name, change in (("canary", lambda *_: "other"), ("versions", lambda: {"torch": "9"})):
        with monkeypatch.context() as patched:
            patched.setattr(here, name, change)
            assert fingerprint("cpu", "fp32") not in known, name
    monkeypatch.setattr(here, "processor", lambda device: "another")
    assert environment("cpu", "fp32")["processor"] == "another" and fingerprint("cpu", "fp32") in known


def test_a_patch_of_python_parts_nothing(monkeypatch):
    before = fingerprint("cpu", "fp32")
    for version, same in (("3.11.99", True), ("3.99.0", False)):
        with monkeypatch.context() as patched:
            patched.setattr(here.platform, "python_version", lambda version=version: version)
            patched.setattr(here.platform, "python_version_tuple", lambda version=version: tuple(version.split(".")))
            assert (fingerprint("cpu", "fp32") == before) == (same and sys.version_info[:2] == (3, 11))
