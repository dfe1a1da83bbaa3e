"""What a sentence says of steps that are drawn already: take them out, or set them differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.items import Removal, Step

if TYPE_CHECKING:
    from editor.describe.scan import Scan

_REMOVE = frozenset({"remove", "delete", "drop"})


def read_removal(scan: Scan, existing: frozenset[str], i: int) -> tuple[Removal, int] | None:
    """Read "remove the delay and the summary"; None where no drawn step is named."""
    if scan.word(i) not in _REMOVE or not existing:
        return None
    kinds: list[str] = []
    end = i + 1
    while True:
        start, end = end, scan.clause_end(end)
        found = _drawn_kind(scan, existing, start, end)
        if found is None:
            end = start
            break
        kinds.append(found)
        following = scan.skip(end + (scan.at(end).sort == "comma"), {"and"})
        if following == end or scan.starts_action(following):
            break
        end = following
    if not kinds:
        return None
    scan.use(i, i + 1)
    return Removal(tuple(kinds), scan.span(i, end)), end


def _drawn_kind(scan: Scan, existing: frozenset[str], start: int, end: int) -> str | None:
    for k in range(start, end):
        senses, length = scan.lexicon.senses(scan.tokens, k)
        kind = next((sense.kind for sense in senses if sense.kind in existing), None)
        if kind is not None:
            scan.use(k, k + length)
            return kind
    return None


def changes_drawn(scan: Scan, existing: frozenset[str], step: Step, i: int) -> bool:
    """Say whether a step is one that is drawn, to be set differently: "make the summary 5 sentences"."""
    if step.kind not in existing or not step.config:
        return False
    if step.kind == "clean_text":
        return True
    words = {scan.word(k) for k in range(i, scan.clause_end(i))}
    return bool(words & {"change", "instead", "increase", "reduce", "only", "set", "make", "use"}) and not (
        words & {"another", "also", "second"}
    )
