"""What a fandom is called: its tag on a site is longer than what readers say."""

from __future__ import annotations

import re


def short_fandom(fandom: str) -> str:
    """Return a fandom's name as readers say it: of the Archive's tags the last name alone.

    A tag may have the name in several languages, parted by a bar, the medium in brackets, and behind a dash
    the author or the medium: "Le Phare | The Lighthouse (TV)", "The Lighthouse - A. Keeper".
    """
    last = fandom.rsplit("|", maxsplit=1)[-1].strip()
    short = re.sub(r"\s+-\s+.*$|\s*\([^()]*\)\s*$", "", re.sub(r"\s*\([^()]*\)\s*$", "", last)).strip()
    return short or fandom
