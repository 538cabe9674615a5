"""A trial: everything that decides an outcome, frozen. `replace` is the ablation."""

from dataclasses import replace
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator

from pitfalls.ambiguity import natural_score
from pitfalls.ambiguity.base import Score
from pitfalls.encoders.base import Encoder
from pitfalls.encoders.conv import ConvNet
from pitfalls.encoders.given import as_encoder
from pitfalls.encoders.heads import Head
from pitfalls.frozen import Refused, decorate, frozen, is_frozen, knob
from pitfalls.images.base import Source
from pitfalls.images.handed import as_source
from pitfalls.images.scenes import Scenes
from pitfalls.ledger.ledger import REVISION
from pitfalls.measures.reading import Reading
from pitfalls.path.room import check_room, check_tolerated
from pitfalls.records.record import describe, digest, own_files
from pitfalls.shortcuts.base import Cue, Defense
from pitfalls.shortcuts.handed import as_defenses
from pitfalls.tasks.base import Task


@frozen
class Trial:
    """One proxy task, trained once and read once.

    images are planted with `cues`, kept from leaking by `defenses`, asked about by `task`, answered by
    `encoder` and `head`, judged by `score` (None takes the one natural to the task). A torch module goes as encoder,
    and a tensor of images, or (images, labels), as images.
    """

    task: Task = knob(help="the question", example="Jigsaw()")
    images: Annotated[Source, BeforeValidator(as_source)] = knob(default=Scenes(), help="the pictures")
    cues: tuple[Cue, ...] = knob(default=(), help="what is planted in the images")
    defenses: Annotated[tuple[Defense, ...], BeforeValidator(as_defenses)] = knob(
        default=(), help="what is closed, in the order of the path"
    )
    score: Score | None = knob(default=None, help="what counts as right; none takes the one natural to the task")
    encoder: Annotated[Encoder, BeforeValidator(as_encoder)] = knob(default=ConvNet(), help="the net under study")
    head: Head = knob(default=Head(), help="what turns its maps into a guess")
    seed: int = knob(default=0, ge=0, le=2**31 - 1, help="seed of every stream")
    steps: int = knob(default=500, ge=0, le=10_000_000, unit="steps", help="training steps")
    batch: int = knob(default=32, ge=2, le=65536, unit="images", help="images a step")
    lr: float = knob(
        default=3e-3, gt=0, le=10, help="highest learning rate of AdamW, reached after a tenth of the steps"
    )
    decay: float = knob(default=1e-2, ge=0, le=10, help="weight decay of AdamW")
    precision: Literal["fp32", "bf16"] = knob(default="fp32", help="number format of the net's arithmetic")
    reading: Reading = knob(default=Reading(), help="how the features and the reliance are read")
    questions: int = knob(
        default=0,
        ge=0,
        le=1_000_000,
        unit="questions",
        late=True,
        help="questions that a picture is asked in training, the same for ever; 0 draws a new one each time",
    )

    def __post_init__(self) -> None:
        check_frozen(self)
        if self.score is None:
            object.__setattr__(self, "score", natural_score(self.task))
        assert self.score is not None
        try:
            self.score.width(self.task)
        except Refused as error:
            raise Refused(f"{str(error).rstrip('.')}; score=None takes the one natural to the task") from None
        size = (self.images.size, self.images.size)
        check_tolerated(self.task, self.defenses, self.task.cut(size))
        check_room(self.task, self.defenses, size)
        need = sum(cue.margin for cue in self.cues)
        if need > self.images.margin:
            told = " and ".join(f"{type(cue).__name__} of strength {cue.strength:g}" for cue in self.cues)
            raise Refused(
                f"{told} needs a margin of at least {need} px around the pictures, but they have "
                f"{self.images.margin}; give a larger margin or less strength"
            )

    @cached_property
    def key(self) -> str:
        """The name of the trial: a digest of all it holds, of its images and of the user's own files."""
        files = {name: file["sha256"] for name, file in own_files(self).items()}
        said = describe(self)
        said["fields"]["images"] = self.images.digest()  # the pictures themselves, wherever they lie
        return digest(REVISION, said, files)[:24]


def check_frozen(trial: Trial) -> None:
    """Refuse a part that could not be written down, before anything is asked of it."""
    kinds = ((Task, trial.task), (Source, trial.images), (Score, trial.score), (Encoder, trial.encoder))
    kinds += tuple((Cue, cue) for cue in trial.cues) + tuple((Defense, defense) for defense in trial.defenses)
    for base, part in kinds:
        if part is not None and not is_frozen(part):
            raise Refused(f"{type(part).__name__} is not frozen; {decorate(base)}")


def seeds(trial: Trial, count: int) -> tuple[Trial, ...]:
    """The same trial under the seeds 0 .. count - 1."""
    return tuple(replace(trial, seed=seed) for seed in range(count))
