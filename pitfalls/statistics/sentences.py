"""A judgment in one sentence, in points of accuracy."""

from typing import Any

from pitfalls.statistics.effects import Effect


def sentence(judged: Any, pairs: int, later: Effect | None) -> str:
    """The sentence of a judgment (all but its own sentence is there), of `pairs` seeds in all.

    later: the plain effect over all seeds, where there are more than the look saw.
    """
    seen, dropped = judged.effect, _dropped(judged.effect)
    if judged.reasons:
        told = f"{judged.name} is not testable: {'; '.join(_lowered(each) for each in judged.reasons)}"
        told += f"; {figures(seen)}" if seen.pairs else f" {dropped}" if seen.dropped else ""
    elif judged.look is None:
        told = f"{judged.name} is undecided: {_before_a_look(judged, pairs)}"
        told += f"; so far {figures(seen)}" if seen.pairs else f" {dropped}" if seen.dropped else ""
    else:
        told = f"{judged.name} {_words(judged)} {figures(seen)}"
        if later is not None:
            told += f"; all {later.pairs} pairs together: {figures(later)}"
    if judged.mixture is not None:
        told += f"; {judged.mixture.sentence}"
    if judged.sham is not None:
        told += f"; against the sham {figures(judged.sham)}"
    short = [f"{share.learned} of {share.runs} in {arm}" for arm, share in judged.learned.items()]
    if judged.share is not None:
        mean, low, high = (100 * each for each in judged.share)
        told += f"; learned: {', '.join(short)}, {mean:+.0f} points (95 % interval {low:+.0f} to {high:+.0f})"
    elif any(share.learned < share.runs for share in judged.learned.values()):
        told += f"; learned: {', '.join(short)}"
    return told + "."


def figures(seen: Effect) -> str:
    """The estimate with what stands behind it, in accuracy points; one pair has no interval worth the name."""
    dropped = f", {seen.dropped} dropped" if seen.dropped else ""
    holes = f", runs lacking in them: {seen.holes}" if seen.holes else ""
    interval = f"{100 * seen.level:.4g} % interval {100 * seen.low:+.1f} to {100 * seen.high:+.1f}, "
    return (
        f"{100 * seen.estimate:+.1f} points ({interval if seen.pairs > 1 else ''}pairs: {seen.pairs}{holes}{dropped})"
    )


def _lowered(told: str) -> str:
    return told[0].lower() + told[1:].rstrip(".")


def _dropped(seen: Effect) -> str:
    return f"({seen.dropped} of {seen.pairs + seen.dropped} pairs dropped)"


def _before_a_look(judged: Any, pairs: int) -> str:
    """Why no look was taken yet."""
    following = judged.next_look
    if judged.after:
        return f"it is tested once {judged.after}, named before it, has its word"
    if following is not None and pairs >= following:
        return f"there are {pairs} complete seeds, but a run of an earlier seed is still to come"
    if following is None:
        return "the last look was taken before it was its turn"
    return f"{following} complete seeds are needed for a first look, there are {pairs or 'none'}"


def _words(judged: Any) -> str:
    """The word and what follows from it."""
    counts = f"{100 * judged.delta:.1f} points that count"
    if judged.word == "holds":
        return f"holds beyond the {counts}:"
    if judged.word == "contradicted":
        how = "opposite beyond" if judged.sign else "expected to be none, but beyond"
        return f"is contradicted, the effect being {how} the {counts}:"
    if judged.word == "equivalent":
        expected = "" if judged.sign else ", as expected"
        return f"is equivalent to no effect{expected}, within the {counts} either way:"
    needed, following = judged.seeds_needed, judged.next_look
    settle = f"{needed[0]} to {needed[1]} seeds would settle" if needed else "no 1000 seeds would settle"
    after = f"the next look is at {following}" if following else "it was the last"
    return f"is undecided at the look at {judged.look} seeds, {after}, and {settle} an effect of this size:"
