"""Guests from torchvision: each view by itself, drawn from our stream, and nothing of torch's is moved."""

import pytest
import torch
from torchvision.transforms import v2

from pitfalls.frozen import Refused
from pitfalls.records.record import describe, revive
from pitfalls.shortcuts.from_torchvision import FromTorchvision
from pitfalls.streams import Rng, key
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

views = torch.rand(3, 2, 3, 20, 20, generator=torch.Generator().manual_seed(0))
GUESTS = {
    "values": [
        v2.GaussianBlur(3, (0.1, 2.0)),
        v2.GaussianNoise(0.0, 0.1),
        v2.RandomAdjustSharpness(2.0, p=0.5),
        v2.RandomAutocontrast(p=0.5),
        v2.RandomErasing(p=0.7, scale=(0.1, 0.2)),
        v2.RandomEqualize(p=0.5),
        v2.RandomInvert(p=0.5),
        v2.RandomPosterize(3, p=0.5),
        v2.RandomSolarize(0.4, p=0.5),
    ],
    "color": [
        v2.ColorJitter(0.3, 0.3, 0.3, 0.1),
        v2.RandomGrayscale(p=0.4),
        v2.RandomPhotometricDistort(p=0.8),
        v2.RandomChannelPermutation(),
    ],
    "mirror": [v2.RandomHorizontalFlip(p=0.5)],
    "turn": [
        v2.RandomRotation(20),
        v2.RandomAffine(10, translate=(0.1, 0.1), interpolation=v2.InterpolationMode.BILINEAR),
    ],
}
ALL = [(kind, guest) for kind, guests in GUESTS.items() for guest in guests]


@pytest.mark.parametrize("kind,guest", ALL, ids=[type(guest).__name__ for _, guest in ALL])
def test_a_guest_does_to_each_view_what_it_does_to_a_picture_with_the_streams_seed(kind, guest):
    defense, before = FromTorchvision(guest), torch.random.get_rng_state()
    out = defense.defend(views, Rng(1, "guest").at(4))
    assert torch.equal(torch.random.get_rng_state(), before) and out.shape == views.shape
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(key(1, "guest", 4))
        wanted = torch.stack([guest(view) for view in views.flatten(0, 1)])
    assert torch.equal(out, wanted.view_as(views)) and not torch.equal(out, views)
    assert torch.equal(out, defense.defend(views, Rng(1, "guest").at(4)))
    assert defense.changes == kind and defense.called == type(guest).__name__
    assert revive(describe(defense)) == defense == FromTorchvision(defense.name, defense.settings)


def test_alike_views_are_not_changed_alike_for_each_has_draws_of_its_own():
    same = views[:1, :1].expand(8, 2, -1, -1, -1)
    out = FromTorchvision(v2.ColorJitter(0.5)).defend(same, Rng(0, "guest")).flatten(0, 1)
    assert len({tuple(each.flatten().tolist()) for each in out}) == 16
    half = FromTorchvision(v2.ColorJitter(0.5)).defend(same.bfloat16(), Rng(0, "guest"))
    assert half.dtype == torch.bfloat16 and float((half.flatten(0, 1).float() - out).abs().max()) < 0.02


@pytest.mark.parametrize(
    "given,told",
    [
        (("RandomSolarise",), "did you mean 'RandomSolarize'"),
        (("MixUp",), "torchvision has no transform 'MixUp' that can be a defense"),
        ((v2.Compose([v2.Grayscale()]),), "Compose exists in torchvision, but it picks transforms by itself"),
        (("RandomSolarize", {"treshold": 1}), "RandomSolarize does not take the settings"),
        (("CenterCrop", {"size": 16}), "changes views of 3 x 32 x 32 to 3 x 16 x 16, but a defense keeps their size"),
        ((v2.RandomInvert(), {"p": 1.0}), "RandomInvert is given as an object, which has its settings; give no others"),
        (("JPEG", {"quality": 50}), "JPEG with .* cannot change views"),
    ],
    ids=range(7),
)
def test_what_cannot_serve_is_refused_in_one_sentence(given, told):
    with pytest.raises(Refused, match=told) as caught:
        FromTorchvision(*given)
    assert "\n" not in str(caught.value)


def test_a_task_refuses_what_it_does_not_tolerate_and_takes_the_rest():
    with pytest.raises(Refused, match="changes the mirror of views, which Rotation does not tolerate"):
        Trial(task=Rotation(), defenses=(FromTorchvision(v2.RandomHorizontalFlip()),))
    assert Trial(task=Jigsaw(), defenses=(FromTorchvision(),)).key
    with pytest.raises(
        Refused, match=r"or FromTorchvision\(RandomPhotometricDistort\(...\)\), which calls it once a view"
    ):
        Trial(task=Jigsaw(), defenses=(v2.RandomPhotometricDistort(),))
