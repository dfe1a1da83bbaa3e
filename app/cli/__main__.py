"""`python -m app.cli`: the command line without an installed script."""

from __future__ import annotations

import sys

from app.cli import main

sys.exit(main())
