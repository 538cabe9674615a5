"""Do random bits that two crops share keep a net from learning the picture, and less so at a lower temperature?

Contrastive learning with a code of random bits written over each picture as faint gratings, which its two crops share.
The sham stands in for the clean arm: the same gratings, one code for all pictures of a batch, so that they disturb as
much and tell nothing; both stand at two temperatures. Twelve bits tell all pictures of a batch apart; four leave most
of them to be told by something else. An attacker that sees directions of waves alone says how far they lead.

Expected before any row: twelve bits harm the probe by more than delta at temperature 0.2; they harm it more than four
do; and less at 0.05, where the most alike negatives count more. Whether an arm learns is part of what is asked.
Smallest effect that counts: 4 points of linear-probe accuracy.

Source: Chen, Luo and Li (2021), figure 5a: probe .900, .330, .104 at 0, 5 and 10 bits and temperature 0.2; .899, .706,
.330 at 0.05 (MNIST, one seed, bits as further channels).
"""

from dataclasses import replace

from pitfalls.ambiguity.ntxent import NTXent
from pitfalls.experiment.experiment import Experiment
from pitfalls.reference import SCENES
from pitfalls.shortcuts.bits import SharedBits
from pitfalls.statistics.contrast import Contrast

few, bits = SharedBits(strength=0.15, bits=4), SharedBits(strength=0.15, bits=12)
warm = SCENES["contrastive"]
cool = replace(warm, score=NTXent(temperature=0.05))
roles = {"clean": "sham", "planted": "bits", "attacker": "grating_directions"}

experiment = Experiment(
    question="Do random bits that two crops share keep a net from learning the picture?",
    arms={
        "sham": replace(warm, cues=(bits.sham(),)),
        "few bits": replace(warm, cues=(few,)),
        "bits": replace(warm, cues=(bits,)),
        "sham, cool": replace(cool, cues=(bits.sham(),)),
        "bits, cool": replace(cool, cues=(bits,)),
    },
    contrasts=(
        Contrast("harm of the bits", {"bits": 1, "sham": -1}, sign=-1, **roles),
        Contrast("twelve bits against four", {"bits": 1, "few bits": -1}, sign=-1, **roles),
        Contrast("less harm when cool", {"bits, cool": 1, "sham, cool": -1, "bits": -1, "sham": 1}, sign=1, **roles),
    ),
    also=(Contrast("harm when cool", {"bits, cool": 1, "sham, cool": -1}, sign=-1),),
    outcome="probe",
    delta=0.04,
    ordered=True,
    learning=True,
    ceiling=False,
)
