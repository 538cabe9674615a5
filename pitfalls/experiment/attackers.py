"""The small attackers of a claim: found by name, and asked once for each planted arm and seed."""

from collections.abc import Iterable

from pitfalls.audit.attack import attack_of, named
from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import Refused
from pitfalls.statistics.contrast import Contrast
from pitfalls.trial import Trial


def attackers_of(contrasts: Iterable[Contrast]) -> dict[str, Attacker]:
    """The attacker that reads the cue of each planted arm; Refused where two would be asked of one arm."""
    found: dict[str, Attacker] = {}
    for contrast in contrasts:
        if not contrast.attacker:
            continue
        if not contrast.planted:
            told = f"contrast {contrast.name!r} names the attacker {contrast.attacker!r} and no planted arm"
            raise Refused(f"{told}; name the arm whose cue it reads, as in planted='planted'")
        attacker = named(contrast.attacker)
        if found.setdefault(contrast.planted, attacker) != attacker:
            told = f"the arm {contrast.planted!r} is attacked by two attackers"
            raise Refused(f"{told}; one cue is read by one, so plant another arm or name the same in all contrasts")
    return found


def attack_on(trial: Trial, attacker: Attacker | None) -> Trial | None:
    """The trial of an attack, in the environment of the trial that is attacked; None where nobody attacks."""
    return attack_of(trial, attacker) if attacker else None
