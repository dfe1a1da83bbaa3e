"""Single steps of a draft: what each takes, what it leaves behind, and what was never asked for but is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from editor.describe.by_rules.draw.drawing import ANALYSES, FlowState, scoped_templates
from editor.describe.by_rules.syntax_tree import Item, Span, Step, base_kind
from editor.describe.result import Question
from engine.values import PortType

if TYPE_CHECKING:
    from editor.describe.by_rules.draw.drawing import Drawing, Out

_PASSING = frozenset({"delay", "template", "set_fields", "python_code"})


class Steps:
    """Draws steps one by one."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.questions: list[Question] = []

    def step(self, step: Step, state: FlowState) -> None:
        """Draw one step and move the state on."""
        if step.kind == self.drawing.start_kind:
            return
        if step.implied and self._stands_on(step, state):
            return
        if step.kind == "merge":
            self._merge(step, state)
            return
        sources = self.sources(step, state)
        config = scoped_templates(step.config, sources)
        node = self.drawing.add(step.kind, config, label=_label(step), span=step.span)
        for name, text in step.needs:
            self.ask(node, name, text)
        for source in sources:
            self.drawing.connect(source, node)
        self._after(step, state, node, sources)

    def _stands_on(self, step: Step, state: FlowState) -> bool:
        """Return whether an implied step is there already: then what follows starts from it."""
        out = state.products.get(base_kind(step.kind))
        if out is None:
            return False
        if base_kind(step.kind) not in ANALYSES and step.kind != "http_request":
            state.text, state.open = out, []
        return True

    def _merge(self, step: Step, state: FlowState) -> None:
        sources = self._named(step, state) or self._natural(state)
        if len(sources) == 1 and sources[0].kind == "merge" and not step.config and step.span.end:
            self.drawing.made_by.append((step.span, sources[0].node))
            state.text = sources[0]
            return  # "bring both together" where the ways are joined already
        if state.aside and set(sources) <= {*self._natural(state)}:
            sources = [*state.aside, *sources]
        config = {"mode": "fields"} | step.config
        merged = self.drawing.merged(sources, config, step.span)
        state.text = replace(merged, type=PortType.JSON) if state.aside else state.text
        state.aside = []
        state.open, state.products["merge"] = [merged], merged
        state.packed = merged if merged.fields else state.packed

    def sources(self, step: Step, state: FlowState) -> list[Out]:
        """Return what a step takes: what it names, or what comes naturally to its kind."""
        if fetches(step) and not step.refs:
            return [] if step.beside else self._awaited(state)
        named = self._named(step, state)
        if base_kind(step.kind) in ANALYSES or step.kind == "clean_text":
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

    def _awaited(self, state: FlowState) -> list[Out]:
        """Return what a request waits for that sends nothing: the latest result or branch, but no input."""
        latest = state.open[-1:] or ([state.text] if state.text is not None else [])
        return [out for out in latest if self.drawing.node(out.node).kind != self.drawing.start_kind]

    def _natural(self, state: FlowState) -> list[Out]:
        return list(state.open) or [self.text(state)]

    def _named(self, step: Step, state: FlowState) -> list[Out]:
        found: list[Out] = []
        for ref in step.refs:
            if ref == "all":
                found += self._natural(state)
            elif ref == "body":
                found += [
                    self.drawing.as_text(out) if out.kind == "http_request" else out
                    for out in self._natural(state)
                ]
            elif ref == "text":
                found.append(self.text(state))
            elif base_kind(ref) != base_kind(step.kind) or ref in state.products:
                product = self.product(ref, state)
                found += [product] if product else []
        return list(dict.fromkeys(found))

    def product(self, kind: str, state: FlowState) -> Out | None:
        """Return the latest result of a kind; one that nobody asked for yet is made."""
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

    def text(self, state: FlowState) -> Out:
        """Return the text as it is now; inside a branch it may have to be taken out of an object."""
        if state.text is None and state.packed is not None:
            state.text = self.drawing.picked(state.packed, "text")
        if state.text is None and state.open:
            return state.open[0]
        if state.text is None:
            state.text = self.drawing.out(self.drawing.add(self.drawing.start_kind, {}))
        return state.text

    def _after(self, step: Step, state: FlowState, node: str, sources: list[Out]) -> None:
        out = self.drawing.out(node)
        state.products[base_kind(step.kind)] = out
        took_text = not sources or sources[0] == state.text
        if base_kind(step.kind) in ANALYSES:
            state.open = [one for one in state.open if one not in sources and one != state.way] + [out]
        elif step.kind == "clean_text":
            state.text = out
        elif step.kind == "http_request":
            if fetches(step):
                fetched = [state.text] if state.text is not None and state.text.kind == "http_request" else []
                state.aside += [one for one in state.open if one != state.way] or fetched
                state.text, state.open = out, []
        elif step.kind == "llm_prompt" or step.kind in _PASSING:
            passed = out
            if step.kind == "delay" and sources:
                passed = replace(out, kind=sources[0].kind, fields=sources[0].fields)
            if took_text and state.open in ([], [state.way]):
                state.text, state.open = passed, []
            elif not took_text or step.kind != "llm_prompt":
                state.open = [one for one in state.open if one not in sources] + [passed]
            else:
                state.open.append(out)


def fetches(item: Item) -> bool:
    """Return whether an item is a request that only fetches."""
    return isinstance(item, Step) and item.kind == "http_request" and item.config.get("method") == "GET"


def _label(step: Step) -> str:
    if step.kind == "http_request":
        host = str(step.config.get("url", "")).partition("://")[2].partition("/")[0]
        verb = "Fetch" if step.config.get("method") == "GET" else "Send"
        return f"{verb} {host}".strip() if host else verb
    return ""
