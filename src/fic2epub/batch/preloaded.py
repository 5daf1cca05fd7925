"""What every worker needs, loaded once for all of them: to load it is all that this module is for."""

from __future__ import annotations

import gc

from fic2epub.batch import making
from fic2epub.conversion import sites
from fic2epub.lazy import compile_all

__all__ = ["making"]

compile_all()
sites()  # a tenth of a second, and each worker would need it
gc.collect()
gc.freeze()  # what is shared with the workers stays shared: looking through it would copy it
