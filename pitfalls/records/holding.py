"""What containers and plain objects hold, told by a `Live`; what is made of more than Python sees is refused."""

import types
from collections import deque
from typing import TYPE_CHECKING, Any

from pitfalls.frozen import Refused

if TYPE_CHECKING:
    from pitfalls.records.live import Live

CONTAINERS = (dict, list, tuple, set, frozenset, deque, types.MappingProxyType)


def tell_contents(live: "Live", thing: Any, at: str) -> None:
    """What a container holds; the order counts but in a set."""
    live.say(type(thing).__name__, f"{len(thing)} {getattr(thing, 'maxlen', '')}")
    if isinstance(thing, set | frozenset):
        for found in sorted(type(live)().digest(each, at) for each in thing):
            live.say("one", found)
    elif isinstance(thing, dict | types.MappingProxyType):
        for name, each in thing.items():
            live.tell(name, at)
            live.tell(each, f"{at}[{name!r}]")
    else:
        for place, each in enumerate(thing):
            live.tell(each, f"{at}[{place}]")


def tell_object(live: "Live", thing: Any, at: str) -> None:
    """An object by its class and its attributes, or by what it would be pickled as."""
    kind = type(thing)
    live.tell(kind, at)
    for base in (dict, list, tuple, set, frozenset, deque):
        if isinstance(thing, base):
            tell_contents(live, base(thing), at)
    bases: tuple[Any, ...] = (int, float, complex, str, bytes)
    for base in bases:
        if isinstance(thing, base):
            live.say(base.__name__, base.__repr__(thing))
    slots = [name for each in kind.__mro__ for name in _slots(each)]
    live.attributes({name: getattr(thing, name) for name in slots if hasattr(thing, name)}, at)
    live.attributes(getattr(thing, "__dict__", {}), at)
    _pickled(live, thing, at)


def _pickled(live: "Live", thing: Any, at: str) -> None:
    """What an object says that it is made of; Refused where it is made of what no attribute holds."""
    kind = type(thing)
    try:
        found = thing.__reduce_ex__(4)  # Python's own refuses what has a state in C
    except Exception:  # whatever a foreign class raises where it cannot be taken apart
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        told = "and what it does cannot be told apart from others, so that its results could be another's"
        raise Refused(f"{at} is a {name}, {told}; hold numbers, text, tensors or plain objects there.") from None
    if kind.__reduce_ex__ is object.__reduce_ex__ and kind.__reduce__ is object.__reduce__:
        return  # its attributes are all there is
    parts = found if isinstance(found, tuple) else (found,)
    live.each("pickled", parts[:3], at)
    for items in parts[3:5]:
        live.each("items", items or (), at)


def _slots(cls: type) -> list[str]:
    found = vars(cls).get("__slots__", ())
    names = (found,) if isinstance(found, str) else tuple(found)
    return [name for name in names if name not in ("__dict__", "__weakref__")]
