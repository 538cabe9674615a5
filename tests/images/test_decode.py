"""One file's bytes to one square of pixels: color, transparency, bits, orientation, geometry, damage."""

import numpy as np
import pytest
from PIL import Image

from pitfalls.images.decode import Unreadable, decode, strict


def test_the_pixel_cap_is_read_off_the_header_before_anything_is_decoded(monkeypatch, noise, saved):
    data = saved(Image.fromarray(noise(1, 1001, 1000)))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("decoded"))
    with pytest.raises(Unreadable, match="1001 x 1000 px is more than the cap of 1 megapixels"):
        decode(data, 16, 1)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_to_eight(kind, saved, plain):
    values = np.array(
        [0, 127, 128, 129, 255, 256, 384, 386, 4000, 5000, 30000, 33000, 65000, 65406, 65407, 65535], np.uint16
    )
    image = Image.fromarray(np.tile(values, (16, 1)))
    assert np.array_equal(plain(saved(image, kind))[0, 5], np.round(values / 257).astype(np.uint8))


def test_gray_becomes_three_equal_channels(saved, plain):
    gray = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(plain(saved(Image.fromarray(gray))), np.stack([gray] * 3))


def test_cmyk_becomes_rgb(saved, plain):
    image = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    found = plain(saved(image, "JPEG", quality=95)).astype(int)
    assert (abs(found - np.array([255, 0, 0])[:, None, None]) <= 6).all()


def test_a_palette_is_resolved(noise, saved, plain):
    image = Image.fromarray(noise(3, 16, 16)).quantize(16)
    assert np.array_equal(plain(saved(image)), np.asarray(image.convert("RGB")).transpose(2, 0, 1))


@pytest.mark.parametrize("kind", ["RGBA", "LA", "P"])
def test_transparent_pixels_lie_on_white(kind, saved, plain):
    if kind == "P":
        image = Image.new("P", (16, 16), 0)
        image.putpalette([0, 0, 0, 9, 9, 9])
        image.paste(1, (0, 0, 8, 16))
        data, dark = saved(image, transparency=0), 9
    else:
        image = Image.new(kind, (16, 16), (0,) * len(kind))
        image.paste((10,) * (len(kind) - 1) + (255,), (0, 0, 8, 16))
        data, dark = saved(image), 10
    found = plain(data)
    assert (found[:, :, :8] == dark).all() and (found[:, :, 8:] == 255).all()


def test_half_transparent_black_is_middle_gray(saved, plain):
    assert abs(plain(saved(Image.new("RGBA", (16, 16), (0, 0, 0, 128)))).astype(int) - 127).max() <= 1


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_an_animation_gives_its_first_frame_and_a_note(kind, saved):
    frames = [Image.new("RGB", (16, 16), color) for color in ("red", "blue")]
    data = saved(
        frames[0], kind, save_all=True, append_images=frames[1:], **({"lossless": True} if kind == "WEBP" else {})
    )
    found = decode(data, 16, 1)
    assert found.notes == ("more than one frame, the first taken",)
    assert (found.pixels == np.array([255, 0, 0], np.uint8)[:, None, None]).all()


def test_exif_rotation_is_applied(noise, saved, plain):
    image = Image.fromarray(noise(5, 16, 16))
    exif = Image.Exif()
    exif[0x0112] = 6  # held so that the stored picture has to be turned a quarter clockwise
    upright = np.asarray(image.transpose(Image.Transpose.ROTATE_270)).transpose(2, 0, 1)
    assert np.array_equal(plain(saved(image, exif=exif)), upright)


def test_floats_without_a_stated_white_are_skipped(saved, plain):
    with pytest.raises(Unreadable, match="no stated white"):
        plain(saved(Image.fromarray(np.zeros((16, 16), np.float32)), "TIFF"))


def test_a_decoder_fed_any_damage_gives_a_picture_or_a_reason(noise, saved):
    draws = np.random.default_rng(0)
    kinds = {"JPEG": {}, "PNG": {}, "GIF": {}, "WEBP": {}, "TIFF": {}, "BMP": {}}
    whole = {kind: np.frombuffer(saved(Image.fromarray(noise(1)), kind), np.uint8) for kind in kinds}
    reasons = 0
    for round_ in range(40):
        for data in whole.values():
            broken = data.copy()
            where = draws.integers(0, len(data), 1 + round_ % 8)
            broken[where] = draws.integers(0, 256, len(where))
            try:
                with strict():
                    pixels = decode(broken.tobytes(), 16, 1).pixels
                assert pixels.shape == (3, 16, 16)
            except Unreadable:
                reasons += 1
    assert reasons > 20


def test_the_short_side_is_resized_and_the_center_kept(saved, plain):
    wide = np.zeros((40, 120, 3), np.uint8)
    wide[:, 40:80] = 255
    wide[:, :40, 0] = 200  # left and right of the center square
    found = plain(saved(Image.fromarray(wide)), 20)
    assert (found[:, :, 2:-2] >= 250).all()
    tall = plain(saved(Image.fromarray(wide.transpose(1, 0, 2))), 20)
    assert np.array_equal(tall, found.transpose(0, 2, 1))


def test_resizing_is_antialiased(saved, plain):
    stripes = np.tile(np.array([0, 255], np.uint8), (256, 128))
    assert abs(plain(saved(Image.fromarray(stripes)), 32)[:, :, 2:-2].astype(int) - 127).max() <= 4


def test_the_margin_holds_real_pixels(saved, plain):
    ramp = np.tile(np.linspace(0, 255, 96).astype(np.uint8), (96, 1))
    with_margin = plain(saved(Image.fromarray(ramp)), 16 + 2 * 4)[0, 12].astype(int)
    assert (np.diff(with_margin) > 5).all() and with_margin[0] < 8 and with_margin[-1] > 247
