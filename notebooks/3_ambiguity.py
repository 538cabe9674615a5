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
# # 3. Ambiguity
#
# **Goal.** See what a network does where several answers are right and only one is accepted, and how well a question
# *can* be answered at all. **Time.** Ten minutes, of which two are training. **You need** notebook 1.
#
# What color is a car? Any. A gray photograph of a car does not tell, and yet *colorization* asks: which color had it?
# An *ambiguity* is in the answer, not in the picture. It is closed by another *score*: another rule of what counts as
# right.

# %%
import torch

from pitfalls import Bins, Rotation, SquaredError, Trial, replace
from pitfalls.ambiguity.painted import painted
from pitfalls.images.scenes import Scenes
from pitfalls.reference import SCENES
from pitfalls.report.picture import show
from pitfalls.teaching.bars import bars
from pitfalls.teaching.drawn import Drawn
from pitfalls.teaching.live import Slider, live
from pitfalls.teaching.pace import paced
from pitfalls.teaching.prediction import Measured, predict
from pitfalls.teaching.schooled import school
from pitfalls.teaching.tiles import puzzles

# %% [markdown]
# ## Which way is up?
#
# Start with a question whose best possible answer is known exactly: by how many quarter turns was the picture
# rotated? A plate that lies on the table has no upright. In the lab's scenes a share of the figures stands on any of
# its four sides.


# %%
def plates(share):
    scenes = Scenes(turned=share)
    told = (
        f"share without an upright {100 * share:.0f} %: nobody can be right in more than {100 * ceiling(share):.1f} %"
    )
    return Drawn(show(Trial(task=Rotation(crop=52), images=scenes), 4), told)


def ceiling(share):
    """Those with an upright can be told; of the others one of four happens to stand as the most do."""
    return 1 - 0.75 * share


live(plates, share=Slider(0.5, 0.0, 1.0, 0.1))

# %% [markdown]
# **Predict:** half of the scenes have no upright. In how many percent of the questions is the best possible answerer
# right, who sees everything perfectly?

# %%
best = predict("the best possible answerer is right in ... %", low=0, high=100)
best

# %%
pictures = Scenes(turned=0.5, test=2000).load("test", 0)
right = (pictures.factors["turn"] == 0).float()  # it takes every figure for one that stands upright
spread = 2 * float(right.std()) / len(right) ** 0.5
best.reveal(Measured(float(right.mean()), float(right.mean()) - spread, float(right.mean()) + spread))

# %%
assert abs(float(right.mean()) - ceiling(0.5)) < 0.03  # the scenes' own factors agree with the formula

# %% [markdown]
# A network at 60 % of this question is *good*, and one at 70 % has cheated. An accuracy means nothing before one
# knows what could be had.
#
# ## What color is a car?
#
# In these scenes the hue of a part is drawn at random: gray does not tell it. We train the same network twice, for
# the same time, on the same pictures. Once the *squared error* judges: how far is your one color from the true one?
# Once it gives a share to each of many *bins* of color, and is judged by the share of the true one.
#
# **Predict:** colorfulness (*chroma*) is how far a color lies from gray. In percent of that of the true pictures, how
# colorful are the pictures of the squared error?

# %%
dull = predict("the squared error paints with ... % of the true chroma", low=0, high=120)
dull

# %%
free = replace(SCENES["colorization"], images=Scenes(bond=0.0, saturation=0.8), steps=paced(300, 60))
networks = {
    "squared error": school(replace(free, score=SquaredError()), 256),
    "bins": school(replace(free, score=Bins(size=20)), 256),
}


# %%
@torch.no_grad()
def paint(network, count=64):
    views, answer = next(network.questions(count))
    guess = network.network(views).float()
    trial = network.trial
    colors = {"true": answer.target, "painted": trial.score.commit(guess)}
    return painted(trial.task, trial.score, views, guess, answer), colors, views


chroma = {}
rows = {}
for name, network in networks.items():
    pictures, colors, views = paint(network)
    chroma[name] = float(colors["painted"].norm(dim=1).mean() / colors["true"].norm(dim=1).mean())
    rows |= {"as asked": views, "true": pictures["true"][:, None], name: pictures["predicted"][:, None]}
dull.reveal(Measured(chroma["squared error"], chroma["squared error"] - 1e-3, chroma["squared error"] + 1e-3))

# %%
puzzles("What is asked, what was there, and what two networks paint", {name: each[:4] for name, each in rows.items()})

# %%
bars("Chroma of what is painted, of the true", chroma)

# %%
assert chroma["squared error"] < 0.7  # duller than the truth

# %% [markdown]
# The squared error is least at the *mean* of all colors that may be right, and the mean of red, green and blue is
# gray. The network is not lazy: it gives the best answer to a bad question.
#
# And the bins? Their first picture is no more colorful: whoever takes the mean of the shares is where the squared
# error was. But the shares hold more than their mean. A *temperature* says how far to commit: 1 is the mean, near 0
# the color with the largest share. The network stays the same; only what is made of its answer changes.

# %%
bins = networks["bins"]
views, answer = next(bins.questions(64))
with torch.no_grad():
    shares = bins.network(views).float()


def committed_to(temperature):
    return replace(bins.trial.score, temperature=temperature)


def commit(temperature):
    found = painted(bins.trial.task, committed_to(temperature), views, shares, answer)
    shown = {"true": found["true"][:4, None], "painted": found["predicted"][:4, None]}
    drawn = puzzles(f"Bins at temperature {temperature:g}", shown)
    return Drawn(drawn.figure, f"chroma {100 * colorful(temperature):.0f} % of the true")


def colorful(temperature):
    ab = committed_to(temperature).commit(shares)
    return float(ab.norm(dim=1).mean() / answer.target.norm(dim=1).mean())


live(commit, temperature=Slider(0.1, 0.02, 1.0, 0.02))

# %%
by = {"1 (the mean)": colorful(1.0), "0.38": colorful(0.38), "0.02 (the largest share)": colorful(0.02)}
bars("Chroma by temperature, of the true", by)

# %%
assert by["0.02 (the largest share)"] > 1.5 * by["1 (the mean)"]

# %% [markdown]
# Committed, the pictures have colors, and where the hue is not told by gray, often wrong ones: nothing can make a
# question answerable that is not. Whether the *features* are better for another score is a further question, and
# needs seeds: a claim, not a picture.
#
# ## Exercises
#
# 1. At which share without an upright is rotation not worth asking? Give the ceiling for 0, 25, 50 and 100 %.
# 2. Is gray itself a safe answer? Compute the squared distance of the true colors to gray and to their own mean.

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 1: at 100 % the ceiling is that of a blind guess.
print({f"{share:.0%}": f"{100 * ceiling(share):.1f} %" for share in (0, 0.25, 0.5, 1.0)})
assert ceiling(1.0) == 1 / Rotation().answers

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 2: the mean is nearest to all, by the definition of a mean; and here it is nearly gray.
ab = paint(networks["bins"])[1]["true"]
mean = ab.mean((0, 2, 3), keepdim=True)
to_gray, to_mean = float(ab.square().sum(1).mean()), float((ab - mean).square().sum(1).mean())
print(f"to gray {to_gray:.0f}, to the mean {to_mean:.0f}; the mean has a chroma of {float(mean.norm()):.1f}")
assert to_mean <= to_gray < 1.5 * to_mean
assert float(mean.norm()) < float(ab.norm(dim=1).mean())

# %% [markdown]
# ## Read next
#
# * Zhang, Isola and Efros (2016), *Colorful image colorization*: bins, and committing to one color.
# * Larsson, Maire and Shakhnarovich (2016): the histogram of colors as the answer.
# * Feng, Xu and Tao (2019), *Self-supervised representation learning by rotation feature decoupling*: pictures
# without   an upright.
