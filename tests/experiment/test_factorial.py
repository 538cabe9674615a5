"""Factorials: every combination once, effects orthogonal and on the scale of accuracy."""

from itertools import combinations

import pytest

from pitfalls.encoders.conv import ConvNet
from pitfalls.experiment.experiment import Experiment
from pitfalls.experiment.factorial import factorial
from pitfalls.refused import Refused
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.shortcuts.normalize import Normalize
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

trial = Trial(task=Jigsaw(tile=12, permutations=20))
toggles = {"gap": Gap(4), "normalize": Normalize(), "drop": DropColor()}


def test_every_combination_is_an_arm_of_its_own_key():
    arms = factorial(trial, **toggles).arms
    assert list(arms) == [
        "none",
        "drop",
        "normalize",
        "normalize+drop",
        "gap",
        "gap+drop",
        "gap+normalize",
        "gap+normalize+drop",
    ]
    assert len({each.key for each in arms.values()}) == 8 and arms["none"] == trial
    assert arms["gap+drop"].defenses == (Gap(4), DropColor())


def test_weights_are_orthogonal_and_sum_to_zero():
    contrasts = factorial(trial, order=3, **toggles).contrasts
    assert [each.name for each in contrasts] == [
        *toggles,
        "gap x normalize",
        "gap x drop",
        "normalize x drop",
        "gap x normalize x drop",
    ]
    for one, other in combinations(contrasts, 2):
        assert sum(one.terms[arm] * other.terms[arm] for arm in one.terms) == 0
    assert all(sum(each.terms.values()) == 0 and len(each.terms) == 8 for each in contrasts)


def test_effects_are_what_the_toggles_do_on_their_natural_scale():
    """Accuracies made of a mean, three effects, and 6 points that two of the toggles add together."""
    design = factorial(trial, order=3, **toggles)

    def accuracy(arm):
        on = set(arm.split("+"))
        return 0.4 + 0.10 * ("gap" in on) - 0.05 * ("drop" in on) + 0.06 * ({"gap", "normalize"} <= on)

    effect = {
        each.name: sum(weight * accuracy(arm) for arm, weight in each.terms.items()) / each.scale
        for each in design.contrasts
    }
    assert effect["gap"] == pytest.approx(0.13) and effect["normalize"] == pytest.approx(
        0.03
    )  # half of the 6 points each
    assert effect["drop"] == pytest.approx(-0.05) and effect["gap x normalize"] == pytest.approx(0.06)
    for name in ("gap x drop", "normalize x drop", "gap x normalize x drop"):
        assert effect[name] == pytest.approx(0, abs=1e-12)


def test_a_cue_keeps_its_plumbing_and_knobs_score_and_encoder_are_toggles_too():
    cue = LateralAberration(strength=2.0)
    arms = factorial(trial, planted=cue, long={"steps": 900, "task.roam": 2}, net=ConvNet(norm="group")).arms
    assert arms["none"].cues == (cue.removed(),) and arms["planted"].cues == (cue,)
    assert arms["long"].steps == 900 and arms["long"].task.roam == 2 and arms["planted+net"].encoder.norm == "group"


def test_it_makes_an_experiment_with_the_signs_that_are_expected():
    design = factorial(trial, signs={"gap": 1}, **toggles)
    assert [each.sign for each in design.contrasts] == [1, 0, 0, 0, 0, 0]
    experiment = Experiment(question="?", arms=design.arms, contrasts=design.contrasts[:3], also=design.contrasts[3:])
    assert len(experiment.cells(1)) == 9


@pytest.mark.parametrize(
    "given,told",
    [
        ({f"t{k}": {"steps": k} for k in range(7)}, "7 toggles, but it should have 1 to 6"),
        ({"signs": {"drop": 1}, "gap": Gap(4), "order": 1}, "signs has 'drop', but the effects are gap"),
        ({"a": Gap(4), "b": {}, "order": 1}, "the toggle b is {}"),
        ({"a": {"stepps": 3}, "order": 1}, "no knob 'stepps'"),
    ],
)
def test_what_makes_none_is_refused(given, told):
    with pytest.raises(Refused) as caught:
        factorial(trial, **given)
    assert told in str(caught.value)
