"""Describing a workflow with a language model: its prompt, its reply, and the edits that hold of the reply."""

from editor.describe.by_model.describe import Structured, describe_by_model

__all__ = ["Structured", "describe_by_model"]
