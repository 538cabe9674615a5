"""A tint: the size of its gains, whose they are, and the attacker that reads it."""

from dataclasses import replace

import pytest
import torch

from pitfalls.audit.attack import attack_of
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.shapes import frames
from pitfalls.shortcuts.tint import CommonTint, Tint
from pitfalls.streams import Rng
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial

gray = frames(torch.full((400, 3, 8, 8), 0.5))


def gains(cue):
    """The gain of each channel of each picture, (B, 3), checked to be one all over it."""
    shown = cue.plant(gray, Rng(0, "light")).pixels / 0.5
    assert float(shown.flatten(2).std(-1).max()) < 1e-6
    return shown[..., 0, 0]


def test_gains_are_uniform_within_the_strength_and_a_picture_has_its_own():
    found = gains(Tint(0.4))
    assert float(found.min()) > 0.599 and float(found.max()) < 1.401
    assert float(found.mean()) == pytest.approx(1, abs=0.02) and float(found.std()) == pytest.approx(
        0.4 / 3**0.5, abs=0.02
    )
    assert float(found.std(0).min()) > 0.2, "pictures differ"
    assert torch.allclose(gains(Tint(-0.4)), 2 - found, atol=1e-6)


def test_the_sham_is_one_light_for_a_batch_and_as_large_over_batches():
    assert torch.equal(gains(CommonTint(0.4))[0], gains(CommonTint(0.4))[-1])
    assert torch.equal(gains(CommonTint(0.4))[0], gains(Tint(0.4))[0]), "of the same stream"
    over = torch.stack(
        [CommonTint(0.4).plant(gray, Rng(0, "light").at(step)).pixels[0, :, 0, 0] for step in range(300)]
    )
    assert float((over / 0.5).std()) == pytest.approx(0.4 / 3**0.5, abs=0.03)


def test_the_attacker_of_histograms_reads_a_tint_and_not_its_sham():
    scenes, crops = Scenes(size=32, train=256, validation=20, test=64), Contrastive(scale_low=0.1, scale_high=0.2)
    trial = Trial(task=crops, images=scenes, reading=Reading(test=64, questions=256), batch=64)

    def alone(*cues):
        attack = attack_of(replace(trial, cues=cues), "color_histogram")
        return run_trial(replace(attack, steps=50))[0]["outcome"]["proxy"]

    clean, planted, sham = alone(), alone(Tint(0.5)), alone(Tint(0.5).sham())
    assert planted > clean + 0.2 and sham < clean + 0.05, (clean, planted, sham)
