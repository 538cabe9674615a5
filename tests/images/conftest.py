"""Picture files as they are found in the wild, made on the spot, and how they are read."""

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pitfalls.frozen import Refused
from pitfalls.images.decode import decode
from pitfalls.images.folder import Folder


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
def small():
    """A function: a folder of small pictures, 16 px and a margin of 2."""
    return lambda root, **knobs: Folder(path=str(root), **({"size": 16, "margin": 2} | knobs))


@pytest.fixture
def rows():
    """A function: the pixels of each picture of a folder's split, as bytes; none where it is empty."""

    def read(folder: Folder, split="train", seed: int = 0) -> list[bytes]:
        try:
            return [picture.numpy().tobytes() for picture in folder.load(split, seed).pixels]
        except Refused:
            return []

    return read


@pytest.fixture
def saved():
    """A function: the bytes of an image's file."""

    def written(image: Image.Image, kind: str = "PNG", **more) -> bytes:
        out = io.BytesIO()
        image.save(out, kind, **more)
        return out.getvalue()

    return written


@pytest.fixture
def plain():
    """A function: the pixels (3, side, side) of a file's bytes."""
    return lambda data, side=16, cap=100: decode(data, side, cap).pixels


@pytest.fixture
def real() -> Path:
    """Real photographs of clothes in ten classes, with folders for the splits."""
    data = Path(os.environ.get("PITFALLS_DATA") or Path(__file__).parents[2] / ".." / "shared" / "data")
    if not (data / "clothing10").is_dir():
        pytest.skip(f"no clothing10 under {data}; set PITFALLS_DATA to the folder that holds it")
    return data / "clothing10"
