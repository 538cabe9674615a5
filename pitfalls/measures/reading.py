"""How features are read, alike in every arm: which images, which label, which layer, which pooling."""

from pitfalls.frozen import frozen, knob


@frozen
class Reading:
    """The protocol of the measures; every arm of a claim has the same."""

    train: int = knob(
        default=0, ge=0, le=10_000_000, unit="images", help="labeled images a probe is fitted on; 0 takes all"
    )
    validation: int = knob(
        default=1000, ge=20, le=10_000_000, unit="images", help="images its penalty is chosen on, or all there are"
    )
    test: int = knob(
        default=4000, ge=20, le=10_000_000, unit="images", help="images it is judged on, never trained on, or all"
    )
    label: str = knob(default="", help="name of the label that is read; none takes the main one")
    second: str = knob(default="", help="name of a second label that is read too; none reads no second")
    layer: int = knob(default=-1, ge=-16, le=15, help="which stage map is read; -1 is the last")
    pool: int = knob(
        default=4, ge=1, le=16, unit="cells", help="the map is averaged to pool x pool cells, side by side"
    )
    layers: bool = knob(default=False, help="also probe the other stage maps, and those of the untrained net")
    logistic: bool = knob(default=False, help="also fit the iterated logistic probe")
    neighbors: int = knob(default=20, ge=1, le=1000, unit="images", help="neighbors that vote in the kNN measure")
    questions: int = knob(
        default=2048, ge=64, le=10_000_000, unit="questions", help="proxy questions asked on unseen images"
    )
    curve: int = knob(default=0, ge=0, le=100, unit="points", help="readings between the first step and the last")
    saturation: bool = knob(
        default=False, late=True, help="also read how saturated guessed colors are, of a task that asks for colors"
    )
