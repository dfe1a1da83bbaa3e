from __future__ import annotations

import pytest

from engine.errors import AuthorError
from engine.workflow.definition import Workflow, parse_workflow


@pytest.mark.parametrize("raw", ['{"nodes": []}', '\ufeff{"nodes": []}', b'\xef\xbb\xbf{"nodes": []}'])
def test_a_byte_order_mark_is_no_part_of_a_file(raw: bytes | str) -> None:
    assert parse_workflow(raw) == Workflow()


@pytest.mark.parametrize("raw", ["{} \ufeff", b"\xef\xbb\xbf", '{"\ufeffnodes": []}'])
def test_elsewhere_it_is_a_mistake(raw: bytes | str) -> None:
    with pytest.raises(AuthorError):
        parse_workflow(raw)
