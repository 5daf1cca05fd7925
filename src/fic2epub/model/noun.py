"""Dataclasses that are quick to define, for there are many, and to make: each line has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as noun
else:
    from dataclasses import MISSING, dataclass, fields
    from operator import attrgetter

    _MISSING = object()

    def noun(cls=None, *, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False):
        """Make a dataclass, as `dataclass` does, but for two things.

        What is frozen is so for the type checker alone: to hold to it at run time as well makes each object
        three times as dear, and a whole conversion a fifth slower. And `dataclass` compiles its methods from
        text, for each class, which took a sixth of the time that the making of a single book takes: here
        they are written, and `__init__` is compiled when the first object of a class is made.
        """
        if cls is None:
            return lambda cls: noun(cls, frozen=frozen, slots=slots, eq=eq, order=order)
        if order:
            return dataclass(cls, slots=slots, order=True, unsafe_hash=frozen)
        own = cls.__dict__
        cls.__doc__ = cls.__doc__ or cls.__name__  # else it is made of the signature, which takes longest
        made = dataclass(cls, slots=slots, eq=False, repr=False, init=False)
        if "__init__" not in own:
            made.__init__ = _first_init(made)
        if eq:
            key = _key([field.name for field in fields(made) if field.compare])
            if "__eq__" not in own:
                made.__eq__ = _eq(key)
            if not own.get("__hash__"):
                made.__hash__ = _hash(key) if frozen else None
        if "__repr__" not in own:
            made.__repr__ = _repr
        return made

    def _first_init(cls):
        """Return what writes the true `__init__` of a class, puts it in its own place, and calls it."""

        def first(self, *given, **named):
            cls.__init__ = _init(cls)
            cls.__init__(self, *given, **named)

        return first

    def _init(cls):
        known = {"_missing": _MISSING}
        taken, body = ["self"], []
        for field in fields(cls):
            name, default, made = field.name, f"_default_{field.name}", f"_made_{field.name}"
            known[default], known[made] = field.default, field.default_factory
            may_be_missing = field.default_factory is not MISSING
            if field.init:
                if may_be_missing:
                    taken.append(f"{name}=_missing")
                else:
                    taken.append(name if field.default is MISSING else f"{name}={default}")
                value = f"{made}() if {name} is _missing else {name}" if may_be_missing else name
            elif field.default is not MISSING:
                value = default
            elif may_be_missing:
                value = f"{made}()"
            else:
                continue  # __post_init__ sets it
            body.append(f"self.{name} = {value}")
        if hasattr(cls, "__post_init__"):
            body.append("self.__post_init__()")
        exec(f"def __init__({', '.join(taken)}):\n " + "\n ".join(body or ["pass"]), known)
        known["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
        return known["__init__"]

    def _key(names):
        """Return what takes the fields that count out of an object."""
        return attrgetter(*names) if names else lambda _: ()

    def _eq(key):
        def equal(self, other):
            return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

        return equal

    def _hash(key):
        def hashed(self):
            return hash(key(self))

        return hashed

    def _repr(self) -> str:
        told = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
        return f"{type(self).__qualname__}({', '.join(told)})"


__all__ = ["noun"]
