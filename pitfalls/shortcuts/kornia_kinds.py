"""What stands in Kornia, and which of it can serve as a defense: a 2D augmentation that changes each view by itself."""

import inspect
from functools import cache
from typing import Any

import kornia.augmentation as K
import torch
from kornia.augmentation import auto, container

from pitfalls.frozen import Refused, nearest

MODELS = {"RandomDissolving": "the package diffusers and a model from the network, which the lab never loads"}
# whole families that no defense can be, and why not
FAMILIES = {
    "MixAugmentationBaseV2": "it mixes or rearranges pictures together with their labels, which no defense sees",
    "PolicyAugmentBase": "it is a policy that picks augmentations by itself; name those that you want one by one",
    "SequentialBase": "it is a container; name what stands in it one by one",
    "_AugmentationBase": "it is made for volumes (3D); take a 2D augmentation",
}


@cache
def augmentations() -> dict[str, type]:
    """Kornia's 2D augmentations by class name."""
    found = {name: each for name, each in vars(K).items() if inspect.isclass(each)}
    served = {name: each for name, each in found.items() if issubclass(each, K.AugmentationBase2D)}
    return {name: each for name, each in sorted(served.items()) if "Base" not in name and name not in MODELS}


def augmentation(name: str) -> Any:
    """The class of that name; Refused where Kornia has none, or it is nothing that a defense can be."""
    if name in augmentations():
        return augmentations()[name]
    if name in MODELS:
        raise Refused(f"{name} exists in Kornia, but it needs {MODELS[name]}")
    rooms = () if name.startswith("_") else (K, auto, container)
    thing = next((getattr(room, name) for room in rooms if hasattr(room, name)), None)
    if thing is None:
        raise Refused(f"Kornia has no augmentation {name!r}; {nearest(name, list(augmentations()))}")
    kinds = [each.__name__ for each in thing.__mro__] if inspect.isclass(thing) else []
    if "Base" in name or not kinds:
        raise Refused(f"{name} exists in Kornia, but it is no augmentation; name one, such as RandomGrayscale")
    why = next((why for family, why in FAMILIES.items() if family in kinds), "it is no 2D augmentation of pictures")
    raise Refused(f"{name} exists in Kornia, but {why}")


def built(name: str, settings: dict[str, Any]) -> Any:
    """A fresh augmentation of that name; Refused where it does not take the settings."""
    cls = augmentation(name)
    taken = inspect.signature(cls.__init__).parameters
    given = {
        each: _wanted(value, str(taken[each].annotation) if each in taken else "") for each, value in settings.items()
    }
    for share in ("p", "p_batch"):
        value = settings.get(share, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise Refused(f"{name} does not take {share}={value!r}, but a number from 0 to 1")
    try:
        return cls(**given)
    except ImportError as error:
        raise Refused(f"{name} exists in Kornia, but it needs another package: {first_line(error)}") from error
    except Exception as error:  # Kornia and torch refuse a setting in many ways
        raise Refused(f"{name} does not take the settings {settings}: {first_line(error)}") from error


def _wanted(value: Any, annotation: str) -> Any:
    """A list, which is all that a record can hold, as what Kornia's signature names: a tuple, a list or a tensor."""
    if not isinstance(value, list | tuple):
        return value
    if "uple" not in annotation and "ist[" not in annotation and "Tensor" in annotation:
        return torch.tensor(value, dtype=torch.float32)
    if "uple" not in annotation and "ist[" in annotation:
        return list(value)
    return tuple(_wanted(each, "uple") for each in value)


def first_line(error: Exception) -> str:
    """What an error says, in one line."""
    said = str(error).strip().splitlines()
    return said[0].rstrip(".") if said else type(error).__name__
