"""The same work on many machines: the executor of a Dask cluster whose workers see the same folders."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor

from fic2epub.errors import Fic2EpubError

_TRIES = 3
"""How often a story is begun anew whose worker is gone: one that brings workers down gets but a few."""
_SECONDS = 20


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give the executor of the cluster whose scheduler is at an address, such as `tcp://scheduler:8786`.

    The workers need this program, and the folders of texts and books under the same paths. Raises
    Fic2EpubError where Dask is not installed, and where no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise Fic2EpubError(
            "Dask is not installed", advice='Install it with: pip install "fic2epub[dask]".'
        ) from None
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise Fic2EpubError(
            f"no Dask scheduler answers: {problem}",
            where=address,
            advice="Is it running, and is this its address?",
        ) from None
    try:
        with client.get_executor(pure=False, retries=_TRIES) as executor:
            yield executor
    finally:
        client.close()
