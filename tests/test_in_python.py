"""A run and a claim as objects: what they print, the features that were read, and how they are found again."""

import io
from dataclasses import replace

import pytest
import torch
from rich.console import Console

import pitfalls
from pitfalls.experiment.cells import compute
from pitfalls.experiment.experiment import Experiment
from pitfalls.experiment.plain import plan_of
from pitfalls.images.scenes import Scenes
from pitfalls.images.splits import splits
from pitfalls.ledger.claims import store_claim
from pitfalls.ledger.columns import COLUMNS
from pitfalls.ledger.ledger import Ledger
from pitfalls.measures.reading import Reading
from pitfalls.measures.ridge import ridge_probe, standardized
from pitfalls.refused import Refused
from pitfalls.report.progress import AFTER, BEFORE, watched
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.color import Grayscale
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

reading = Reading(train=40, validation=20, test=64, questions=64)
tiny = Scenes(size=32, train=64, validation=40, test=70)
short = Trial(task=Jigsaw(roam=2, permutations=5), images=tiny, steps=3, batch=16, reading=reading)
planted = replace(short, cues=(LateralAberration(),), defenses=(Grayscale(),))


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A claim of two arms at two seeds, computed once for all tests; gives its folder."""
    folder = tmp_path_factory.mktemp("results")
    one = Experiment(
        question="Do they differ?",
        arms={"off": short, "on": planted},
        contrasts=(Contrast("harm", {"on": 1, "off": -1}, sign=-1),),
        ceiling=False,
    )
    ledger = Ledger(folder)
    store_claim(ledger, plan_of(one, "tiny", 2, False))
    for cell in one.cells(2):
        compute(cell, ledger, "cpu")
    return str(folder)


def test_features_are_those_that_the_probe_was_fitted_on(ran):
    run = pitfalls.load("tiny", results=ran, arm="on", seed=1)
    seen = splits(tiny, 1, reading.validation, reading.test, torch.device("cpu"))
    train = seen.train.first(reading.train)
    inner = lambda pixels: pixels[..., seen.train.margin : -seen.train.margin, seen.train.margin : -seen.train.margin]
    rows = [run.features(inner(each.pixels)) for each in (train, seen.validation, seen.test)]
    assert rows[2].shape[0] == reading.test and rows[2].dtype == torch.float32
    first, second, third = standardized(*rows)
    (taught, names), (chosen, _), (truth, _) = (each.label() for each in (train, seen.validation, seen.test))
    guess, penalty = ridge_probe((first, taught), (second, chosen), third, len(names))
    assert float((guess == truth).float().mean()) == pytest.approx(run.outcome["probe"], abs=1e-6)
    assert penalty == run.outcome["penalty"]


def test_features_are_of_the_layer_and_the_pool_that_are_asked_for(ran):
    run, images = pitfalls.load("tiny", results=ran, arm="off"), torch.rand(3, 3, 32, 32)
    wide, narrow = run.features(images), run.features(images, pool=1)
    assert wide.shape[1] == 16 * narrow.shape[1] and run.features(images, layer=0, pool=1).shape[1] < narrow.shape[1]
    assert torch.allclose(wide.unflatten(1, (-1, 16)).mean(-1), narrow, atol=1e-5)
    assert torch.equal(run.features((images * 255).round().byte()), wide)
    with pytest.raises(Refused, match=r"\(N, 3, S, S\)"):
        run.features(images[:, :1])


def test_a_task_that_looks_otherwise_has_features_too(tmp_path):
    trial = replace(short, task=Colorization(), score=None, steps=1)
    run = pitfalls.run(trial, device="cpu", results=str(tmp_path))
    assert run.features(torch.rand(2, 3, 32, 32)).shape[0] == 2


def test_a_run_prints_as_a_table_that_explains_its_measures(ran):
    told = repr(pitfalls.load("tiny", results=ran, arm="on"))
    head = told.splitlines()
    assert head[0] == "Jigsaw + LateralAberration + Grayscale"
    assert head[1].startswith("steps: 3, seed: 0, status: ok, key: ")
    for measure in ("probe", "knn", "proxy", "proxy_removed"):
        assert COLUMNS[measure].told.split()[0] in told and f"\n{measure} " in told
    assert "64 test images" in told and "hits" not in told and max(map(len, told.splitlines())) <= 100


def test_every_measure_is_documented_where_it_is_read(ran):
    said = pitfalls.Run.outcome.__doc__
    for name in pitfalls.load("tiny", results=ran, arm="on").outcome:
        assert name.removeprefix("floor_") in said, name


def test_a_claim_is_an_object_with_rows_and_verdicts(ran):
    found = pitfalls.results("tiny", ran)
    assert found.name == "tiny" and found.question == "Do they differ?" and len(found.rows) == 4
    assert found["harm"].word in ("undecided", "not testable") and found.verdicts == (found["harm"],)
    assert list(found.table["arm"]) == ["off", "on"] * 2 and "hits" not in found.table
    assert found["harm"].sentence.split()[0] in repr(found) and "Do they differ?" in repr(found)
    with pytest.raises(Refused, match="no verdict on 'ham'; did you mean 'harm'"):
        found["ham"]


@pytest.mark.parametrize(
    "given,told",
    [
        ({"arm": "of"}, "tiny has no arm 'of'; did you mean 'off'?"),
        ({"arm": "off", "seed": 7}, "off of tiny was not run at seed 7; its seeds are 0 to 1"),
        ({}, "tiny is the name of an experiment; say which arm of it, as arm='off'"),
    ],
)
def test_a_run_that_is_not_there_is_told_with_those_that_are(ran, given, told):
    with pytest.raises(Refused) as caught:
        pitfalls.load("tiny", results=ran, **given)
    assert told in str(caught.value)


def test_a_run_is_found_by_experiment_arm_and_seed_as_by_its_key(ran):
    run = pitfalls.load("tiny", results=ran, arm="on", seed=1)
    assert run.trial == replace(planted, seed=1) and pitfalls.load(run.trial.key, results=ran).record == run.record


def test_a_terminal_is_shown_a_bar_and_a_pipe_nothing():
    for terminal in (True, False):
        text = io.StringIO()
        with watched("Jigsaw", Console(file=text, force_terminal=terminal, width=120)) as watch:
            for step in (0, 3, 9, 10):
                watch(step, 10)
        told = text.getvalue()
        assert (BEFORE.split(",")[0] in told or AFTER.split(",")[0] in told) == terminal and bool(told) == terminal
