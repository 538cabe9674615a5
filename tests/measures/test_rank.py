"""The effective rank in closed forms."""

import pytest
import torch

from pitfalls.measures.rank import effective_rank


def test_equal_directions_count_one_each():
    signs = torch.tensor([[1.0, 1], [1, -1], [-1, 1], [-1, -1]])
    assert effective_rank(torch.cat([signs, torch.zeros(4, 3)], 1)) == pytest.approx(2)


def test_a_line_is_one_and_a_point_none():
    line = torch.linspace(-1, 1, 20)[:, None] * torch.tensor([[1.0, 2.0, -3.0]])
    assert effective_rank(line + 5) == pytest.approx(1, abs=1e-3)
    assert effective_rank(torch.ones(9, 4)) == 0


def test_units_do_not_matter_and_a_faint_direction_counts_little():
    features = torch.randn(200, 6, generator=torch.Generator().manual_seed(0))
    assert effective_rank(features * 1e-4) == pytest.approx(effective_rank(features), rel=1e-6)
    assert effective_rank(features * torch.tensor([1, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3])) < 1.1
