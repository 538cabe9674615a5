"""What a live object holds, told so that two objects that may act differently never read alike.

A frozen object is written down by its fields. A net, a closure or an array is not: here it is followed through its
attributes, containers, code and what that code reads, and what cannot be followed is refused.
"""

import enum
import functools
import hashlib
import types
import weakref
from collections.abc import Iterable
from typing import Any

from pitfalls.frozen import Refused
from pitfalls.records import code, holding

PLAIN = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis), type(NotImplemented))
# compiled functions, which are what their name says
NAMED = (
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.MethodWrapperType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    types.ClassMethodDescriptorType,
)
INERT = {"logging.Logger", "logging.RootLogger", "_thread.lock", "_thread.RLock"}  # they decide no number


class Live:
    """Tells objects into a digest, in order; one that is met again is told by its number, so that wiring counts."""

    def __init__(self) -> None:
        self.text = hashlib.sha256()
        self.seen: dict[Any, int] = {}
        self.held: list[Any] = []  # what lives no longer could lend its id to another

    def digest(self, thing: Any, at: str) -> str:
        """The hex digest of one object that is called `at`; Refused where a part of it cannot be told."""
        try:
            self.tell(thing, at)
        except RecursionError:
            raise Refused(f"{at} is nested too deeply to be told apart from others; make it flatter.") from None
        return self.text.hexdigest()

    def say(self, kind: str, text: str | bytes = b"") -> None:
        """One word, with its length, so that no two rows of words read alike."""
        data = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
        self.text.update(f"{kind}:{len(data)}:".encode() + data)

    def again(self, thing: Any, name: Any = None) -> bool:
        """Whether an object was told before; its number then stands for it."""
        name = id(thing) if name is None else name
        if name in self.seen:
            self.say("again", str(self.seen[name]))
            return True
        self.seen[name] = len(self.seen)
        self.held.append(thing)
        return False

    def special(self, thing: Any, at: str) -> bool:
        """Tell what a subclass knows better; gives whether it did."""
        return False

    def tell(self, thing: Any, at: str) -> None:
        """Tell one object; `at` is its name in a refusal."""
        kind = type(thing)
        if kind in PLAIN:
            self.say(kind.__name__, repr(thing))
        elif kind is tuple or kind is frozenset:
            holding.tell_contents(self, thing, at)  # equal ones may be one object or two, as Python likes
        elif isinstance(thing, type):
            code.tell_class(self, thing, at)
        elif isinstance(thing, types.ModuleType):
            code.tell_module(self, thing, at)
        elif not self.again(thing) and not self.special(thing, at):
            self.whole(thing, at)

    def whole(self, thing: Any, at: str) -> None:
        """Tell an object that was not met before."""
        kind = type(thing)
        name = f"{kind.__module__}.{kind.__qualname__}"
        if isinstance(thing, types.FunctionType):
            code.tell_function(self, thing)
        elif isinstance(thing, types.MethodType):
            self.each("method", (thing.__func__, thing.__self__), at)
        elif isinstance(thing, NAMED):
            self.say("compiled", f"{getattr(thing, '__module__', '')} {thing.__qualname__}")
            self.tell(getattr(thing, "__objclass__", None), at)
            self.tell(getattr(thing, "__self__", None), at)
        elif isinstance(thing, functools.partial):
            self.each("partial", (thing.func, thing.args, thing.keywords), at)
        elif isinstance(thing, staticmethod | classmethod | property | functools.cached_property):
            parts = ("__func__", "fget", "fset", "fdel", "func")
            self.each(name, (getattr(thing, part, None) for part in parts), at)
        elif isinstance(thing, weakref.ref):
            self.each("weak", (thing(),), at)
        elif isinstance(thing, enum.Enum):
            self.each("enum", (kind, thing.name), at)
        elif name in INERT:
            self.say(name)
        elif kind.__module__ == "numpy" and hasattr(thing, "tobytes") and not thing.dtype.hasobject:
            self.say(name, f"{thing.dtype.descr} {thing.shape}")
            self.say("bytes", thing.tobytes())
        elif kind in holding.CONTAINERS:
            holding.tell_contents(self, thing, at)
        else:
            holding.tell_object(self, thing, at)

    def each(self, word: str, things: Iterable[Any], at: str) -> None:
        """A word and the objects that belong to it."""
        self.say(word)
        for thing in things:
            self.tell(thing, at)

    def attributes(self, named: dict[str, Any], at: str) -> None:
        """Attributes by name, in whatever order they were set."""
        self.say("attributes", str(len(named)))
        for name in sorted(named, key=str):
            self.say("name", str(name))
            self.tell(named[name], f"{at}.{name}")
