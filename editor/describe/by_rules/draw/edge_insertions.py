"""Steps that go between drawn ones: "wait 5 minutes before sending"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.syntax_tree import Item, Step, base_kind
from engine.workflow.definition import Edge

if TYPE_CHECKING:
    from editor.describe.by_rules.draw.drawing import Drawing

_BETWEEN = frozenset({"delay", "clean_text", "llm_prompt", "template", "set_fields", "python_code"})
"""Kinds that pass on what they get, so that they can stand on an edge."""


class Insertions:
    """Puts steps onto the edges of a drawn workflow."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._drawn = {base_kind(node.kind): node for node in drawing.document.workflow.nodes}

    def drawn(self, items: list[Item]) -> list[Item]:
        """Draw what goes before a drawn step; gives the items that are left."""
        left: list[Item] = []
        for item in items:
            before = left[-1] if left else None
            if not (
                isinstance(item, Step)
                and item.implied
                and item.is_bare
                and base_kind(item.kind) in self._drawn
            ):
                left.append(item)
            elif isinstance(before, Step) and not before.implied and self._inserted(before, item.kind):
                left.pop()
            else:
                left.append(item)
        return left

    def _inserted(self, step: Step, kind: str) -> bool:
        target = self._drawn[base_kind(kind)]
        into = self._drawing.document.workflow.edges_into.get(target.id, ())
        if step.kind not in _BETWEEN or len(into) != 1 or step.refs:
            return False
        edge = into[0]
        node = self._drawing.add(step.kind, step.config, span=step.span)
        self._drawing.connect(self._drawing.out(edge.source, edge.source_port), node)
        self._drawing.cut.append(edge)
        out = self._drawing.out(node)
        self._drawing.edges.append(
            Edge(source=node, source_port=out.port, target=edge.target, target_port=edge.target_port)
        )
        return True
