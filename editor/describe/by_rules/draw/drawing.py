"""New nodes and edges on top of a document, as they are drafted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from editor.describe.by_rules.syntax_tree import Span, base_kind
from editor.describe.by_rules.text.vocabulary import RESULT_PORTS
from editor.describe.start import start_kind
from editor.edits import AddNode, Connect, Disconnect, Edit
from editor.layout import place_all, place_beside
from engine.ids import identifier_from
from engine.values import Json, PortType, connects
from engine.workflow.arrivals import names_of
from engine.workflow.definition import Edge, Node
from engine.workflow.lookup import ports_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from editor.describe.result import Question
    from editor.document import Document, Position
    from engine.values import Json
    from engine.workflow.kinds import Catalogue


@dataclass(frozen=True, slots=True)
class Out:
    """An output a later step may take. `kind` says what made it, `fields` what an object of several results holds."""

    node: str
    port: str
    type: PortType
    kind: str
    fields: tuple[tuple[str, str], ...] = ()


class Drawing:
    """Collects the nodes and edges of a draft; `edits` gives them with places."""

    def __init__(self, document: Document, catalogue: Catalogue) -> None:
        self.document = document
        self.catalogue = catalogue
        self.start_kind = start_kind(catalogue)
        self.nodes: dict[str, Node] = {}
        self.labels: dict[str, str] = {}
        self.edges: list[Edge] = []
        self.cut: list[Edge] = []
        self.questions: list[Question] = []
        self.made_by: list[tuple[Span, str]] = []
        self._texts: dict[Out, Out] = {}

    def add(self, kind: str, config: dict[str, Json], *, label: str = "", span: Span | None = None) -> str:
        """Add a node of a kind and give its id; `span` is the part of the sentence it came from."""
        found = self.catalogue.newest(kind)
        assert found is not None, kind  # noqa: S101 - the builder asks only for kinds of the catalogue
        label = label or found.title
        node = identifier_from(label, {*self.document.workflow.by_id, *self.nodes})
        self.nodes[node] = Node(id=node, kind=kind, version=found.version, config=config)
        self.labels[node] = label
        if span is not None:
            self.made_by.append((span, node))
        return node

    def out(self, node: str, port: str = "", kind: str = "", fields: tuple[tuple[str, str], ...] = ()) -> Out:
        """Return an output of a new or drawn node; the first one where none is named."""
        found = self.node(node)
        ports = ports_of(found, self.catalogue).outputs
        chosen = next((one for one in ports if one.name == port), ports[0])
        made = "text" if found.kind == self.start_kind else base_kind(found.kind)
        return Out(node, chosen.name, chosen.type, kind or made, fields)

    def node(self, node: str) -> Node:
        """Return a new or drawn node."""
        return (
            self.nodes[node]
            if node in self.nodes
            else next(n for n in self.document.workflow.nodes if n.id == node)
        )

    def connect(self, source: Out, node: str) -> None:
        """Join an output to the first input of a node, through a Template where the types need one."""
        kind = self.catalogue.get((self.node(node).kind_name, self.node(node).version))
        if kind is None or not kind.declared.inputs:
            return
        into = kind.declared.inputs[0]
        answered = source.kind == "http_request" and into.type is PortType.TEXT  # behind a wait, of any type
        if answered or not connects(source.type, into.type):
            source = self.as_text(source)
        edge = Edge(source=source.node, source_port=source.port, target=node, target_port=into.name)
        if edge not in self.edges:
            self.edges.append(edge)

    def as_text(self, source: Out) -> Out:
        """Turn an output into text by a Template, one for all that take it."""
        if source not in self._texts:
            text = "{{ value.body }}" if source.kind == "http_request" else "{{ value }}"
            between = self.add("template", {"template": text}, label="As text")
            self.connect(source, between)
            self._texts[source] = self.out(between)
        return self._texts[source]

    def merged(
        self, sources: list[Out], config: dict[str, Json] | None = None, span: Span | None = None
    ) -> Out:
        """Bring several outputs together in one node; an object's fields are known by what made them."""
        node = self.add("merge", {"mode": "fields"} if config is None else config, span=span)
        for source in sources:
            self.connect(source, node)
        is_object = self.nodes[node].config.get("mode", "fields") == "fields"
        return self.out(node, kind="merge", fields=fields_of(sources) if is_object else ())

    def picked(self, whole: Out, kind: str) -> Out | None:
        """Take one result out of an object of several."""
        name = dict(whole.fields).get(kind)
        if name is None:
            return None
        node = self.add("template", {"template": f"{{{{ value.{name} }}}}"}, label=f"Take the {name}")
        self.connect(whole, node)
        return replace(self.out(node), kind=kind)

    def edits(self) -> list[Edit]:
        """Return the edits of the draft: nodes with places, cut edges, then edges."""
        places = self._places()
        adds: list[Edit] = [
            AddNode(
                id=node.id,
                kind=node.kind,
                version=node.version,
                label=self.labels[node.id],
                x=places[node.id].x,
                y=places[node.id].y,
                config=node.config,
            )
            for node in self.nodes.values()
        ]
        cut: list[Edit] = [Disconnect(edges=tuple(self.cut))] if self.cut else []
        return [*adds, *cut, *(Connect(edge=edge) for edge in self.edges)]

    def _places(self) -> dict[str, Position]:
        pairs = [(edge.source, edge.target) for edge in self.edges]
        known = {node.node_id: self.document.position(node.id) for node in self.document.workflow.nodes}
        return place_beside(list(self.nodes), pairs, known) if known else place_all(list(self.nodes), pairs)


def fields_of(sources: Sequence[Out]) -> tuple[tuple[str, str], ...]:
    """Return the fields of the object that outputs are merged into: what made each, and its name."""
    names = names_of([(source.node, source.port) for source in sources])
    plain = ["text" if one.port == "text" and one.kind != "template" else one.kind for one in sources]
    return tuple(zip(plain, names, strict=True))


ANALYSES = frozenset({"summarize", "extract_keywords", "tag_category"})
"""Kinds that say something about a text and leave it as it is."""


@dataclass(slots=True)
class FlowState:
    """Where the reading stands: the text, the results nothing has taken yet, and the latest result of every kind.

    In a branch behind a Merge the text is a field of `packed`. What a fetched text has taken the place of is `aside`,
    until it is merged.
    """

    text: Out | None = None
    open: list[Out] = field(default_factory=list[Out])
    products: dict[str, Out] = field(default_factory=dict[str, Out])
    packed: Out | None = None
    way: Out | None = None
    aside: list[Out] = field(default_factory=list[Out])

    def copy(self) -> FlowState:
        """Return a state that goes its own way."""
        return FlowState(
            self.text, list(self.open), dict(self.products), self.packed, self.way, list(self.aside)
        )


_TEMPLATES = ("template", "prompt", "url", "body_template", "fields")


def scoped_templates(config: Mapping[str, Json], sources: Sequence[Out]) -> dict[str, Json]:
    """Write the names in a config's templates so that they are found in what arrives from the one source."""
    if len(sources) != 1:
        return dict(config)
    source = sources[0]
    names = {name: f"value.{name}" for _, name in source.fields}
    port_name = RESULT_PORTS.get(source.kind)
    if not names and port_name is not None and port_name != source.port:
        names = {port_name: "value"}
    return {key: _scoped(value, names) if key in _TEMPLATES else value for key, value in config.items()}


def _scoped(value: Json, names: Mapping[str, str]) -> Json:
    """Write the names in a template, or in the values of Set fields."""
    if isinstance(value, str):
        return _renamed(value, names)
    rows = cast("list[dict[str, Json]]", value)
    return [{key: _scoped(one, names) if key == "value" else one for key, one in row.items()} for row in rows]


def _renamed(template: str, names: Mapping[str, str]) -> str:
    """Replace the name an expression begins with.

    >>> _renamed("{{ summary | upper }}: {{ value }}", {"summary": "value.summary"})
    '{{ value.summary | upper }}: {{ value }}'
    """
    for name, meant in names.items():
        template = re.sub(rf"(\{{\{{-?\s*){re.escape(name)}\b(?!\s*\()", rf"\g<1>{meant}", template)
    return template
