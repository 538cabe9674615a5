"""`--dial`: the dial that the command line names or spells, and the trials that it makes of one."""

from collections.abc import Callable
from dataclasses import replace

from pitfalls.commands.catalog import knobs, parts
from pitfalls.commands.spelled import pieces, read
from pitfalls.difficulty.base import Dial
from pitfalls.frozen import Refused, nearest
from pitfalls.images.scenes import Scenes
from pitfalls.refused import snake
from pitfalls.trial import Trial

ROOM = 16  # px around scenes in which a cue is turned up


def dial_of(text: str) -> tuple[str, Dial]:
    """The dial that is spelled and what it is called: NAME, NAME=VALUES, or a knob's dotted name with VALUES."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    known = {snake(each): dial for each, dial in parts("dial").items()}
    if not equals and snake(name) in known:
        return snake(name), known[snake(name)]
    if not equals:
        hint = nearest(snake(name), list(known))
        raise Refused(f"--dial is {text!r}, but there is no such dial; {hint} Of any knob write KNOB=VALUE,VALUE")
    values = tuple(map(read, pieces(rest)))
    if len(values) < 2:
        raise Refused(f"--dial is {text!r}, but after {name}= should stand two values or more, as in {name}=1,2")
    if snake(name) not in known:
        return name.rpartition(".")[2], Dial(name, values)
    field = known[snake(name)].field
    if not isinstance(field, str):
        raise Refused(f"--dial is {text!r}, but {name} turns {', '.join(field)} at once; leave out its values")
    return snake(name), Dial(field, values)


def turned(text: str, trial: Trial) -> tuple[str, Dial, dict[str, Trial]]:
    """What a dial is called, the dial, and one trial a setting by the setting's label."""
    name, dial = dial_of(text)
    fields = (dial.field,) if isinstance(dial.field, str) else dial.field
    if any(field.startswith("cues.") for field in fields) and isinstance(trial.images, Scenes):
        trial = replace(trial, images=replace(trial.images, margin=max(ROOM, trial.images.margin)))
    try:
        trials = dial.turn(trial)
    except Refused as error:
        raise Refused(f"--dial {text}: {str(error).rstrip('.')}{_remedy(dial, trial)}") from None
    return name, dial, dict(zip(dial.doses(), trials, strict=True))


def _remedy(dial: Dial, trial: Trial) -> str:
    """What to add to the command so that there is the part whose knob is turned; "" where nothing would help."""
    first, _, rest = (dial.field if isinstance(dial.field, str) else dial.field[-1]).partition(".")
    part = rest.partition(".")[0]
    if first == "score" and not hasattr(trial.score, part):
        fits = [snake(name) for name, each in parts("score").items() if _fits(each, part, trial)]
        return f"; add --score {' or --score '.join(fits)}" if fits else ""
    option = {"cues": "--plant", "defenses": "--with"}.get(first, "")
    kind = {"cues": "cue", "defenses": "defense"}.get(first, "")
    known: Callable[[], list[str]] = lambda: [snake(name) for name in parts(kind)]
    return f"; add {option} {part}" if option and not part.isdigit() and snake(part) in known() else ""


def _fits(score: type, knob: str, trial: Trial) -> bool:
    """Whether a score has the knob and can judge the task."""
    try:
        score().width(trial.task)
    except (Refused, TypeError):
        return False
    return knob in [each.name for each in knobs(score)]
