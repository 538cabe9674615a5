"""What is looked at before anything is written: whether the pictures are enough for what is asked of them."""

import pytest
import torch

from pitfalls.commands.intake import enough, sound
from pitfalls.frozen import frozen
from pitfalls.refused import Refused
from pitfalls.shapes import answered
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

images = torch.randint(0, 256, (60, 3, 32, 32), dtype=torch.uint8, generator=torch.manual_seed(0))


def test_a_group_that_the_test_split_does_not_fill_is_told_with_the_knob_to_set():
    with pytest.raises(
        Refused, match=r"the test split has 9 images, but Contrastive compares 64; .* --set task.group=8"
    ):
        enough([Trial(task=Contrastive(), images=images, batch=8)])
    enough([Trial(task=Contrastive(group=8), images=images, batch=8)])


def test_a_batch_that_the_training_split_does_not_fill_is_told_too():
    with pytest.raises(Refused, match=r"42 images, but a batch takes 64; take a smaller batch, as with --set batch=32"):
        enough([Trial(task=Jigsaw(roam=2), images=images, batch=64)])


def test_a_fault_in_an_own_part_is_told_before_anything_is_run():
    @frozen
    class Constant(Jigsaw):
        def pose(self, patches, rng):
            return (patches,), answered(torch.zeros(len(patches), dtype=torch.long))

    with pytest.raises(Refused, match=r"Constant\.pose gives the same answer, 0, to all"):
        sound([Trial(task=Constant(roam=2), images=images, batch=8)])
    sound([Trial(task=Jigsaw(roam=2), images=images, batch=8)])
