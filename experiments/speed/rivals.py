"""What else does about what a cue or a defense does: the nearest class of Kornia's, of torchvision's, and a plain loop.

No two do quite the same: named is whichever takes about as many steps over the pixels. A loop sees one picture at a
time, (H, W, 3) uint8, as NumPy or Pillow has it.
"""

import io
from collections.abc import Callable
from typing import Any

import kornia.augmentation as K
import numpy as np
import torch
from PIL import Image, ImageEnhance, ImageFilter, ImageOps
from torch import Tensor, nn
from torchvision.transforms import v2

Loop = Callable[[np.ndarray], Any]
draws = np.random.default_rng(0)


class ByChannel(nn.Module):
    """An augmentation of Kornia's that takes each channel for a picture, as a lens does that parts them."""

    def __init__(self, inner: nn.Module):
        super().__init__()
        self.inner = inner

    def forward(self, images: Tensor) -> Tensor:
        return self.inner(images.flatten(0, 1)[:, None]).view_as(images)


def jpeg(picture: np.ndarray) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=int(draws.integers(30, 90)))
    return np.asarray(Image.open(file))


def shifted(picture: np.ndarray) -> np.ndarray:
    """Each channel magnified by itself."""
    image = Image.fromarray(picture)
    move = lambda band, by: band.transform(image.size, Image.Transform.AFFINE, (by, 0, 1, 0, by, 1), Image.BICUBIC)
    return np.asarray(
        Image.merge("RGB", [move(band, by) for band, by in zip(image.split(), (0.99, 1, 1.01), strict=True)])
    )


def resized(picture: np.ndarray) -> np.ndarray:
    image = Image.fromarray(picture)
    small = image.resize((image.width // 2, image.height // 2), Image.BILINEAR)
    return np.asarray(small.resize(image.size, Image.BICUBIC))


def jittered(picture: np.ndarray) -> np.ndarray:
    image = Image.fromarray(picture)
    for kind in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        image = kind(image).enhance(draws.uniform(0.5, 1.5))
    hue, *others = image.convert("HSV").split()
    hue = hue.point(lambda value: (value + 20) % 256)
    return np.asarray(Image.merge("HSV", (hue, *others)).convert("RGB"))


def normalized(picture: np.ndarray) -> np.ndarray:
    real = picture.astype(np.float32) / 255
    return (real - real.mean((0, 1))) / (real.std((0, 1)) + 1e-4) * 0.2 + 0.5


def erased(picture: np.ndarray) -> np.ndarray:
    made, side = picture.copy(), len(picture) // 2
    made[side // 2 : side // 2 + side, side // 2 : side // 2 + side] = picture.mean((0, 1))
    return made


def lit(picture: np.ndarray) -> np.ndarray:
    """A smooth field over the picture."""
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    field = np.sin(0.3 * x + 0.2 * y)[..., None] * 0.1
    return (picture / np.float32(255) + field).clip(0, 1)


def scaled(picture: np.ndarray) -> np.ndarray:
    """Gains, one a channel."""
    return (picture * draws.uniform(0.7, 1.3, 3).astype(np.float32)).clip(0, 255).astype(np.uint8)


def grayed(picture: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).convert("L").convert("RGB"))


def moved(picture: np.ndarray) -> np.ndarray:
    return np.stack([np.roll(picture[..., k], (k, -k), (0, 1)) for k in range(3)], -1)


def noisy(picture: np.ndarray) -> np.ndarray:
    return (picture / np.float32(255) + 0.1 * draws.standard_normal(picture.shape, dtype=np.float32)).clip(0, 1)


FIELD = (lambda: K.RandomLinearIllumination(p=1.0), None, lit)
AFFINE = lambda: K.RandomAffine(0.0, scale=(0.98, 1.02), p=1.0)
LENS = (lambda: ByChannel(AFFINE()), lambda: v2.RandomAffine(0, scale=(0.98, 1.02)), shifted)
WARP = (AFFINE, lambda: v2.RandomAffine(0, scale=(0.98, 1.02)), shifted)
CODEC = (lambda: K.RandomJPEG(p=1.0), lambda: v2.JPEG((30, 90)), jpeg)
ERASE = (lambda: K.RandomErasing(p=1.0), lambda: v2.RandomErasing(p=1.0), erased)
GAINS = (lambda: K.RandomRGBShift(p=1.0), lambda: v2.ColorJitter(0.3), scaled)
NOISE = (lambda: K.RandomGaussianNoise(std=0.1, p=1.0), lambda: v2.GaussianNoise(0.0, 0.1), noisy)
RESIZE = (
    lambda: K.RandomAffine(0.0, scale=(0.5, 1.0), p=1.0),
    lambda: v2.RandomAffine(0, scale=(0.5, 1.0), interpolation=v2.InterpolationMode.BILINEAR),
    resized,
)
OFF, CURVE = torch.tensor([-0.1, 0.1]), torch.tensor([0.9, 1.0])
BEND = (lambda: K.RandomFisheye(OFF, OFF, CURVE, p=1.0), lambda: v2.ElasticTransform(), None)
SMEAR = (
    lambda: K.RandomMotionBlur(5, 35.0, 0.5, p=1.0),
    lambda: v2.GaussianBlur(5),
    lambda each: np.asarray(Image.fromarray(each).filter(ImageFilter.BoxBlur(2))),
)
GRAY = (lambda: K.RandomGrayscale(p=1.0), lambda: v2.RandomGrayscale(p=1.0), grayed)
RIVALS: dict[str, tuple[Callable[[], Any] | None, Callable[[], Any] | None, Loop | None]] = {
    **dict.fromkeys(("LateralAberration", "UniformShift"), LENS),
    "Resampling": WARP,
    **dict.fromkeys(("JpegGrid", "LooseGrid", "RandomJpeg"), CODEC),
    **dict.fromkeys(("Bars", "LooseBars", "Watermark", "LooseMark", "Mask", "Cutout", "FigureOnly"), ERASE),
    **dict.fromkeys(("SharedBits", "CommonBits", "SharedGround", "CommonGround", "Overwrite", "Shading"), FIELD),
    **dict.fromkeys(("Tint", "CommonTint", "ColorFilter", "LooseFilter"), GAINS),
    **dict.fromkeys(("UnevenResize", "LooseResize", "DownUp", "RandomResample", "RandomPhase"), RESIZE),
    **dict.fromkeys(("Seam", "TornSeam"), NOISE),
    **dict.fromkeys(("Vignetting", "EvenShade", "FlatField"), FIELD),
    **dict.fromkeys(("RadialDistortion", "EvenStretch", "Unbent", "RandomDistortion", "Undistortion"), BEND),
    **dict.fromkeys(("Coma", "EvenSmear", "Unsmeared"), SMEAR),
    **dict.fromkeys(("Grayscale", "Projection"), GRAY),
    "Blur": (
        lambda: K.RandomGaussianBlur((13, 13), (0.1, 2.0), p=0.5),
        lambda: v2.RandomApply([v2.GaussianBlur(13, (0.1, 2.0))], 0.5),
        lambda each: np.asarray(Image.fromarray(each).filter(ImageFilter.GaussianBlur(1))),
    ),
    "ColorDistortion": (
        lambda: K.ColorJitter(0.8, 0.8, 0.8, 0.2, p=0.8),
        lambda: v2.RandomApply([v2.ColorJitter(0.8, 0.8, 0.8, 0.2)], 0.8),
        jittered,
    ),
    "ChannelShift": (lambda: K.RandomTranslate((-0.1, 0.1), (-0.1, 0.1), p=1.0), None, moved),
    "DropColor": (
        lambda: nn.Sequential(K.RandomChannelDropout(2, p=1.0), K.RandomGaussianNoise(std=0.01, p=1.0)),
        lambda: v2.Compose([v2.RandomChannelPermutation(), v2.GaussianNoise(0.0, 0.01)]),
        noisy,
    ),
    "Normalize": (lambda: K.RandomAutoContrast(p=1.0), lambda: v2.RandomAutocontrast(p=1.0), normalized),
    "PlanckianJitter": (lambda: K.RandomPlanckianJitter(p=1.0), lambda: v2.ColorJitter(0.3), scaled),
    "Solarize": (
        lambda: K.RandomSolarize(0.5, p=1.0),
        lambda: v2.RandomSolarize(0.5, p=1.0),
        lambda each: np.asarray(ImageOps.solarize(Image.fromarray(each))),
    ),
}
