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
# # 1. The cheating network
#
# **Goal.** See a network solve its task almost perfectly, and find out that it never looked at the pictures.
# **Time.** About three minutes on two cores; ninety seconds of it are training. **You need** to know what a
# convolution is, and nothing more.
#
# Self-supervised learning has no labels. It makes up a question that answers itself, a *proxy task*, and hopes that
# whoever can answer it has learned to see. Here the question is a jigsaw: nine tiles of a picture are shown in one of
# 20 orders; which order is it?

# %%
from dataclasses import replace

import pitfalls
from pitfalls import LateralAberration
from pitfalls.reference import JIGSAW_20
from pitfalls.teaching.bars import bars, of
from pitfalls.teaching.claims import committed
from pitfalls.teaching.pace import paced
from pitfalls.teaching.prediction import predict
from pitfalls.teaching.schooled import school
from pitfalls.teaching.tiles import from_strangers, heat, puzzles

# %% [markdown]
# The pictures are drawn by the lab: a figure of nine parts on a grainy ground. Which parts stand together is the
# figure's *species*; nobody tells the network about species, but at the end we ask what it knows of them.

# %%
pitfalls.show(JIGSAW_20, images=3)

# %% [markdown]
# ## A flaw in the lens
#
# Real lenses bend red and blue light differently. Away from the middle of the picture the colors part: red moves
# outward, blue inward. Photographers call it lateral chromatic aberration. We plant it: 2.5 pixels at the corner,
# less toward the middle, nothing in the middle itself.
#
# **Before you go on, look at the second row.** Could you put the tiles back *without* knowing what is in the picture?

# %%
lens = LateralAberration(strength=2.5)
planted = replace(JIGSAW_20, cues=(lens,), steps=paced(400, 120))
pitfalls.show(planted, images=3)

# %% [markdown]
# On the left of the picture the red fringe points to the left, on the right to the right. Each tile carries an arrow
# to the place that it was cut from.
#
# ## Does the network notice?
#
# Over 50 repetitions (*seeds*) a network without the flaw solves about three of four puzzles that it has never seen
# (blind guessing: one of twenty). **Predict:** by how many points does the flaw change that?

# %%
gain = predict("the puzzle accuracy changes by ... points when the lens is flawed", low=-80, high=80)
gain

# %%
claim = committed("aberration")
gain.reveal(claim.effect("harm", "proxy"))

# %% [markdown]
# With the flaw the puzzle becomes *easier*. Taken by itself this looks like good news: an accuracy near 100 %.
#
# ## The shock
#
# Train such a network now (about a minute). Then ask it on pictures that it has never seen: with the lens as it was;
# without the flaw; and with the flaw *reversed*, red inward and blue outward. To your eye the three pictures are the
# same.

# %%
network = school(planted)

# %% [markdown]
# **Predict:** reversing the fringes changes its accuracy by how many points?

# %%
reversal = predict("reversing the fringes changes the puzzle accuracy by ... points", low=-100, high=20)
reversal

# %%
asked = {
    "lens as in training": network.accuracy(),
    "lens without the flaw": network.accuracy((lens.removed(),)),
    "flaw reversed": network.accuracy((lens.reversed(),)),
}
chance = 1 / planted.task.answers
bars("One network, three lenses: puzzles solved", asked, {"blind guess": chance})

# %%
assert asked["lens as in training"] > 0.9
assert asked["flaw reversed"] < chance  # worse than a blind guess
assert asked["flaw reversed"] < asked["lens without the flaw"] < asked["lens as in training"]
reversal.reveal(claim.change("planted", "proxy", "proxy_reversed"))  # over the 50 seeds that are committed

# %% [markdown]
# Reversed, it does *worse than a blind guess*: it is not confused, it is sure of the wrong answer. It reads the
# fringes and puts each tile where they point.
#
# ## Where did it look?
#
# Let us take the puzzles apart. In every puzzle we replace each tile by the tile from the *same place of another
# picture*. Nine tiles of nine pictures: there is nothing left that fits together.

# %%
views, answer = next(network.questions(64))
strangers = from_strangers(views, answer.target, planted.task)
puzzles("Nine tiles of one picture, and of nine", {"a puzzle": views[:3], "from strangers": strangers[:3]})

# %%
nonsense = float(network.right(strangers, answer).mean())
both = {"tiles of one picture": asked["lens as in training"], "tiles of nine pictures": nonsense}
bars("Puzzles solved", both, {"blind guess": chance})

# %%
assert nonsense > 0.8  # it solves what cannot be solved by looking at the picture

# %% [markdown]
# It solves puzzles that have no solution. And what does it look at? Below, orange marks the pixels whose *color*
# matters to its answer. Edges carry more than twice their share, wherever they are: that is where fringes show.

# %%
used = network.colors_used(views, answer)
puzzles("Where the network looked", {"the puzzle": views[:3], "where it looked": heat(used, views)[:3]})

# %%
gray = views.mean(2, keepdim=True)
contrast = gray[..., 1:-1, 2:].sub(gray[..., 1:-1, :-2]).abs() + gray[..., 2:, 1:-1].sub(gray[..., :-2, 1:-1]).abs()
on_edges = contrast > contrast.flatten()[::7].quantile(0.9)  # a tenth of the pixels
share = float(used[..., 1:-1, 1:-1][on_edges].sum() / used[..., 1:-1, 1:-1].sum())
print(f"the tenth of the pixels with the strongest edges carries {100 * share:.0f} % of what color matters")
assert share > 0.2

# %% [markdown]
# ## What did it learn?
#
# The puzzle was only the means. What we wanted are *features*: numbers that tell what is in a picture. To read them,
# the network is frozen and a *linear probe*, one matrix, is fitted on top of it, to name the species of clean
# pictures. Beside it stands the *floor*: the same network before training, with random weights.
#
# **Predict:** what does the flawed lens do to the features? (Blind guess: 5 %, for there are 20 species.)

# %%
harm = predict("the flawed lens changes the probe by ... points", low=-40, high=40)
harm

# %%
harm.reveal(claim.effect("harm"))

# %%
floor = sum(row["floor_probe"] for row in claim.finding.rows) / len(claim.finding.rows)
probes = {arm: of(claim.mean(arm)) for arm in ("clean", "planted", "planted+defense", "sham")}
bars(f"What the features know of the species, {claim.seeds} seeds an arm", probes, {"floor": floor})

# %%
assert claim.effect("harm", "proxy").low > 0 > claim.effect("harm").high  # a better puzzler, and worse features
assert claim.finding["harm"].word == "holds"
assert probes["planted"][0] - floor < 0.3 * (probes["clean"][0] - floor)  # most of what training adds is gone

# %% [markdown]
# The network with the flawed lens is the better puzzler and has the worse features: a *shortcut*. Most of what
# training adds over the random network is gone. The proxy accuracy alone would have praised it.
#
# Two more bars deserve a look. *planted+defense*: the same flaw, but each tile keeps only one random color channel,
# so that no fringe is left to read. The harm is gone (the *rescue*). *sham*: all of a picture is shifted as one
# random spot of it would have been; the same fringes, of the same sizes, but they tell no place. It does no harm. So
# it is the *information* in the fringes that harms, not the fringes.

# %%
assert claim.finding["rescue"].word == "holds"
assert abs(claim.mean("sham").estimate - claim.mean("clean").estimate) < claim.finding.claim["delta"]

# %% [markdown]
# ## Exercises
#
# 1. How small a flaw is enough? The claim `aberration_dose` has rows for several doses. At which does the harm
# vanish?
# 2. What does the small *attacker* reach, a few lines that see the displacement of the color channels and nothing
# else?    What does its number say about the network's?
# 3. Would flipping each picture left to right, at random, have closed the shortcut? Think first; then ask the
# network:    `mirrored(views, answer.target, planted.task)` in `pitfalls.teaching.tiles` gives such puzzles.
#
# The solutions are folded below. Try before you open them.

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 1: one pixel at the corner does all the harm there is; a quarter of a pixel does none that can be seen.
dose = committed("aberration_dose")
for name in ("2.5 px", "1 px", "0.5 px", "0.25 px"):
    found = dose.effect(f"harm of {name}")
    print(f"{name}: {100 * found.estimate:+.1f} points ({100 * found.low:+.1f} to {100 * found.high:+.1f})")
assert dose.effect("harm of 1 px").high < 0
faint = dose.effect("harm of 0.25 px")
assert faint.low < 0 < faint.high

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 2: it solves every puzzle. The cue is there to be read, so the network's 99 % need no sight at all.
read = [row["attack"] for row in claim.finding.rows if row.get("attack") is not None]
print(f"the attacker alone: {100 * sum(read) / len(read):.1f} % of the puzzles")
assert min(read) > 0.95

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 3: no. In a mirrored picture red still points outward, and outward is what the network reads.
from pitfalls.teaching.tiles import mirrored

again = float(network.right(mirrored(views, answer.target, planted.task), answer).mean())
print(f"puzzles of mirrored pictures, solved: {100 * again:.1f} %")
assert again > 0.8

# %% [markdown]
# ## Read next
#
# * Doersch, Gupta and Efros (2015), *Unsupervised visual representation learning by context prediction*: where this
#   shortcut was found, and dropping colors as its defense.
# * Noroozi and Favaro (2016), *Unsupervised learning of visual representations by solving jigsaw puzzles*.
# * Geirhos et al. (2020), *Shortcut learning in deep neural networks*.
# * Notebook 2 has every cue of the lab with a slider; notebook 6 says why 50 seeds, and why a sham.
