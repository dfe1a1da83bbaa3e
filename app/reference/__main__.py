"""`python -m app.reference`: write docs/reference from the code."""

from __future__ import annotations

import sys

from app.reference import FOLDER, write

changed = write()
for path in changed:
    sys.stdout.write(f"{path.relative_to(FOLDER.parent.parent)}\n")
sys.stdout.write(f"{len(changed)} pages of the reference changed.\n")
