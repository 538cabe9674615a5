"""Picture files as they are found in the wild, made on the spot."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch) -> Path:
    """A cache of its own for every test."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("PITFALLS_CACHE", str(folder))
    return folder


@pytest.fixture
def noise():
    """A function: picture number k as an (h, w, 3) array, smooth enough to survive a JPEG."""

    def drawn(k: int, width: int = 40, height: int = 30) -> np.ndarray:
        coarse = np.random.default_rng(k).integers(0, 256, (4, 5, 3), dtype=np.uint8)
        return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))

    return drawn


@pytest.fixture
def zoo(tmp_path, noise):
    """A function: a folder with `each` PNGs in each of the named folders, all different."""

    def made(*names: str, each: int = 10) -> Path:
        root = tmp_path / "zoo"
        for place, name in enumerate(names):
            (root / name).mkdir(parents=True)
            for k in range(each):
                Image.fromarray(noise(1000 * place + k)).save(root / name / f"{k:03}.png")
        return root

    return made


@pytest.fixture
def real() -> Path:
    """Real photographs of clothes in ten classes, with folders for the splits."""
    data = Path(os.environ.get("PITFALLS_DATA") or Path(__file__).parents[2] / ".." / "shared" / "data")
    if not (data / "clothing10").is_dir():
        pytest.skip(f"no clothing10 under {data}; set PITFALLS_DATA to the folder that holds it")
    return data / "clothing10"
