"""What a straight line finds of a number, where that is known."""

import pytest
import torch

from pitfalls.measures.decodability import decodability


def splits(count=600):
    features = torch.randn(3, count, 5, generator=torch.Generator().manual_seed(0))
    noise = torch.randn(3, count, generator=torch.Generator().manual_seed(1))
    told, half, bent = features[..., 0] * 3 + 7, features[..., 1] + noise, features[..., 2].square()
    targets = torch.stack([told, half, bent], -1)
    return [(features[k], targets[k]) for k in range(3)]


def test_a_line_is_found_noise_is_not_and_a_parabola_neither():
    told, half, bent = decodability(*splits()).tolist()
    assert told == pytest.approx(1, abs=1e-4)
    assert half == pytest.approx(0.5, abs=0.08)
    assert abs(bent) < 0.05


def test_against_scikit_learn():
    from sklearn.linear_model import Ridge
    from sklearn.metrics import r2_score

    (x, y), _, (z, w) = parts = splits()
    line = Ridge(alpha=1e-3).fit(x.numpy(), y[:, 1].numpy())
    assert float(decodability(*parts)[1]) == pytest.approx(r2_score(w[:, 1].numpy(), line.predict(z.numpy())), abs=0.02)
