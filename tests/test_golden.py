"""One row a task, made once and kept: a change of outcomes that forgot to raise the revision is noticed.

Keys are compared everywhere. Where the canary or a library is none of those that are kept, rows are others too, and
the rest is skipped; `python tests/test_golden.py` adds the rows of this machine, and makes them anew after the revision
was raised.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pitfalls.images.scenes import Scenes
from pitfalls.ledger.files import REVISION
from pitfalls.measures.reading import Reading
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.naming import Naming
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.environment import environment
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

FILE = Path(__file__).with_name("golden.json")
TINY = Trial(
    task=Jigsaw(),
    images=Scenes(train=160, validation=60, test=80),
    steps=12,
    batch=16,
    reading=Reading(validation=60, test=80, questions=64, second="middle", layers=True),
)
TRIALS = {
    "jigsaw": replace(TINY, cues=(LateralAberration(),), defenses=(DropColor(),)),
    "context": replace(TINY, task=ContextPrediction(), cues=(LateralAberration(),)),
    "rotation": replace(TINY, task=Rotation()),
    "colorization": replace(TINY, task=Colorization(), score=None),
    "contrastive": replace(TINY, task=Contrastive(group=16), score=None),
    "naming": replace(TINY, task=Naming(classes=16)),
}
KEPT = json.loads(FILE.read_text()) if FILE.is_file() else {}


def here() -> dict:
    """What must be equal for rows to be."""
    told = environment("cpu", "fp32")
    return {name: told[name] for name in ("canary", "torch", "torchvision", "kornia", "numpy")}


def row_of(trial: Trial) -> dict:
    return json.loads(json.dumps({"key": trial.key} | run_trial(trial)[0]["outcome"]))


@pytest.mark.skipif(not KEPT, reason="no rows are kept; `python tests/test_golden.py` makes them")
@pytest.mark.parametrize("task", TRIALS)
def test_a_row_of_each_task_is_what_it_was(task):
    assert KEPT["revision"] == REVISION, "make the rows anew: python tests/test_golden.py"
    for made in KEPT["machines"]:
        assert TRIALS[task].key == made["rows"][task]["key"], "the key has changed, and so have those of all rows"
    kept = [made["rows"] for made in KEPT["machines"] if made["here"] == here()]
    if not kept:
        pytest.skip("rows of other machines or libraries")
    assert row_of(TRIALS[task]) == kept[0][task], "outcomes have changed: raise REVISION, then make the rows anew"


def test_every_task_has_a_row():
    from pitfalls.commands.catalog import parts

    assert {type(trial.task) for trial in TRIALS.values()} == set(parts("task").values())


if __name__ == "__main__":
    rows = {task: row_of(trial) for task, trial in TRIALS.items()}
    others = KEPT["machines"] if KEPT.get("revision") == REVISION else []
    others = [made for made in others if made["here"] != here()]
    kept = {"revision": REVISION, "machines": [*others, {"here": here(), "rows": rows}]}
    FILE.write_text(json.dumps(kept, indent=1) + "\n")
