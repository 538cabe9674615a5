"""A net is trained only if its state can be stored and taken back; shared weights can."""

import pytest
import torch
from torch import nn

import pitfalls
from pitfalls.encoders.given import Given
from pitfalls.encoders.weights import packed, unpacked
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

tiny = Scenes(size=32, margin=0, train=40, validation=20, test=40)
reading = Reading(train=30, validation=20, test=32, questions=64)


class Holds(nn.Module):
    """Holds one buffer beside a layer."""

    def __init__(self, held):
        super().__init__()
        self.layer = nn.Conv2d(3, 4, 3)
        self.register_buffer("held", held)

    def forward(self, x):
        return self.layer(x)


class Mute(nn.Module):
    """Gives a state that it does not take."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(3, 4, 3)

    def forward(self, x):
        return self.layer(x)

    def get_extra_state(self):
        return {"seen": 1}


UNKEPT = {"sparse": torch.eye(3).to_sparse(), "128 bits": torch.zeros(3, dtype=torch.complex128)}
UNKEPT |= {"without numbers": torch.zeros(3, device="meta")}


@pytest.mark.parametrize("held", UNKEPT.values(), ids=UNKEPT)
def test_a_tensor_that_no_file_holds_is_refused_before_any_step(held):
    with pytest.raises(Refused, match=r"held of Holds keeps a tensor of .*, which cannot be stored safely"):
        Given(Holds(held))


def test_a_state_that_is_not_taken_back_is_refused_before_any_step():
    with pytest.raises(Refused, match="Mute does not take back the state that it gives"):
        Given(Mute())


@pytest.mark.parametrize("held", [torch.zeros(2, dtype=torch.complex64), torch.tensor(3), torch.zeros(0)])
def test_other_tensors_are_kept(held):
    one, other = Given(Holds(held)).build(3), Given(Holds(torch.zeros_like(held))).build(3)
    unpacked(other, packed(one))
    assert torch.equal(other.module.held, held)


@pytest.mark.parametrize("data", [b"", b"junk", packed(nn.Conv2d(3, 4, 5))])
def test_weights_of_another_module_are_one_sentence(data):
    with pytest.raises(Refused, match=r"^the weights do not fit Conv2d: ") as refused:
        unpacked(nn.Conv2d(3, 4, 3), data)
    assert "\n" not in str(refused.value)


def test_a_net_with_a_layer_used_twice_is_run_and_loaded(tmp_path):
    again = nn.Conv2d(8, 8, 3, 1, 1)
    net = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), again, nn.ReLU(), again)
    trial = Trial(task=Rotation(), encoder=net, images=tiny, steps=2, batch=8, reading=reading)
    ran = pitfalls.run(trial, device="cpu", results=str(tmp_path))
    images = torch.rand(2, 3, 32, 32)
    loaded = pitfalls.load(trial, results=str(tmp_path)).encoder
    assert all(map(torch.equal, ran.encoder(images), loaded(images)))
    own = loaded.encoder.module
    assert own[1] is own[3] and torch.equal(own[1].weight, own[3].weight)
