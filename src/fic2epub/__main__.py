"""python -m fic2epub."""

from __future__ import annotations

import sys

from fic2epub.cli import main

sys.exit(main())
