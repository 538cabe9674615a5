import pytest
import torch

from pitfalls.tasks.lab import color, lightness, linear_light, rgb_to_lab

kornia = pytest.importorskip("kornia")


def cube(side: int = 18) -> torch.Tensor:
    ramp = torch.linspace(0, 1, side)
    return torch.stack(torch.meshgrid(ramp, ramp, ramp, indexing="ij")).view(1, 3, side, -1)


def test_agrees_with_kornia_on_the_whole_cube_and_near_black():
    for rgb in (cube(), cube() * 0.06):
        assert (rgb_to_lab(rgb) - kornia.color.rgb_to_lab(rgb)).abs().max() < 2e-3


def test_parts_are_the_whole():
    rgb = cube()
    light = linear_light(rgb)
    lab = rgb_to_lab(rgb)
    assert torch.equal(lab[:, :1], 100 * lightness(light))
    assert torch.equal(lab[:, 1:], color(light))


def test_anchors():
    white, black, gray = (torch.full((3, 1, 1), value) for value in (1.0, 0.0, 0.5))
    assert torch.allclose(rgb_to_lab(white).flatten(), torch.tensor([100.0, 0, 0]), atol=0.02)
    assert torch.allclose(rgb_to_lab(black).flatten(), torch.zeros(3), atol=1e-3)
    assert rgb_to_lab(gray)[1:].abs().max() < 0.02
    red = torch.tensor([1.0, 0, 0]).view(3, 1, 1)
    assert torch.allclose(rgb_to_lab(red).flatten(), torch.tensor([53.24, 80.09, 67.20]), atol=0.05)


def test_leaves_its_input_alone_and_takes_any_leading_shape():
    rgb = torch.rand(2, 3, 3, 4, 5, generator=torch.Generator().manual_seed(0))
    before = rgb.clone()
    lab = rgb_to_lab(rgb)
    assert torch.equal(rgb, before)
    assert torch.allclose(lab[1], rgb_to_lab(rgb[1]), atol=1e-4)


def test_gradient_is_that_of_kornia():
    rgb = cube(5).clamp(0.001, 0.999)
    ours, theirs = rgb.clone().requires_grad_(), rgb.clone().requires_grad_()
    (slope,) = torch.autograd.grad(rgb_to_lab(ours).sum(), ours)
    (oracle,) = torch.autograd.grad(kornia.color.rgb_to_lab(theirs).sum(), theirs)
    assert torch.allclose(slope, oracle, rtol=1e-3, atol=1e-1)
