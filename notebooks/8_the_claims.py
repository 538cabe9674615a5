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
# # 8. The claims
#
# **Goal.** Read every claim of the lab down to its single runs; open any run's configuration; run it again and get
# the same number. **Time.** Five minutes to browse; the run at the end takes about a minute. **You need** notebook 1.
#
# A *claim* was named before its rows: its question, its arms, one outcome, and the smallest effect that counts. Its
# *rows* are one line a run, and lie in the repository beside it. Its *word* is computed from the rows alone.

# %%
from dataclasses import replace

import pitfalls
from pitfalls.ledger.factors import factors
from pitfalls.teaching.browser import browse
from pitfalls.teaching.claims import among, committed
from pitfalls.teaching.live import Choice, live
from pitfalls.teaching.pace import fast
from pitfalls.teaching.plane import marks, plane
from pitfalls.teaching.prediction import predict

# %% [markdown]
# ## Browse
#
# Choose a pitfall and a task; then a claim; then an arm and a seed, which is one run.

# %%
browse()

# %%
for kept in among():
    words = ", ".join(f"{each.name}: {each.word}" for each in kept.finding.verdicts)
    print(f"{kept.pitfall:11} {kept.name:18} {kept.seeds:3} seeds   {words}")

# %% [markdown]
# ## The signature plane
#
# Each cross is a contrast, two arms that differ in one thing: to the right where the *proxy* became better, upward
# where the *features* did. One would think that they go together. **Predict:** crops of one picture tell each other
# by their colors; distorting the colors stops that. What does distorting them do to the features?

# %%
colors = predict("distorting the colors of crops changes the probe by ... points", low=-60, high=60)
colors

# %%
crops = committed("crop_colors")
colors.reveal(crops.effect("color distortion"))

# %%
found = marks()
chosen = "crop_colors: color distortion"
live(lambda contrast: plane(found, contrast), contrast=Choice(chosen, tuple(name for name, *_ in found)))

# %%
proxy, features = crops.effect("color distortion", "proxy"), crops.effect("color distortion")
assert proxy.high < 0 < features.low  # the proxy became harder, and the features better
harm = committed("aberration")
assert harm.effect("harm", "proxy").low > 0 > harm.effect("harm").high  # and this one a shortcut

# %% [markdown]
# A *shortcut* moves the two apart: upper left, where one is closed, and lower right, where one is opened. Whoever
# tunes a proxy task by its own accuracy walks to the lower right.
#
# ## One row
#
# Every row is a trial: a frozen object with everything that decides the outcome. Its *key* is a digest of all that.

# %%
kept = committed("aberration")
row = kept.row("planted", seed=0)
trial = kept.trial("planted", seed=0)
assert trial.key == row["key"]  # the object rebuilt from the claim is the one that was run
print(f"key {trial.key}: proxy {100 * row['proxy']:.1f} %, probe {100 * row['probe']:.1f} %")
for name, value in factors(kept.finding.claim)["planted"].items():
    if value == "":  # a knob that only other arms have
        continue
    print(f"  {name} = {value!r}")

# %%
pitfalls.show(trial, images=3)

# %% [markdown]
# Anything changed makes another trial, with another key, so that no run is ever taken for another:

# %%
weaker = replace(trial, cues=(replace(trial.cues[0], strength=1.0),))
print(trial.key, "is not", weaker.key)
assert trial.key != weaker.key

# %% [markdown]
# ## Run it again
#
# The same trial in the same environment gives the same row, bit for bit. Another kind of processor sums in another
# order, and then single runs move by a few points; the contrasts do not. (With PITFALLS_FAST set, the run is that of
# an untrained network, which takes no training.)

# %%
claim, arm = ("reference_scenes", "untrained") if fast() else ("aberration", "planted")
before = committed(claim).row(arm, seed=0)
run = pitfalls.run(committed(claim).trial(arm, seed=0))
print(f"committed: probe {100 * before['probe']:.2f} %; here: {100 * run.outcome['probe']:.2f} %")

# %%
if run.record["env"]["fingerprint"] == before["env"]:
    assert run.outcome["probe"] == before["probe"]  # the same environment: the same number
assert abs(run.outcome["probe"] - before["probe"]) < 0.06

# %% [markdown]
# ## Exercises
#
# 1. Which arm of which claim has features that are *worse than those of its untrained network*?
# 2. In how many seeds of `aberration` is the planted arm's probe above the clean arm's? What does that say about one
#    seed?
# 3. Does the sham of `aberration` move the proxy? Should it?

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 1: crops without color distortion. They solve their task, and know less than before training.
below = []
for kept in among():
    for arm in kept.finding.claim["arms"]:
        own = [each for each in kept.finding.rows if each["arm"] == arm and each.get("floor_probe") is not None]
        if own and kept.change(arm, "floor_probe", "probe").high < 0:
            below.append((kept.name, arm))
print(below)
assert ("crop_colors", "crops") in below

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 2: in none. The effect is more than four times as large as what one seed wavers by, so that one seed would
# have been right here. Nobody knows that before the fifty are run, and the other contrasts are not that large.
from pitfalls.statistics.effects import paired

single, seeds, _ = paired(committed("aberration").finding.rows, {"planted": 1, "clean": -1}, "probe")
print(f"{sum(single > 0)} of {len(single)} seeds; the spread of a single one is {100 * single.std(ddof=1):.1f} points")
assert not (single > 0).any() and abs(single.mean()) > 4 * single.std(ddof=1)

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 3: it should not, for its fringes tell no place; and it moves it by less than two points.
from pitfalls.statistics.effects import effect

moved = effect(committed("aberration").finding.rows, {"sham": 1, "clean": -1}, "proxy")
print(f"{100 * moved.estimate:+.1f} points ({100 * moved.low:+.1f} to {100 * moved.high:+.1f})")
assert abs(moved.low) < 0.02 and abs(moved.high) < 0.02

# %% [markdown]
# ## Read next
#
# * `CONTRIBUTING.md`: a claim of your own is one file of 30 lines. `pitfalls plan FILE` says what it can show before
#   it is run.
# * Notebook 6: how the words are computed, and how they fail where an experiment is broken.
# * Bouthillier et al. (2021), *Accounting for variance in machine learning benchmarks*.
