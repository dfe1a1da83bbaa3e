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


def draw_step(drawing: Drawing, step: Step, state: FlowState) -> None:
    """Draw one step and move the state on."""
    if step.kind == drawing.start_kind:
        return
    if step.implied and _stands_on(step, state):
        return
    if step.kind == "merge":
        _merge(drawing, step, state)
        return
    sources = _sources(drawing, step, state)
    config = scoped_templates(step.config, sources)
    node = drawing.add(step.kind, config, label=_label(step), span=step.span)
    for name, text in step.needs:
        drawing.questions.append(Question(text, node, name))
    for source in sources:
        drawing.connect(source, node)
    _after(drawing, step, state, node, sources)


def _stands_on(step: Step, state: FlowState) -> bool:
    """Return whether an implied step is there already: then what follows starts from it."""
    out = state.products.get(base_kind(step.kind))
    if out is None:
        return False
    if base_kind(step.kind) not in ANALYSES and step.kind != "http_request":
        state.text, state.open = out, []
    return True


def _merge(drawing: Drawing, step: Step, state: FlowState) -> None:
    sources = _named(drawing, step, state) or _natural(drawing, state)
    if len(sources) == 1 and sources[0].kind == "merge" and not step.config and step.span.end:
        drawing.made_by.append((step.span, sources[0].node))
        state.text = sources[0]
        return  # "bring both together" where the ways are joined already
    if state.aside and set(sources) <= {*_natural(drawing, state)}:
        sources = [*state.aside, *sources]
    config = {"mode": "fields"} | step.config
    merged = drawing.merged(sources, config, step.span)
    state.text = replace(merged, type=PortType.JSON) if state.aside else state.text
    state.aside = []
    state.open, state.products["merge"] = [merged], merged
    state.packed = merged if merged.fields else state.packed


def _sources(drawing: Drawing, step: Step, state: FlowState) -> list[Out]:
    """Return what a step takes: what it names, or what comes naturally to its kind."""
    if fetches(step) and not step.refs:
        return [] if step.beside else _awaited(drawing, state)
    named = _named(drawing, step, state)
    if base_kind(step.kind) in ANALYSES or step.kind == "clean_text":
        return named[:1] or [text_of(drawing, state)]
    if step.kind == "llm_prompt" and not named:
        alone = len(state.open) == 1 and state.open != [state.way]
        return list(state.open) if alone else [text_of(drawing, state)]
    found = named or _natural(drawing, state)
    if len(found) > 1:
        merged = drawing.merged(found)
        if not named or set(found) >= set(state.open):
            state.open = [merged]
        found = [merged]
    return found


def _awaited(drawing: Drawing, state: FlowState) -> list[Out]:
    """Return what a request waits for that sends nothing: the latest result or branch, but no input."""
    latest = state.open[-1:] or ([state.text] if state.text is not None else [])
    return [out for out in latest if drawing.node(out.node).kind != drawing.start_kind]


def _natural(drawing: Drawing, state: FlowState) -> list[Out]:
    return list(state.open) or [text_of(drawing, state)]


def _named(drawing: Drawing, step: Step, state: FlowState) -> list[Out]:
    found: list[Out] = []
    for ref in step.refs:
        if ref == "all":
            found += _natural(drawing, state)
        elif ref == "body":
            found += [
                drawing.as_text(out) if out.kind == "http_request" else out
                for out in _natural(drawing, state)
            ]
        elif ref == "text":
            found.append(text_of(drawing, state))
        elif base_kind(ref) != base_kind(step.kind) or ref in state.products:
            product = product_of(drawing, ref, state)
            found += [product] if product else []
    return list(dict.fromkeys(found))


def product_of(drawing: Drawing, kind: str, state: FlowState) -> Out | None:
    """Return the latest result of a kind; one that nobody asked for yet is made."""
    if kind in state.products:
        return state.products[kind]
    if state.packed is not None and kind in dict(state.packed.fields):
        picked = drawing.picked(state.packed, kind)
        if picked is not None:
            state.products[kind] = picked
        return picked
    if kind not in ANALYSES:
        return None
    node = drawing.add(kind, {})
    if kind == "tag_category":
        drawing.questions.append(Question("Which categories should it choose from?", node, "categories"))
    drawing.connect(text_of(drawing, state), node)
    _after(drawing, Step(kind, Span(0, 0)), state, node, [])
    return state.products[kind]


def text_of(drawing: Drawing, state: FlowState) -> Out:
    """Return the text as it is now; inside a branch it may have to be taken out of an object."""
    if state.text is None and state.packed is not None:
        state.text = drawing.picked(state.packed, "text")
    if state.text is None and state.open:
        return state.open[0]
    if state.text is None:
        state.text = drawing.out(drawing.add(drawing.start_kind, {}))
    return state.text


def _after(drawing: Drawing, step: Step, state: FlowState, node: str, sources: list[Out]) -> None:
    out = drawing.out(node)
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
