"""Pictures of true, predicted and mean colors, and how saturated a guess is."""

from dataclasses import replace

import pytest
import torch

from pitfalls.ambiguity import gamut
from pitfalls.ambiguity.bins import Bins
from pitfalls.ambiguity.painted import mean_color, painted
from pitfalls.ambiguity.squared_error import SquaredError
from pitfalls.encoders.conv import ConvNet
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.shapes import answered
from pitfalls.streams import Rng
from pitfalls.tasks.colorization import Colorization
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial


def asked(task: Colorization):
    pixels = Scenes(size=32, train=3, saturation=0.8, margin=0).load("train", 0).pixels / 255
    (views,), answer = task.pose(pixels[:, None], Rng(0, "pose"))
    return pixels, views, answer


@pytest.mark.parametrize("hints", [0, 5])
def test_true_colors_give_back_the_picture(hints):
    pixels, views, answer = asked(Colorization(stride=1, hints=hints))
    found = painted(Colorization(stride=1), SquaredError(), views, answer.target / 30, answer)
    assert list(found) == ["true", "predicted", "mean"]
    for each in found.values():
        assert (each - pixels).abs().max() < 0.01


def test_the_mean_of_two_colors_is_duller_than_the_one_committed_to():
    answer = answered(torch.tensor([60.0, 40.0]).view(1, 2, 1, 1).expand(1, 2, 8, 8))
    guess = torch.full((1, 261, 8, 8), -30.0)
    of = lambda *ab: Bins().encode(torch.tensor(ab).view(1, 2, 1, 1))[0][0, 0, 0, 0]
    guess[:, of(60.0, 40.0)], guess[:, of(-60.0, 40.0)] = 2.0, 1.0
    bins = Bins(temperature=0.1)
    mean, chosen = (
        Colorization().saturation(ab, answer).item() for ab in (mean_color(bins, guess), bins.commit(guess))
    )
    assert mean < 0.75 < 0.95 < chosen <= 1
    found = painted(Colorization(), bins, torch.full((1, 1, 1, 32, 32), 0.5), guess, answer)
    apart = lambda name: (found[name] - found["true"]).abs().mean()
    assert apart("predicted") < 0.05 < apart("mean") and found["mean"].shape == (1, 3, 32, 32)


def test_saturation_of_gray_truth_and_doubled_colors():
    ab = gamut.centers(10.0)[:128].T.reshape(1, 2, 8, 16)
    answer = answered(torch.cat([ab, ab, ab * 0]))
    guess = torch.cat([ab * 2, ab / 4, ab])
    assert torch.allclose(Colorization().saturation(guess, answer), torch.tensor([1.0, 0.25, 1.0]))


@pytest.mark.parametrize("task", [Colorization(), Colorization(hints=4, gray=5.0)])
def test_a_trial_reads_saturation_where_it_is_asked_to(task):
    trial = Trial(
        task=task,
        images=Scenes(size=32, train=64, validation=40, test=60),
        encoder=ConvNet(width=8),
        steps=2,
        batch=16,
        reading=Reading(validation=40, test=60, questions=64, saturation=True),
    )
    outcome = run_trial(trial)[0]["outcome"]
    assert 0 < outcome["saturation"] <= 1
    plain = replace(trial, reading=replace(trial.reading, saturation=False))
    assert run_trial(plain)[0]["outcome"] == {k: v for k, v in outcome.items() if k != "saturation"}
