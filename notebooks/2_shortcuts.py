# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 2. Shortcuts
#
# **Goal.** Meet the cues by which a network can cheat, one slider each, and the defenses that close them, one switch
# each. **Time.** Twenty minutes of playing; nothing is trained until the end, which takes about a minute.
# **You need** notebook 1.
#
# A *cue* is something low-level in the pictures that gives the answer away. To see how strong one is, no network is
# needed: an *attacker* is a few lines that see this one cue and nothing else. Move a slider, and the attacker is
# asked anew, on pictures that it was not fitted on. It says how far the cue alone goes, from chance (0 %) to perfect
# (100 %).

# %%
from pitfalls import (
    Blur,
    DropColor,
    Gap,
    Grayscale,
    Jigsaw,
    LateralAberration,
    Mask,
    Normalize,
    Projection,
    Rotation,
    Trial,
    replace,
)
from pitfalls.reference import FAINT, JIGSAW_20, SCENES
from pitfalls.teaching.bars import bars, of
from pitfalls.teaching.claims import committed
from pitfalls.teaching.cues import Scene
from pitfalls.teaching.pace import paced
from pitfalls.teaching.prediction import Measured, predict
from pitfalls.teaching.schooled import school

puzzle = Trial(task=Jigsaw(permutations=10), images=FAINT)

# %% [markdown]
# ## The lens
#
# Red is moved out and blue in, as bad lenses do. **Predict** before you touch anything: at a quarter of a pixel at
# the corner, which nobody sees, how far does the attacker get?

# %%
faint = predict("the displacement of the channels at .25 px goes ... % of the way to perfect", low=0, high=100)
faint

# %%
lens = Scene(
    "LateralAberration",
    2.5,
    3.0,
    puzzle,
    "channel_displacement",
    {"drop_color": DropColor(), "projection": Projection(), "normalize": Normalize(), "blur": Blur()},
)
found = lens.stage.reach(lens.planted(0.25))
faint.reveal(Measured(found.share, found.low, found.high))

# %%
lens.play()

# %% [markdown]
# Try: which switch closes it? Which looks as if it should, and does not? (Normalizing makes every tile equally
# bright; that is no help against colors that moved.)

# %%
assert lens.reach(0.0) < 0.1 < 0.9 < lens.reach(0.25)
assert lens.reach(2.5, "drop_color") < 0.1  # closed
assert lens.reach(2.5, "normalize") > 0.8  # not closed

# %% [markdown]
# An attacker that can read a quarter of a pixel does not say that a network *will*. It says that the cue is there. In
# the committed rows a network is not harmed by a quarter of a pixel, and by one pixel it is.

# %%
dose = committed("aberration_dose")
harms = {name: dose.effect(f"harm of {name}") for name in ("0.25 px", "0.5 px", "1 px", "2.5 px")}
for name, each in harms.items():
    print(f"{name}: {100 * each.estimate:+.1f} points ({100 * each.low:+.1f} to {100 * each.high:+.1f})")
assert harms["0.25 px"].low < 0 < harms["0.25 px"].high and harms["1 px"].high < 0

# %% [markdown]
# ## Edges that run on
#
# Tiles that touch continue each other: a line that leaves one enters the next. The attacker compares borders and
# nothing else. **Look at strength 0**: nothing is planted, and it gets nearly all the way. That is no flaw of a lens;
# it is the way in which the question is asked. **Predict:** with a *gap* of 6 pixels between the tiles, how far does
# it get?

# %%
gap = predict("behind a gap of 6 px the borders go ... % of the way", low=0, high=100)
gap

# %%
touching = Trial(task=Jigsaw(permutations=10, tile=14, roam=0), images=FAINT)
seam = Scene("Seam", 0.2, 0.5, touching, "border_differences", {"gap": Gap(6), "mask": Mask(), "blur": Blur()})
behind = seam.stage.reach(seam.planted(0.0), (Gap(6),))
gap.reveal(Measured(behind.share, behind.low, behind.high))

# %%
seam.play()

# %%
bare, gapped = seam.reach(0.0), behind.share
bars("How far the borders alone go, with nothing planted", {"touching tiles": bare, "a gap of 6 px": gapped})

# %%
assert bare > 0.9
assert 0.5 < gapped < bare - 0.1  # the gap takes something away, and most stays

# %% [markdown]
# Surprised? Over a gap no line runs on. But the attacker's numbers say more than that: borders in the middle of the
# picture are bright on both sides, for there stand the figures, and those outside are not. That is *content*, of the
# plainest kind. How much of an attacker's success is a leak can only be said against a control; notebook 7 has one.

# %% [markdown]
# ## A dark rim
#
# A lens also loses light toward the corners (*vignetting*): a dark tile is a corner. But figures are bright and stand
# in the middle, so brightness tells something honest as well, even at strength 0. A cue and content can look alike.

# %%
rim = Scene("Vignetting", 0.5, 0.8, puzzle, "radial_luminance", {"normalize": Normalize(), "drop_color": DropColor()})
rim.play()

# %%
assert rim.reach(0.7) > rim.reach(0.0) + 0.1

# %% [markdown]
# ## How a picture was resized
#
# Here the question is another one: by how many quarter turns was the picture rotated? A picture that was resized by a
# kernel that is not the same along x and y carries a grain, and the grain turns with it. Nobody sees it.

# %%
turned = Trial(task=Rotation(crop=52))
grain = Scene(
    "UnevenResize",
    0.3,
    1.0,
    turned,
    "resampling_spectrum",
    {"blur": Blur(), "normalize": Normalize(), "gray": Grayscale(1.0)},
)
grain.play()

# %%
assert grain.reach(0.5) > grain.reach(0.0) + 0.15

# %% [markdown]
# It tells whether the picture lies on its side, but not whether it stands on its head: a grain along x looks the same
# after half a turn. So the attacker stops at half of the answers.
#
# ## Bars
#
# Black bars above and below, as in films, say the same even more plainly.

# %%
frame = Scene(
    "Bars", 3.0, 6.0, Trial(task=Rotation(crop=64, roam=0)), "corners", {"normalize": Normalize(), "blur": Blur()}
)
frame.play()

# %%
half = frame.stage.reach(frame.planted(3.0)).accuracy
print(f"right in {100 * half:.0f} % of the questions")
assert 0.4 < half < 0.7

# %% [markdown]
# ## Two crops of one picture
#
# In *contrastive* learning the question is: which two crops are of one picture? The attacker sees histograms of
# color, and nothing of what is where. **Predict:** with nothing planted at all, in how many percent of the questions
# does it find the partner among 127 others?

# %%
crops = Scene(
    "Tint",
    0.0,
    0.6,
    replace(SCENES["contrastive"], defenses=()),
    "color_histogram",
    {"color_distortion": SCENES["contrastive"].defenses[0], "gray": Grayscale(1.0), "blur": Blur()},
)
guess = predict("histograms of color alone go ... % of the way to perfect", low=0, high=100)
guess

# %%
found = crops.stage.reach(crops.planted(0.0))
guess.reveal(Measured(found.share, found.low, found.high))

# %%
crops.play()

# %%
assert found.share > 0.9
assert crops.reach(0.0, "color_distortion") < 0.6

# %% [markdown]
# So contrastive learning of crops is solved without seeing. Does a network take this way? The claim `crop_colors`
# asked. Its network without color distortion solves its question almost always, and its features are worse than those
# of a network that was never trained.

# %%
claim = committed("crop_colors")
told = {"crops alone": of(claim.mean("crops")), "with color distortion": of(claim.mean("crops+color"))}
bars(f"The probe, {claim.seeds} seeds an arm", told, {"floor": claim.mean("crops", "floor_probe").estimate})

# %%
assert claim.mean("crops", "proxy").low > 0.95
assert claim.mean("crops").high < claim.mean("crops", "floor_probe").low < claim.mean("crops+color").low

# %% [markdown]
# ## One trained comparison
#
# Notebook 1 trained a network with the flawed lens and reversed the flaw: it fell from nearly all puzzles to none.
# Train it now behind the defense, *drop color*: each tile keeps one random channel of three.

# %%
planted = LateralAberration(strength=2.5)
defended = school(replace(JIGSAW_20, cues=(planted,), defenses=(DropColor(),), steps=paced(400, 60)))
asked = {"as trained": defended.accuracy(), "flaw reversed": defended.accuracy((planted.reversed(),))}
bars("Behind drop color: puzzles solved", asked, {"blind guess": 0.05})

# %%
rows = committed("aberration")
assert abs(asked["as trained"] - asked["flaw reversed"]) < 0.1  # it does not read the fringes
assert rows.change("planted", "proxy", "proxy_reversed").high < -0.9  # without the defense it read nothing else
assert abs(rows.change("planted+defense", "proxy", "proxy_reversed").estimate) < 0.02

# %% [markdown]
# ## Exercises
#
# 1. Does graying all pictures close the lens's cue? Think of what is left of a fringe in gray; then ask the attacker
#    (`Scene`, with `Grayscale(1.0)`), and say why its answer is not the last word.
# 2. Make the gap between the tiles wider and wider. Where does what the borders tell stop falling, and why?
# 3. The attacker of the lens sees 6 numbers a tile. What does *another* attacker, the brightness of tiles
#    (`tile_statistics`), get at the same questions?

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 1: the three channels are equal then, and the attacker, which compares channels, finds nothing. But a
# fringe is still there as a blur that grows with the distance from the middle, which another attacker could read.
gray = Scene("LateralAberration", 2.5, 3.0, puzzle, "channel_displacement", {"gray": Grayscale(1.0)})
print(f"{100 * gray.reach(2.5, 'gray'):.0f} % of the way")
assert gray.reach(2.5, "gray") < 0.1

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 2: at once. Beyond two pixels no line runs on any more, and what is left is how bright the borders are.
wide = {}
for pixels in (2, 4, 6, 8):
    with_gap = Scene("Seam", 0.0, 0.5, touching, "border_differences", {"gap": Gap(pixels)})
    wide[pixels] = with_gap.reach(0.0, "gap")
    print(f"a gap of {pixels} px: {100 * wide[pixels]:.0f} % of the way")
assert min(wide.values()) > 0.5 and max(wide.values()) < bare
assert abs(wide[8] - wide[2]) < 0.15

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 3: as much as without the lens; it reads what is bright in the middle, which is honest.
brightness = Scene("LateralAberration", 2.5, 3.0, puzzle, "tile_statistics", {})
print(f"with the lens {100 * brightness.reach(2.5):.0f} %, without {100 * brightness.reach(0.0):.0f} %")
assert abs(brightness.reach(2.5) - brightness.reach(0.0)) < 0.2

# %% [markdown]
# ## Read next
#
# * Doersch, Gupta and Efros (2015): the lens; gaps and jitter between patches.
# * Noroozi and Favaro (2016), section 4.4: their list of shortcuts of the jigsaw, and what each defense is worth.
# * Chen, Kornblith, Norouzi and Hinton (2020), figure 5: histograms of crops.
# * `pitfalls list cues` and `pitfalls list defenses`: all there are, with their knobs; `pitfalls show jigsaw --plant
#   seam=0.3 --with gap=4` draws any of them.
