# ---
# jupyter:
#   jupytext:
#     formats: py:percent,ipynb
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A first look: what does a jigsaw see?
#
# Goal: see a cue with your own eyes, then see whether a network uses it. About two minutes on two cores.
#
# *Before you run it*: in which row could you put the tiles back **without knowing what is in the picture**?

# %%
import os

import pitfalls
from pitfalls import DropColor, Jigsaw, LateralAberration, Trial, replace

STEPS = int(os.environ.get("PITFALLS_STEPS", "300"))  # a smoke run takes fewer

# %%
planted = Trial(task=Jigsaw(), cues=(LateralAberration(strength=2.0),), defenses=(DropColor(),), steps=STEPS)
pitfalls.show(planted)

# %% [markdown]
# The fringes point away from the middle of the lens: red on one side, blue on the other. A tile shows where it was
# cut out, whatever is on it. Does a network read that?

# %%
clean = replace(planted, cues=(LateralAberration(strength=2.0).removed(),), defenses=())
bare = replace(planted, defenses=())
outcomes = {name: pitfalls.run(trial).outcome for name, trial in {"clean": clean, "planted": bare}.items()}
for name, found in outcomes.items():
    print(
        name,
        {key: round(found[key], 3) for key in ("proxy", "proxy_removed", "proxy_reversed", "probe", "floor_probe")},
    )

# %% [markdown]
# With the fringes reversed the planted network is *worse than chance*: it answers for the place that the fringes
# claim. One seed proves nothing about the features, though; for that, `pitfalls run aberration`.

# %%
if STEPS >= 300:
    assert outcomes["planted"]["proxy_reversed"] < outcomes["planted"]["proxy"]
