"""Reading a description by rules: no model, the same draft for the same sentence.

`text` turns a sentence into tokens in a normal wording, `read` reads their clauses into a tree of steps and branches,
and `draw` turns the tree into the edits of a draft.
"""

from editor.describe.by_rules.describe import describe_by_rules

__all__ = ["describe_by_rules"]
