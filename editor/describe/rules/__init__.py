"""Reading a description by rules: no model, the same draft for the same sentence.

`reader` leads through it: a sentence is cut into `tokens`, brought into usual wording (`wording`), matched with the
catalogue's names (`lexicon`, `vocabulary`, `scan`), cut into clauses and their conditions (`clauses`, `conditionals`,
`orders`), and what each says is drawn step by step (`actions`, `parameters`, `graph`, `branches`, `drawing`).
"""

from editor.describe.rules.reader import describe_by_rules

__all__ = ["describe_by_rules"]
