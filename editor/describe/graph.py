"""From steps to a graph: what hangs on what.

Steps that change the text follow each other; steps that say something about it hang side by side on the text as it
then is; a step that takes several of their results gets them through a Merge.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from editor.describe.branches import Branches
from editor.describe.drawing import Drawing, Out, base
from editor.describe.insertions import Insertions
from editor.describe.items import Branch, Item, Span, Step
from editor.describe.naming import rewritten
from editor.describe.result import Question
from editor.describe.standing import standing

if TYPE_CHECKING:
    from collections.abc import Sequence

ANALYSES = frozenset({"summarize", "extract_keywords", "tag_category"})
_PASSING = frozenset({"delay", "template", "set_fields", "python_code"})


@dataclass(slots=True)
class State:
    """Where the reading stands: the text, the results nothing has taken yet, and the latest result of every kind.

    In a branch behind a Merge the text is a field of `packed`.
    """

    text: Out | None = None
    open: list[Out] = field(default_factory=list[Out])
    products: dict[str, Out] = field(default_factory=dict[str, Out])
    packed: Out | None = None
    way: Out | None = None

    def copy(self) -> State:
        """Give a state that goes its own way."""
        return State(self.text, list(self.open), dict(self.products), self.packed, self.way)


class Builder:
    """Draws the items of a reading."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.questions: list[Question] = []
        self.branches = Branches(self)

    def build(self, items: Sequence[Item]) -> None:
        """Draw all items, from where the drawn workflow stands."""
        ordered = Insertions(self.drawing).drawn(in_order(items))
        state = self._start(ordered)
        self.sequence(ordered, state)

    def _start(self, items: Sequence[Item]) -> State:
        state = standing(self.drawing)
        if state is not None:
            return state
        if not items or self._fetches(items[0]):
            return State()
        said = next((item for item in items if isinstance(item, Step) and item.kind == "input"), None)
        node = self.drawing.add("input", {}, span=said.span if said else None)
        return State(text=self.drawing.out(node))

    def _fetches(self, item: Item) -> bool:
        return isinstance(item, Step) and item.kind == "http_request" and item.config.get("method") == "GET"

    def sequence(self, items: Sequence[Item], state: State) -> State:
        """Draw items one after the other; gives the state behind them."""
        i = 0
        while i < len(items):
            item = items[i]
            if isinstance(item, Step):
                if item.kind != "switch" or not _is_way(items, i + 1):
                    self.step(item, state)
                elif "categories" in item.config and "tag_category" not in state.products:
                    self.step(replace(item, kind="tag_category", needs=[]), state)
                i += 1
                continue
            chain = self.branches.chain(items, i)
            rest = items[i + len(chain) :]
            state = self.branches.draw(chain, state, more=any(_takes_what_comes(one) for one in rest))
            i += len(chain)
        return state

    def step(self, step: Step, state: State) -> None:
        """Draw one step and move the state on."""
        if step.kind == "input":
            return
        if step.implied and self._stands_on(step, state):
            return
        if step.kind == "merge":
            self._merge(step, state)
            return
        if step.kind == "switch":
            self.branches.bare_switch(step, state)
            return
        sources = self.sources(step, state)
        config = rewritten(step.config, sources)
        node = self.drawing.add(step.kind, config, label=_label(step), span=step.span)
        for name, text in step.needs:
            self.ask(node, name, text)
        for source in sources:
            self.drawing.connect(source, node)
        self._after(step, state, node, sources)

    def _stands_on(self, step: Step, state: State) -> bool:
        """Say whether an implied step is there already: then what follows starts from it."""
        out = state.products.get(base(step.kind))
        if out is None:
            return False
        if base(step.kind) not in ANALYSES and step.kind != "http_request":
            state.text, state.open = out, []
        return True

    def _merge(self, step: Step, state: State) -> None:
        sources = self._named(step, state) or self._natural(state)
        config = {"mode": "fields"} | step.config
        merged = self.drawing.merged(sources, config, step.span)
        state.open, state.products["merge"] = [merged], merged
        state.packed = merged if merged.fields else state.packed

    def sources(self, step: Step, state: State) -> list[Out]:
        """Give what a step takes: what it names, or what comes naturally to its kind."""
        if self._fetches(step) and not step.refs:
            # A request that only fetches needs nothing to send; where a text came first it waits for it.
            return [] if state.text is None or state.text.kind == "input" else [state.text]
        named = self._named(step, state)
        if base(step.kind) in ANALYSES or step.kind == "clean_text":
            return named[:1] or [self.text(state)]
        if step.kind == "llm_prompt" and not named:
            alone = len(state.open) == 1 and state.open != [state.way]
            return list(state.open) if alone else [self.text(state)]
        found = named or self._natural(state)
        if len(found) > 1:
            merged = self.drawing.merged(found)
            if not named or set(found) >= set(state.open):
                state.open = [merged]
            found = [merged]
        return found

    def _natural(self, state: State) -> list[Out]:
        return list(state.open) or [self.text(state)]

    def _named(self, step: Step, state: State) -> list[Out]:
        found: list[Out] = []
        for ref in step.refs:
            if ref == "all":
                found += self._natural(state)
            elif ref == "text":
                found.append(self.text(state))
            elif base(ref) != base(step.kind) or ref in state.products:
                product = self.product(ref, state)
                found += [product] if product else []
        return list(dict.fromkeys(found))

    def product(self, kind: str, state: State) -> Out | None:
        """Give the latest result of a kind; one that nobody asked for yet is made."""
        if kind in state.products:
            return state.products[kind]
        if state.packed is not None and kind in dict(state.packed.fields):
            picked = self.drawing.picked(state.packed, kind)
            if picked is not None:
                state.products[kind] = picked
            return picked
        if kind not in ANALYSES:
            return None
        node = self.drawing.add(kind, {})
        if kind == "tag_category":
            self.ask(node, "categories", "Which categories should it choose from?")
        self.drawing.connect(self.text(state), node)
        self._after(Step(kind, Span(0, 0)), state, node, [])
        return state.products[kind]

    def ask(self, node: str, field: str, text: str) -> None:
        """Ask for a setting that the sentence does not give."""
        self.questions.append(Question(text, node, field))

    def text(self, state: State) -> Out:
        """Give the text as it is now; inside a branch it may have to be taken out of an object."""
        if state.text is None and state.packed is not None:
            state.text = self.drawing.picked(state.packed, "text")
        if state.text is None and state.open:
            return state.open[0]
        if state.text is None:
            state.text = self.drawing.out(self.drawing.add("input", {}))
        return state.text

    def _after(self, step: Step, state: State, node: str, sources: list[Out]) -> None:
        out = self.drawing.out(node)
        state.products[base(step.kind)] = out
        took_text = not sources or sources[0] == state.text
        if base(step.kind) in ANALYSES:
            state.open = [one for one in state.open if one not in sources and one != state.way] + [out]
        elif step.kind == "clean_text":
            state.text = out
        elif step.kind == "http_request":
            if step.config.get("method") == "GET":
                state.text, state.open = out, []
        elif step.kind == "llm_prompt" or step.kind in _PASSING:
            if took_text and state.open in ([], [state.way]):
                state.text, state.open = out, []
            elif not took_text or step.kind != "llm_prompt":
                passed = replace(out, fields=sources[0].fields) if step.kind == "delay" and sources else out
                state.open = [one for one in state.open if one not in sources] + [passed]
            else:
                state.open.append(out)


def _is_way(items: Sequence[Item], i: int) -> bool:
    """Say whether a branch stands here that chooses a way: then "route it by category" needs no Switch of its own."""
    return i < len(items) and isinstance(items[i], Branch)


def _takes_what_comes(item: Item) -> bool:
    """Say whether a step behind a branch takes what the branch gives, rather than something it names."""
    return isinstance(item, Branch) or not item.refs or "all" in item.refs


def _label(step: Step) -> str:
    if step.kind == "http_request":
        host = str(step.config.get("url", "")).partition("://")[2].partition("/")[0]
        verb = "Fetch" if step.config.get("method") == "GET" else "Send"
        return f"{verb} {host}".strip() if host else verb
    return ""


def in_order(items: Sequence[Item]) -> list[Item]:
    """Put first what should come first and last what should come last, and drop what only said an order."""
    ordered = sorted(items, key=lambda item: item.rank)
    asked = [item for item in ordered if isinstance(item, Step) and not item.implied]
    kept: list[Item] = []
    for item in ordered:
        twin = next((one for one in asked if isinstance(item, Step) and one.kind == item.kind), None)
        if isinstance(item, Step) and item.implied and twin is not None and item.is_bare:
            if twin not in kept:
                kept.append(twin)
            continue
        if item not in kept:
            kept.append(item)
    return _cleaned_once(kept)


def _cleaned_once(items: list[Item]) -> list[Item]:
    """Make one step of "remove the html and the links"."""
    kept: list[Item] = []
    for item in items:
        last = kept[-1] if kept else None
        same = isinstance(item, Step) and isinstance(last, Step) and item.kind == last.kind == "clean_text"
        if same and isinstance(last, Step) and isinstance(item, Step) and not item.refs:
            last.config.update(item.config)
            last.span = replace(last.span, end=max(last.span.end, item.span.end))
            continue
        if isinstance(item, Branch):
            item.then, item.otherwise = _cleaned_once(item.then), _cleaned_once(item.otherwise)
        kept.append(item)
    return kept
