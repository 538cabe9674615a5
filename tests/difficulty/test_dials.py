"""Dials: each turns the knobs that it names on a trial that has them, and nothing else."""

from dataclasses import replace

import pytest

from pitfalls.ambiguity.bins import Bins
from pitfalls.ambiguity.debiased import DebiasedNTXent
from pitfalls.commands.catalog import parts
from pitfalls.difficulty.base import Dial
from pitfalls.difficulty.equal import matched
from pitfalls.difficulty.permutations import PERMUTATIONS
from pitfalls.frozen import Refused
from pitfalls.knobs import with_knob, with_knobs
from pitfalls.reference import SCENES
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.continuity import Gap
from pitfalls.trial import Trial

OF = {
    **dict.fromkeys(("bins", "hints", "resolution"), "colorization"),
    **dict.fromkeys(("color_strength", "crop_scale", "hard_negatives", "negatives", "temperature"), "contrastive"),
    "angles": "rotation",
    "context_distance": "context",
}
FITTING = SCENES | {
    "context": replace(SCENES["context"], defenses=(Gap(0),)),
    "colorization": replace(SCENES["colorization"], score=Bins()),
    "contrastive": replace(SCENES["contrastive"], score=DebiasedNTXent()),
}
PLAIN: Trial = SCENES["jigsaw"]


@pytest.mark.parametrize(("name", "dial"), parts("dial").items())
def test_a_dial_turns_its_knobs_and_nothing_else(name, dial):
    trial = FITTING[OF.get(name, "jigsaw")]
    turned = dial.turn(trial)
    assert len({each.key for each in turned}) == len(dial.values) == len(dial.doses())
    for value, each in zip(dial.values, turned, strict=True):
        knobs = dial.knobs(value)
        assert with_knobs(each, knobs) == each and with_knobs(trial, knobs) == each
        undone = {knob: _held(trial, knob) for knob in knobs}
        assert with_knobs(each, undone) == trial


def _held(part, name):
    for each in name.split("."):
        classes = [type(inner).__name__.lower() for inner in part] if isinstance(part, tuple) else []
        part = part[classes.index(each.replace("_", ""))] if classes else getattr(part, each)
    return part


def test_parts_among_several_are_named_by_place_or_class():
    trial = replace(PLAIN, cues=(LateralAberration(1.0),), defenses=(Gap(2),))
    by_place = with_knob(trial, "cues.0.strength", 2.0)
    assert by_place == with_knob(trial, "cues.lateral_aberration.strength", 2.0) != trial
    assert by_place.cues[0].strength == 2 and with_knob(trial, "defenses.Gap.pixels", 3).defenses == (Gap(3),)


def test_knobs_are_set_at_once_so_that_no_step_between_is_refused():
    turned = with_knobs(PLAIN, {"task.grid": 2, "task.permutations": 20, "task.distance": 2})
    assert (turned.task.grid, turned.task.permutations) == (2, 20)  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(Refused, match="permutations is 50"):
        with_knob(PLAIN, "task.grid", 2)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: with_knob(PLAIN, "cues.0.strength", 1), "among the cues there is no '0', for there are none"),
        (lambda: with_knob(FITTING["context"], "defenses.gep.pixels", 1), "did you mean 'gap'"),
        (lambda: with_knob(PLAIN, "task.permutation", 1), "did you mean 'permutations'"),
        (lambda: with_knob(PLAIN, "steps.more", 1), "steps is 1200, which has no knob 'more'"),
        (lambda: Dial("steps", (1,)), "needs two at least"),
        (lambda: Dial("steps", (1, 1)), "has the setting 1 twice"),
        (lambda: Dial("steps", (1, 2), amounts=(1.0,)), "2 settings, but 1 amounts"),
        (lambda: Dial(("steps", "batch"), ((1, 2), (3,))), "each needs a value"),
    ],
)
def test_what_cannot_be_turned_is_refused_in_a_sentence(make, words):
    with pytest.raises(Refused, match=words):
        make()


def test_a_dose_is_the_amount_the_number_or_the_place():
    assert PERMUTATIONS.doses() == {str(count): count for count in PERMUTATIONS.values}
    assert Dial("score.kind", ("a", "b")).doses() == {"a": 1, "b": 2}
    assert Dial(("a", "b"), ((1, 2.5), (3, 4.0))).doses() == {"1, 2.5": 1, "3, 4": 2}
    assert Dial(("a", "b"), ((1, 2), (3, 4)), amounts=(0.5, 7)).doses() == {"0.5": 0.5, "7": 7}


@pytest.mark.parametrize("target", [0.93, 0.5, 0.21, 0.999, 0.0])
def test_equal_difficulty_is_found_by_bisection(target):
    dial, asked = Dial("task.permutations", tuple(range(2, 102))), []

    def measure(value):
        asked.append(value)
        return 1 - (value - 2) / 99

    found = matched(dial, measure, target)
    assert abs(found.gap) <= 0.5 / 99 + 1e-9 and found.accuracy == measure(found.value)
    assert len(asked) <= 10 and list(found.tried) == sorted(found.tried)


def test_what_a_dial_does_not_reach_is_refused():
    with pytest.raises(Refused, match=r"the target is 0.950, but the dial of x goes from 0.900 to 0.100"):
        matched(Dial("x", (1, 2, 3)), lambda value: {1: 0.9, 2: 0.5, 3: 0.1}[value], 0.95)
