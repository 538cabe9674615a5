"""How features are read, alike in every arm: which images, which layer, which pooling, how many questions."""

from pitfalls.frozen import frozen, knob


@frozen
class Reading:
    """The protocol of the measures; every arm of a claim has the same."""

    train: int = knob(default=700, ge=20, le=10_000_000, unit="images", help="labeled images a probe is fitted on")
    validation: int = knob(
        default=200, ge=20, le=10_000_000, unit="images", help="images its regularization is chosen on"
    )
    test: int = knob(default=800, ge=20, le=10_000_000, unit="images", help="images it is judged on, never trained on")
    layer: int = knob(default=-1, ge=-16, le=15, help="which stage map is read; -1 is the last")
    pool: int = knob(
        default=4, ge=1, le=16, unit="cells", help="the map is averaged to pool x pool cells, side by side"
    )
    neighbors: int = knob(default=20, ge=1, le=1000, unit="images", help="neighbors that vote in the kNN measure")
    questions: int = knob(
        default=2048, ge=64, le=10_000_000, unit="questions", help="proxy questions asked on unseen images"
    )
    curve: int = knob(default=0, ge=0, le=100, unit="points", help="readings between the first step and the last")
