"""`python -m app.reference`: write docs/reference and the browser's protocol from the code."""

from __future__ import annotations

import sys

from app.reference import FOLDER, FRONT_END, ROOT, front_end, pages, write

changed = [*write(pages(), FOLDER), *write(front_end(), FRONT_END)]
for path in changed:
    sys.stdout.write(f"{path.relative_to(ROOT)}\n")
sys.stdout.write(f"{len(changed)} files written from the code changed.\n")
