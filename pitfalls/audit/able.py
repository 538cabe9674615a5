"""Which attackers can be asked at a task."""

from pitfalls.audit.attack import attackers
from pitfalls.audit.attackers.base import Attacker
from pitfalls.frozen import Refused
from pitfalls.trial import Trial


def able(trial: Trial) -> tuple[dict[str, Attacker], dict[str, str]]:
    """The attackers that can be asked at a trial's task, by name, and of the others why they cannot."""
    can, cannot = {}, {}
    for name, kind in attackers().items():
        reader = kind()
        try:
            reader.build(trial.task.channels)
            if reader.joint and trial.task.level != "image":
                raise Refused(f"it reads all views of a question together, and is asked once a {trial.task.level}")
            if reader.joint and trial.task.shows < 2:
                raise Refused("it reads how views lie to each other, and there is one")
        except Refused as error:
            cannot[name] = str(error)
        else:
            can[name] = reader
    return can, cannot
