import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from pitfalls.ambiguity import gamut
from pitfalls.ambiguity.bins import Bins, bin_weights
from pitfalls.ambiguity.cross_entropy import CrossEntropy
from pitfalls.ambiguity.squared_error import SquaredError
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.shapes import answered
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.outcome import prepared
from pitfalls.training.reliance import posed
from pitfalls.trial import Trial

kornia = pytest.importorskip("kornia")
CPU = torch.device("cpu")


def real_colors(count: int, seed: int = 0, lift: float = 1.0) -> torch.Tensor:
    """Colors ab (count, 2, 5, 5) of random 8-bit sRGB; lift above 1 pushes them to the surface of the cube."""
    rgb = torch.rand(count, 3, 5, 5, generator=torch.Generator().manual_seed(seed))
    return kornia.color.rgb_to_lab(((rgb - 0.5) * lift + 0.5).clamp(0, 1).mul(255).round() / 255)[:, 1:]


def test_number_of_bins_in_gamut():
    assert {size: len(gamut.centers(size)) for size in (5.0, 10.0, 20.0)} == {5.0: 969, 10.0: 261, 20.0: 77}


@pytest.mark.parametrize("size", [4.0, 7.0, 10.0, 25.0])
def test_bins_are_exactly_those_that_colors_reach(size):
    centers = gamut.centers(size)
    key = lambda ab: (ab / size).round().long() @ torch.tensor([1000, 1])
    ours = key(centers)
    assert torch.allclose((centers / size).round() * size, centers)
    assert len(ours.unique()) == len(ours) and torch.equal(ours, ours.sort().values)
    values = torch.linspace(0, 255, 52) / 255
    rgb = torch.stack(torch.meshgrid(values, values, values, indexing="ij")).double().view(1, 3, 52, -1)
    reached = key(kornia.color.rgb_to_lab(rgb)[0, 1:].flatten(1).T.float())
    assert torch.isin(reached.unique(), ours).all()
    # no bin is out of gamut: each holds a color of the surface, whose sRGB values lie in the cube
    surface = gamut.surface()
    assert surface.min() >= 0 and surface.max() <= 1
    ab = kornia.color.rgb_to_lab(surface[:, :, None])[1:, :, 0].T
    assert torch.isin(ours, key(ab.float()).unique()).all()


@pytest.mark.parametrize("size", [3.0, 6.0, 7.3, 10.0, 20.0])
def test_hard_encoding_loses_at_most_half_a_diagonal_and_has_no_bias(size):
    ab = torch.cat([real_colors(300, 1), real_colors(300, 2, lift=3.0)])
    index, weight = Bins(size=size, neighbors=1).encode(ab)
    assert torch.equal(weight, torch.ones_like(weight))
    error = gamut.centers(size)[index[:, 0]].movedim(-1, 1) - ab
    assert error.norm(dim=1).max() <= size / math.sqrt(2) + 1e-3
    inner = error.movedim(1, -1)[ab.norm(dim=1) < 60]
    assert inner.mean(0).abs().max() < 0.06 * size  # left edges for centers would give half a size


@pytest.mark.parametrize("neighbors", [1, 5, 10])
def test_table_agrees_with_distances_to_all_bins(neighbors):
    bins = Bins(neighbors=neighbors)
    ab = real_colors(200, 3, lift=2.0)
    index, weight = bins.encode(ab)
    distance, truth = torch.cdist(ab.movedim(1, -1).flatten(0, 2), gamut.centers(10.0)).topk(neighbors, largest=False)
    exact = torch.zeros(len(distance), 261).scatter_(1, truth, (-distance.square() / 50).softmax(1))
    ours = torch.zeros_like(exact).scatter_(
        1, index.movedim(1, -1).reshape(-1, neighbors), weight.movedim(1, -1).reshape(-1, neighbors)
    )
    assert torch.allclose(weight.sum(1), torch.ones(200, 5, 5))
    assert torch.equal(index[:, 0].flatten(), truth[:, 0])
    assert (exact - ours).abs().max() < 0.12  # a cell is one Lab unit wide
    assert (exact - ours).abs().sum(1).mean() < 0.08


def test_table_takes_any_color_even_one_that_does_not_exist():
    wild = torch.tensor([-500.0, -128, -110, 0, 127.99, 128, 500]).repeat(1, 2, 1, 1)
    index, weight = Bins().encode(wild)
    assert weight.isfinite().all() and index.min() >= 0 and index.max() < 261


@pytest.mark.parametrize("sigma", [0.01, 5.0, 50.0])
def test_soft_targets_gather_with_a_narrow_gaussian_and_spread_with_a_wide_one(sigma):
    _, weight = Bins(sigma=sigma).encode(real_colors(20, 4))
    top = weight[:, 0].mean()
    assert {0.01: top > 0.999, 5.0: 0.4 < top < 0.95, 50.0: top < 0.25}[sigma]


def test_loss_of_bins_is_the_cross_entropy_with_the_soft_target():
    bins, ab = Bins(), real_colors(6, 5)
    guess = torch.randn(6, 261, 5, 5, generator=torch.Generator().manual_seed(0)).requires_grad_()
    index, weight = bins.encode(ab)
    dense = torch.zeros(6, 261, 5, 5).scatter_(1, index, weight)
    oracle = F.cross_entropy(guess, dense, reduction="none").mean((1, 2))
    loss = bins.loss(guess, answered(ab))
    assert loss.shape == (6,) and torch.allclose(loss, oracle, atol=1e-5)
    slopes = [torch.autograd.grad(each.sum(), guess, retain_graph=True)[0] for each in (loss, oracle)]
    assert torch.allclose(*slopes, atol=1e-6)


def test_a_perfect_guess_is_committed_to_its_color():
    ab = real_colors(40, 6)
    bins = Bins()
    index, weight = bins.encode(ab)
    guess = torch.zeros(40, 261, 5, 5).scatter_(1, index, weight).clamp(min=1e-30).log()
    mean = replace(bins, temperature=1.0).commit(guess)
    assert (mean - ab).norm(dim=1).max() < 8.0
    assert (mean - ab).norm(dim=1).mean() < 2.5
    assert Colorization().correct(mean, answered(ab)).mean() > 0.95


def test_annealing_leads_from_the_mean_to_the_mode():
    guess = torch.randn(3, 261, 2, 2, generator=torch.Generator().manual_seed(1))
    centers = gamut.centers(10.0)
    mode = centers[guess.argmax(1)].movedim(-1, 1)
    mean = torch.einsum("bqhw,qc->bchw", guess.softmax(1), centers)
    assert torch.allclose(Bins(temperature=1.0).commit(guess), mean, atol=1e-3)
    assert torch.allclose(Bins(temperature=1e-3).commit(guess), mode, atol=0.5)


def test_two_modes_average_under_squared_error_and_not_under_bins():
    red_or_blue = torch.tensor([[60.0, 40.0], [20.0, -60.0]])[:, :, None, None]
    answer = answered(red_or_blue)
    bins = Bins(neighbors=1)
    chosen = bins.encode(red_or_blue)[0].flatten()
    split = torch.full((1, 261, 1, 1), -20.0)
    split[0, chosen[0]], split[0, chosen[1]] = 0.3, -0.3  # slightly more often red
    assert bins.commit(split)[0].flatten().tolist() == pytest.approx(
        replace(bins, temperature=1e-3).commit(split)[0].flatten().tolist(), abs=25
    )
    guess = torch.zeros(1, 2, 1, 1, requires_grad=True)
    score = SquaredError()
    for _ in range(60):
        (slope,) = torch.autograd.grad(score.loss(guess.expand(2, 2, 1, 1), answer).mean(), guess)
        guess = (guess - 0.2 * slope).detach().requires_grad_()
    assert score.commit(guess).flatten().tolist() == pytest.approx([40.0, -10.0], abs=0.1)


def test_rebalancing_off_is_the_identity_and_needs_no_prior():
    ab, guess = real_colors(4, 7), torch.randn(4, 261, 5, 5, generator=torch.Generator().manual_seed(2))
    plain = Bins().loss(guess, answered(ab))
    assert torch.equal(plain, Bins().fit_colors(ab).loss(guess, answered(ab)))
    with pytest.raises(Refused, match="fit"):
        Bins(rebalance=1.0).loss(guess, answered(ab))


@settings(max_examples=15, deadline=None)
@given(st.floats(0.05, 1), st.floats(0, 1), st.sampled_from([8.0, 10.0, 15.0]))
def test_mean_weight_is_one_over_what_was_fitted(strength, uniform, size):
    ab = torch.cat([real_colors(20, 8), real_colors(60, 9) * 0.2])
    bins = Bins(size=size, rebalance=strength, uniform=uniform).fit_colors(ab)
    weight = bin_weights(bins, CPU)
    assert weight.isfinite().all() and weight.min() > 0
    assert weight[bins.encode(ab)[0][:, 0]].mean().item() == pytest.approx(1, rel=1e-4)
    assert sum(bins.prior) == pytest.approx(1)


def test_rebalancing_acts_in_the_loss_and_makes_rare_colors_count():
    common, rare = torch.full((99, 2, 5, 5), 0.0), torch.full((1, 2, 5, 5), 50.0)
    bins = Bins(rebalance=1.0).fit_colors(torch.cat([common, rare]))
    plain, guess = replace(bins, rebalance=0.0), torch.zeros(2, 261, 5, 5)
    answer = answered(torch.cat([common[:1], rare]))
    ratio = bins.loss(guess, answer) / plain.loss(guess, answer)
    index = bins.encode(answer.target)[0][:, 0, 0, 0]
    assert torch.allclose(ratio, bin_weights(bins, CPU)[index], rtol=1e-4)
    assert ratio[1] > 20 * ratio[0]
    flat = replace(bins, uniform=1.0)
    assert torch.allclose(flat.loss(guess, answer), plain.loss(guess, answer), rtol=1e-4)


def test_smoothing_keeps_the_mass_of_the_prior_and_lifts_neighbors():
    bins = Bins(rebalance=1.0, uniform=0.0).fit_colors(torch.zeros(1, 2, 5, 5))
    weight = bin_weights(bins, CPU)
    index = bins.encode(torch.tensor([[0.0, 10.0, 100.0], [0.0, 0.0, -80.0]]).view(1, 2, 1, 3))[0][0, 0, 0]
    own, beside, far = weight[index].tolist()
    assert own == pytest.approx(1) and own < beside < far
    assert beside == pytest.approx(math.exp(2), rel=1e-3)  # two sigma away, both with four neighbors


def test_fit_reads_answers_where_a_prior_is_needed_and_changes_nothing_else():
    answer = answered(real_colors(70, 3))
    assert Bins(neighbors=3).fit(answer) == Bins(neighbors=3)
    bins = Bins(neighbors=3, rebalance=0.5)
    fitted = bins.fit(answer)
    assert fitted == bins.fit_colors(answer.target) and hash(fitted) == hash(bins.fit(answer))
    assert bins.prior == () and replace(fitted, prior=()) == bins


@pytest.mark.parametrize("stride", [1, 4, 8])
def test_a_trial_fits_the_prior_to_the_colors_it_asks_for(stride):
    scenes = Scenes(size=32, train=64, saturation=0.7)
    trial = Trial(task=Colorization(stride=stride), images=scenes, score=Bins(rebalance=1.0))
    pictures = scenes.load("train", 0)
    score = prepared(trial, pictures).score
    asked = torch.cat([answer.target for _, answer in posed(pictures, trial, (), 64)])
    assert bin_weights(score, CPU)[score.encode(asked)[0][:, 0]].mean().item() == pytest.approx(1, abs=0.05)


def test_bins_refuse_by_name():
    with pytest.raises(ValueError, match="only 14 bins"):
        Bins(size=60, neighbors=20)
    with pytest.raises(ValueError, match="prior"):
        Bins(prior=(0.5, 0.5))
    with pytest.raises(ValueError, match="size"):
        Bins(size=1)


def test_squared_error_by_hand_and_through_commit():
    score, ab = SquaredError(unit=20), real_colors(3, 10)
    assert torch.allclose(score.loss(ab / 20, answered(ab)), torch.zeros(3), atol=1e-9)
    assert torch.allclose(score.commit(ab / 20), ab, atol=1e-4)
    expected = (ab / 20).square().sum(1).mean((1, 2))
    assert torch.allclose(score.loss(torch.zeros_like(ab), answered(ab)), expected)


def test_cross_entropy_and_its_smoothing():
    guess = torch.randn(7, 4, generator=torch.Generator().manual_seed(4))
    target = torch.arange(7) % 4
    answer = answered(target)
    likelihood = guess.log_softmax(1)
    hard = -likelihood[torch.arange(7), target]
    assert torch.equal(CrossEntropy().loss(guess, answer), F.cross_entropy(guess, target, reduction="none"))
    assert torch.allclose(CrossEntropy().loss(guess, answer), hard)
    soft = 0.9 * hard - 0.1 * likelihood.mean(1)
    assert torch.allclose(CrossEntropy(smoothing=0.1).loss(guess, answer), soft, atol=1e-6)


def test_each_score_sizes_the_head_and_refuses_the_wrong_task():
    colorization, rotation = Colorization(), Rotation()
    assert CrossEntropy().width(rotation) == 4
    assert SquaredError().width(colorization) == 2
    assert Bins().width(colorization) == 261 and Bins(size=20).width(colorization) == 77
    for score, task in ((CrossEntropy(), colorization), (SquaredError(), rotation), (Bins(), rotation)):
        with pytest.raises(Refused, match=type(task).__name__):
            score.width(task)


@pytest.mark.parametrize("score", [Bins(), SquaredError()])
def test_tables_first_used_without_gradients_serve_training_later(score):
    ab = real_colors(2, 11)
    gamut.table.cache_clear()
    guess = torch.zeros(2, score.width(Colorization()), 5, 5)
    with torch.inference_mode():
        first = score.loss(guess, answered(ab)).clone()
    guess.requires_grad_()
    again = score.loss(guess, answered(ab))
    again.sum().backward()
    assert torch.equal(first, again.detach()) and guess.grad.isfinite().all()


@pytest.mark.parametrize("score", [Bins(), SquaredError()])
def test_loss_of_an_example_does_not_depend_on_its_company(score):
    ab = real_colors(3, 12)
    guess = torch.randn(3, score.width(Colorization()), 5, 5, generator=torch.Generator().manual_seed(5))
    together = score.loss(guess, answered(ab))
    assert torch.allclose(together[1:2], score.loss(guess[1:2], answered(ab[1:2])), atol=1e-6)
    assert together.shape == (3,)
