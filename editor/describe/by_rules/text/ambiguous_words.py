"""Words that mean something else beside others: "gpt-4o", "given an abstract"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from editor.describe.by_rules.text.word_lists import MODEL_WORDS, words_of

if TYPE_CHECKING:
    from editor.describe.by_rules.text.tokens import Token

_MADE_OR_GIVEN = words_of("abstract abstracts headline headlines digest digests")
_GIVING = words_of("take takes given paste pastes from if when whether unless receive receives read every")
_WRITING = words_of("write make create produce draft compose generate")


def disambiguated(tokens: list[Token]) -> list[Token]:
    """Return the tokens with such words read as what they mean."""
    found: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        length = _model_length(tokens, i)
        if length:
            last = tokens[i + length - 1]
            found.append(replace(token, end=last.end))
        elif token.word in _MADE_OR_GIVEN and _is_given(tokens, i):
            found.append(replace(token, word="text"))
        else:
            found.append(token)
        i += max(length, 1)
    return found


def _word(tokens: list[Token], i: int) -> str:
    return tokens[i].word if 0 <= i < len(tokens) else ""


def _model_length(tokens: list[Token], i: int) -> int:
    """Return the length of "gpt-4o" or "Claude 3.5": the name of a model and its version; 0 for none."""
    if tokens[i].word not in MODEL_WORDS - {"model"}:
        return 0
    j = i + 1
    while (
        j < len(tokens)
        and tokens[j].start == tokens[j - 1].end
        and tokens[j].sort in {"mark", "number", "word"}
    ):
        if tokens[j].text in {")", "/", "]"} or tokens[j].word.startswith("'"):
            break
        j += 1
    return j - i if j > i + 1 else 0


def _is_given(tokens: list[Token], i: int) -> bool:
    """Return whether a noun for what a step writes is the text itself here, since no step was asked to write it."""
    j = i - 1
    while _word(tokens, j) in {"a", "an", "the", "my", "each", "every", "this"} - {""}:
        if tokens[j].word in {"each", "every"}:
            return True
        j -= 1
    asked = any(token.word in _WRITING for token in tokens[:i])
    return j < i - 1 and _word(tokens, j) in _GIVING and not asked
