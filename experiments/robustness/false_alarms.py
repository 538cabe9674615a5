"""How often an audit calls a leak where there is none, and whether it finds one where there is, over seeds.

Sound tasks about scenes without any cue, audited twice: as scenes, and handed over as plain pictures, of other knobs
than the scenes that the control then takes. An alarm is any attacker whose interval lies above what its control allows.
At most 5 % of audits may have one. Beside them the least lenses that are found.

Run it as `python experiments/robustness/false_alarms.py [SEEDS]` (40); some CPU minutes a seed, one line an audit.
"""

import sys
import time

from pitfalls.audit.auditing import Audit
from pitfalls.images.scenes import Scenes
from pitfalls.reference import DISTORTED
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.continuity import Gap
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

FIRST, TRAIN, TEST = 1000, 1400, 600
SCENES = Scenes(train=TRAIN, test=TEST)
OTHER = Scenes(train=TRAIN, test=TEST, saturation=0.8, grain=0.3, strays=4)  # handed over as plain pictures
# whole tiles, but none that touch: what runs over a border is a leak of the task, and is found
SOUND = {
    "jigsaw": Trial(task=Jigsaw(tile=12, permutations=20), images=SCENES, defenses=(Gap(6),)),
    "context": Trial(task=ContextPrediction(tile=12), images=SCENES, defenses=(Gap(6),)),
    "rotation": Trial(task=Rotation(), images=SCENES),
    "contrastive": Trial(task=Contrastive(scale_low=0.5), images=SCENES, defenses=(DISTORTED,)),
    "colorization": Trial(task=Colorization(), images=SCENES),
}
LENSES = (0.1, 0.3)  # px


def audited(name: str, seed: int, handed: bool = False, lens: float = 0.0) -> list[str]:
    """What an audit of that task calls a leak behind all defenses, with the lines of what it found."""
    from dataclasses import replace

    trial = replace(SOUND[name], seed=seed)
    if handed:
        pixels = OTHER.load("train", seed).pixels
        side = slice(OTHER.margin, OTHER.margin + OTHER.size)
        trial = replace(trial, images=pixels[..., side, side].contiguous())
    if lens:
        trial = replace(trial, cues=(LateralAberration(lens),))
    audit, began = Audit(trial, seek=False), time.process_time()
    for _ in audit.steps():
        pass
    leaks = [f"{each.attacker} {100 * each.low:.1f} > {100 * (each.bound or 0):.1f}" for each in audit.leaks]
    bad = [f"{each.name}: {each.told}" for each in audit.findings if each.gravity in ("broken", "flaw")]
    works = sum(each.works for each in audit.left)
    what = "handed" if handed else f"lens {lens:g} px" if lens else "scenes"
    told = "; ".join(leaks + bad) or "none"
    print(
        f"{name:13}{what:12}{seed:6}{time.process_time() - began:7.0f} s  {works:2} of {len(audit.left)} work  {told}",
        flush=True,
    )
    return leaks + bad


def main(seeds: int) -> None:
    """Print every audit, and how many raised an alarm."""
    for handed in (False, True):
        found = [audited(name, FIRST + seed, handed) for seed in range(seeds) for name in SOUND]
        print(f"alarms: {sum(map(bool, found))} of {len(found)} audits of {'plain pictures' if handed else 'scenes'}")
    for lens in LENSES:
        found = [audited("jigsaw", FIRST + seed, lens=lens) for seed in range(max(1, seeds // 8))]
        seen = sum(any("ChannelDisplacement" in each for each in leaks) for leaks in found)
        print(f"a lens of {lens:g} px is found in {seen} of {len(found)} audits")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
