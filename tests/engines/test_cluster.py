"""Ray as an engine: the same cells, the same records; what is lost is computed again."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pitfalls.engines import engine
from pitfalls.frozen import Refused

RAY = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="Ray is not installed: pip install pitfalls[ray]"
)
ROOT = Path(__file__).parents[2]
CLAIM = '''"""Does a tiny claim run?"""

from dataclasses import replace

from torch import nn

from pitfalls.experiment.experiment import Experiment
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

one = Trial(
    task=Jigsaw(roam=2, permutations=5),
    images=Scenes(size=32, train=64, validation=40, test=64),
    encoder=nn.Conv2d(3, 4, 3),
    steps=30,
    batch=16,
    reading=Reading(train=40, validation=20, test=64, questions=64),
)
roles = {"clean": "off", "planted": "on", "attacker": "channel_displacement"}
experiment = Experiment(
    question="Does a tiny claim run?",
    arms={"off": one, "on": replace(one, cues=(LateralAberration(),))},
    contrasts=(Contrast("harm", {"on": 1, "off": -1}, sign=-1, **roles),),
    seeds=2,
    ceiling=False,
)
'''


@pytest.mark.parametrize("text", ["", "rays", "ray:", "local:3", "Ray", "slurm"])
def test_an_engine_that_is_none_is_refused(text):
    with pytest.raises(Refused, match=r"^--engine is '.*', but it should be local, ray or ray:ADDRESS"):
        engine.engine_named(text)


def test_where_ray_is_not_installed_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(Refused, match=r"needs Ray, which is not installed; pip install 'pitfalls\[ray\]'"):
        engine.engine_named("ray")


def pitfalls(folder, *words):
    env = os.environ | {"RAY_raylet_start_wait_time_s": "300", "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.Popen(
        [sys.executable, "-m", "pitfalls", *words],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def told(process):
    return process.communicate()[0].decode()


def table(folder, results):
    return told(pitfalls(folder, "results", "tiny", "--csv", "--hits", "--results", results))


@RAY
@pytest.mark.slow
def test_the_table_of_a_cluster_is_that_of_one_machine_though_a_worker_is_killed(tmp_path):
    (tmp_path / "tiny.py").write_text(CLAIM)
    here = pitfalls(tmp_path, "run", "tiny.py", "--device", "cpu", "--results", "here")
    assert here.wait() == 0, told(here)
    there = pitfalls(tmp_path, "run", "tiny.py", "--device", "cpu", "--results", "there", "--engine", "ray")
    killed = []
    while there.poll() is None:
        at = [each for each in _children(there.pid) if b"ray::take" in _command(each)]
        if at and not killed:
            killed = at[:1]
            os.kill(at[0], signal.SIGKILL)
        time.sleep(0.2)
    assert there.returncode == 0 and killed, told(there)
    assert table(tmp_path, "there") == table(tmp_path, "here") and ",ok," in table(tmp_path, "here")


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _children(pid):
    """All processes that stem from one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *_children(int(child))]
    return found
