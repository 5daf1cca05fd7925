"""Dataclasses of which each line has one: frozen for the type checker, and quick to make."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as noun
else:
    from dataclasses import dataclass

    def noun(*, frozen: bool, slots: bool, order: bool = False):
        """Make a dataclass whose fields nothing may set, which the type checker alone holds us to.

        To hold to it at run time as well makes each object three times as dear, and a whole conversion a
        fifth slower: a novel has tens of thousands of lines, each with a place.
        """
        del frozen
        return dataclass(slots=slots, order=order, unsafe_hash=True)


__all__ = ["noun"]
