"""`pitfalls run TASK --dial ...`: a task's reference trial, with what is toggled, as an experiment that explores."""

import hashlib
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pitfalls.commands.spelled import spelled
from pitfalls.commands.turned import turned
from pitfalls.experiment.experiment import Experiment
from pitfalls.experiment.find import experiments, pictures
from pitfalls.experiment.settings import applied, said
from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.reference import ON_PHOTOGRAPHS, SCENES, SUPERVISED
from pitfalls.refused import snake
from pitfalls.statistics.contrast import Contrast
from pitfalls.statistics.interior import interior_optimum
from pitfalls.statistics.trend import trend
from pitfalls.trial import Trial

DELTA = 0.04  # smallest effect that counts in a run that explores


@dataclass(frozen=True)
class Asked:
    """The options of `pitfalls run` that turn the reference trial of a task, as they were written."""

    plant: Sequence[str] = ()
    closed: Sequence[str] = ()
    score: str | None = None
    dial: str | None = None
    compare: Sequence[str] = ()

    @property
    def words(self) -> list[str]:
        """The options as words of a command."""
        every = [("--plant", self.plant), ("--with", self.closed), ("--compare", self.compare)]
        every += [("--score", [self.score] * bool(self.score)), ("--dial", [self.dial] * bool(self.dial))]
        return [f"{option}={each}" for option, given in every for each in given]

    def arranged(
        self, name: str, profile: str, images: str | None, settings: Sequence[str]
    ) -> tuple[str, Experiment, tuple[str, ...]]:
        """As `find.arranged`, of a task: the name of the rows, the experiment, and all that was asked for."""
        if name in experiments() or (name.endswith(".py")):
            told = self.words[0].partition("=")[0]
            raise Refused(f"{told} turns the reference trial of a task, but {name} is an experiment; name a task")
        experiment = self.experiment(name)
        label = snake(name.partition(":")[0]) if ".py:" not in name else snake(name.rpartition(":")[2])
        label += "" if profile == "quick" else f"-{profile}"
        if images is not None:
            source, folder = pictures(images, settings)
            experiment, label = experiment.on(source), f"{label}@{folder}"
        experiment, pairs = applied(experiment.at(profile), settings)
        words = [f"--task={name}", *self.words]
        told = shlex.join([*words, *said(pairs)])
        kind = next((option for option in ("dial", "score", "compare") if getattr(self, option)), "toggled")
        return f"{label}+{kind}-{hashlib.sha256(told.encode()).hexdigest()[:8]}", experiment, (*words, *said(pairs))

    def experiment(self, name: str) -> Experiment:
        """Its arms are the settings of a dial, or the task as it is beside what is asked for."""
        plain = reference(name)
        trial, about = self.toggled(plain), snake(type(plain.task).__name__)
        extra: dict[str, Any] = {}
        if self.dial:
            called, dial, trials = turned(self.dial, trial)
            if self.compare:
                raise Refused("--dial and --compare were both given; each makes the arms, so give one of them")
            arms = {f"{called} {label}": each for label, each in trials.items()}
            extra["dose"] = dict(zip(arms, dial.doses().values(), strict=True))
            question = f"What does {about} teach at each {called.replace('_', ' ')}?"
        elif self.compare:
            others = {each: self.toggled(reference(each)) for each in self.compare}
            arms, question = {name: trial} | others, f"What does {about} teach beside {', '.join(others)}?"
        else:
            arms = {"as it is": plain, " ".join(self.words).replace("--", ""): trial}
            question = f"What does it do to {about}?"
        return Experiment(
            question=question,
            arms=arms,
            delta=DELTA,
            learning=True,
            ceiling=False,
            photographs=ON_PHOTOGRAPHS,
            **contrasts_of(list(arms), bool(self.dial)),
            **extra,
        )

    def toggled(self, trial: Trial) -> Trial:
        """The trial with what is planted, closed and counted as right."""
        cues = (*trial.cues, *(spelled(each, "cue", "--plant") for each in self.plant))
        defenses = (*trial.defenses, *(spelled(each, "defense", "--with") for each in self.closed))
        need, images = sum(cue.margin for cue in cues), trial.images
        images = replace(images, margin=max(images.margin, need)) if isinstance(images, Scenes) else images
        score = alike(spelled(self.score, "score", "--score"), trial.score) if self.score else trial.score
        return replace(trial, images=images, cues=cues, defenses=defenses, score=score)


def reference(name: str) -> Trial:
    """The reference trial of a task as it is spelled; of one's own task the trial that leaves all else as it is."""
    task: Any = spelled(name, "task", "NAME")
    known = [trial for trial in (*SCENES.values(), SUPERVISED) if type(trial.task) is type(task)]
    if not known:
        return Trial(task=task)
    return replace(known[0], task=alike(task, known[0].task))


def alike(part: Any, other: Any) -> Any:
    """The part with what it shares with another one taken from that, wherever it leaves its own default."""
    own = type(part).__pydantic_fields__
    held = [field.name for field in fields(other) if field.name in own]
    return replace(part, **{name: getattr(other, name) for name in held if getattr(part, name) == own[name].default})


def contrasts_of(arms: list[str], dose: bool) -> dict[str, tuple[Contrast, ...]]:
    """What is asked of arms in a row: an interior optimum of a dose, else each against the first."""
    if dose and len(arms) > 2:
        return {"contrasts": interior_optimum(arms[0], arms[len(arms) // 2], arms[-1]), "also": (trend(arms),)}
    return {"contrasts": tuple(Contrast(f"{arm} against {arms[0]}", {arm: 1, arms[0]: -1}) for arm in arms[1:])}
