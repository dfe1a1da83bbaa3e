"""The picture on a run card: well-formed, inside its frame, coloured by status, and escaped."""

from xml.etree import ElementTree as ET

import pytest

from editor.document import Document, parse_document
from editor.minigraph import HEIGHT, MOST_BLOCKS, WIDTH, minigraph
from engine.run.labels import STEPS, WAITS, StepLabel, Tone
from engine.run.state import StepStatus
from engine.run.waits import WaitKind
from tests.editor.test_edits import edge, start

SVG = "{http://www.w3.org/2000/svg}"


OK, FAILED, SKIPPED = (
    STEPS[status] for status in (StepStatus.SUCCEEDED, StepStatus.FAILED, StepStatus.SKIPPED)
)


def drawn(document: Document, labels: dict[str, StepLabel]) -> ET.Element:
    return ET.fromstring(minigraph(document, labels))  # noqa: S314 - our own


def wide(layers: int, rows: int) -> Document:
    nodes = [{"id": f"n{x}_{y}", "kind": "shout"} for x in range(layers) for y in range(rows)]
    edges = [edge(f"n{x}_{y}", f"n{x + 1}_{y}") for x in range(layers - 1) for y in range(rows)]
    return parse_document({"nodes": nodes, "edges": edges})


def test_steps_have_the_class_of_their_status() -> None:
    document = start()
    ids = [node.id for node in document.workflow.nodes]
    shown = [WAITS[WaitKind.RETRY], *(label for status, label in STEPS.items() if status != StepStatus.READY)]
    labels = dict(zip(ids, shown, strict=True))
    picture = drawn(document, labels)
    blocks = [
        rect.get("class") for rect in picture.iter("rect") if (rect.get("class") or "").startswith("n ")
    ]
    assert blocks == [f"n is-{labels[name].tone}" for name in ids]
    assert {label.tone for label in labels.values()} == set(Tone)
    assert picture.get("aria-label") == (
        "Untitled workflow: 1 retrying, 1 queued, 1 running, 1 waiting, 1 succeeded, 1 failed, 1 skipped, "
        "1 cancelled; failed at Split"
    )


def test_what_failed_has_a_ring_and_what_was_skipped_is_dashed() -> None:
    picture = drawn(start(), {"source": OK, "shout": FAILED, "choose": SKIPPED})
    assert len([rect for rect in picture.iter("rect") if rect.get("class") == "ring"]) == 1
    paths = [path.get("class") for path in picture.iter("path")]
    assert paths.count("e skip") == 3
    assert len(paths) == 6
    assert (
        picture.get("aria-label")
        == "Untitled workflow: 1 succeeded, 1 failed, 1 skipped, 5 not run; failed at Shout"
    )


@pytest.mark.parametrize("shape", [(1, 1), (4, 1), (10, 3), (3, 10), (70, 1), (1, 100), (30, 5), (80, 10)])
def test_everything_lies_inside_the_frame(shape: tuple[int, int]) -> None:
    document = wide(*shape)
    picture = drawn(document, {node.id: OK for node in document.workflow.nodes})
    rects = list(picture.iter("rect"))
    assert rects
    for rect in rects:
        x, y, width, height = (float(rect.get(name) or "nan") for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert x + width <= WIDTH + 0.1
        assert y >= 0
        assert y + height <= HEIGHT + 0.1
        assert min(width, height) > 0


def test_the_picture_of_a_huge_workflow_stays_small_and_shows_the_failure() -> None:
    document = wide(100, 10)
    assert len(document.workflow.nodes) > MOST_BLOCKS
    labels = {node.id: OK for node in document.workflow.nodes} | {"n50_3": FAILED}
    svg = minigraph(document, labels)
    assert len(svg) < 12_000
    assert svg.count("is-failed") == 1


def test_names_are_escaped() -> None:
    document = parse_document({"name": '"><script>&', "nodes": [{"id": "a", "kind": "x"}], "edges": []})
    odd = StepLabel('"><b>', Tone.OK, "?", "")
    svg = minigraph(document, {"a": odd})
    assert "<script>" not in svg
    assert "<b>" not in svg
    assert drawn(document, {"a": odd._replace(title="odd")}).get("aria-label") == '"><script>&: 1 odd'


def test_an_empty_workflow() -> None:
    assert drawn(Document(), {}).get("aria-label") == "Untitled workflow: no steps"
