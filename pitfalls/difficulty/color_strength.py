"""How much the colors of two views differ: a multiple of the reference distortion. (Chen et al., 2020, Table 1.)"""

from pitfalls.difficulty.base import Dial

# The trial has a ColorDistortion among its defenses.
COLOR_STRENGTH = Dial(
    (
        "defenses.color_distortion.brightness",
        "defenses.color_distortion.contrast",
        "defenses.color_distortion.saturation",
        "defenses.color_distortion.hue",
    ),
    (
        (0.0, 0.0, 0.0, 0.0),
        (0.125, 0.125, 0.2, 0.125),
        (0.25, 0.25, 0.4, 0.25),
        (0.5, 0.5, 0.8, 0.5),
        (1.0, 1.0, 1.0, 0.5),
    ),
    amounts=(0, 0.25, 0.5, 1, 2),
)
