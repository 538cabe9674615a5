"""The debiased and hard NT-Xent: closed forms on tiny batches in float64, gradients, and where it is NT-Xent."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from pitfalls.ambiguity.debiased import DebiasedNTXent
from pitfalls.ambiguity.ntxent import NTXent
from pitfalls.frozen import Refused
from pitfalls.shapes import answered
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.rotation import Rotation


def codes(count: int, size: int = 6, seed: int = 0) -> torch.Tensor:
    return torch.randn(count, 2, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def loss_of(score, guess):
    return score.loss(guess, answered(torch.arange(len(guess))))


def by_hand(guess, temperature, prior, hardness, repeated):
    """The published formulas, view by view, without logarithms."""
    views = F.normalize(guess.flatten(0, 1), dim=-1).tolist()
    out = []
    for one, view in enumerate(views):
        e = [math.exp(sum(a * b for a, b in zip(view, each, strict=True)) / temperature) for each in views]
        pair, rest = e[one ^ 1], [each for k, each in enumerate(e) if k not in (one, one ^ 1)]
        weight = [each**hardness for each in rest]
        hard = len(rest) * sum(w * n for w, n in zip(weight, rest, strict=True)) / sum(weight)
        away = max((hard - prior * len(rest) * pair) / (1 - prior), len(rest) * math.exp(-1 / temperature))
        out.append(-math.log(pair / (pair * (1 + repeated) + away)))
    return torch.tensor(out, dtype=torch.float64).view(-1, 2).mean(1)


@pytest.mark.parametrize("count", [2, 3, 7])
@settings(max_examples=20, deadline=None)
@given(
    st.floats(0.1, 2), st.sampled_from([0.0, 0.1, 0.5]), st.sampled_from([0.0, 0.5, 2.0]), st.sampled_from([0.0, 1.0])
)
def test_it_is_the_published_formula(count, temperature, prior, hardness, repeated):
    score = DebiasedNTXent(temperature=temperature, prior=prior, hardness=hardness, repeated=repeated)
    guess = codes(count, seed=count)
    assert torch.allclose(loss_of(score, guess), by_hand(guess, temperature, prior, hardness, repeated), atol=1e-9)


@pytest.mark.parametrize("temperature", [0.05, 0.5, 5.0])
def test_without_doubt_it_is_ntxent_with_its_gradient(temperature):
    guess = codes(9).requires_grad_()
    off = loss_of(DebiasedNTXent(temperature=temperature, prior=0, hardness=0), guess)
    plain = loss_of(NTXent(temperature=temperature), guess)
    assert torch.allclose(off, plain, atol=1e-10)
    slopes = [torch.autograd.grad(each.sum(), guess)[0] for each in (off, plain)]
    assert torch.allclose(*slopes, atol=1e-10)


@pytest.mark.parametrize("knobs", [{"prior": 0.1}, {"prior": 0.0, "hardness": 1.5}, {"prior": 0.2, "hardness": 0.5}])
def test_gradients_are_those_of_finite_differences(knobs):
    score = DebiasedNTXent(temperature=0.7, **knobs)
    assert torch.autograd.gradcheck(lambda guess: loss_of(score, guess), codes(4).requires_grad_())


def test_a_prior_takes_false_negatives_out_of_the_sum():
    """Where a known share of the negatives are copies of the true pair, the corrected loss is that without them."""
    whole, away = torch.tensor([1.0, 0.0], dtype=torch.float64), torch.tensor([0.0, 1.0], dtype=torch.float64)
    guess = torch.stack([whole] * 2 + [away] * 3)[:, None].expand(5, 2, 2)  # images 0 and 1 are twins
    score = DebiasedNTXent(temperature=0.5, prior=2 / 8)  # of the eight negatives of image 0 two are its twin
    clean = -math.log(math.exp(2) / (math.exp(2) + 8 * math.exp(0)))
    assert loss_of(score, guess)[0].item() == pytest.approx(clean)
    assert loss_of(NTXent(temperature=0.5), guess)[0].item() > clean


def test_hardness_looks_at_the_nearest_and_a_repeated_pair_never_lets_the_loss_vanish():
    guess = codes(8)
    soft, hard = (loss_of(DebiasedNTXent(prior=0, hardness=each), guess) for each in (0.0, 10.0))
    assert (hard > soft).all()
    far = torch.stack([torch.eye(8, dtype=torch.float64)] * 2, 1)
    score = DebiasedNTXent(temperature=0.01, prior=0, repeated=1)
    assert torch.allclose(loss_of(score, far), torch.full((8,), math.log(2), dtype=torch.float64), atol=1e-6)


@pytest.mark.parametrize("temperature", [1e-3, 0.05, 10.0])
@pytest.mark.parametrize("knobs", [{}, {"prior": 0.9, "hardness": 10.0, "repeated": 10.0}])
@pytest.mark.parametrize("count", [1, 2, 64])
def test_no_code_makes_it_infinite(temperature, knobs, count):
    score = DebiasedNTXent(temperature=temperature, **knobs)
    flat = torch.ones(count, 2, 4)
    for guess in (flat, -flat, flat * 0, torch.randn(count, 2, 4, generator=torch.Generator().manual_seed(1))):
        guess = guess.clone().requires_grad_()
        loss = loss_of(score, guess)
        loss.sum().backward()
        assert loss.shape == (count,) and loss.isfinite().all() and guess.grad.isfinite().all()


def test_it_sizes_the_head_and_refuses_the_wrong_task():
    assert DebiasedNTXent(code=32).width(Contrastive()) == 32
    with pytest.raises(Refused, match="Rotation"):
        DebiasedNTXent().width(Rotation())
