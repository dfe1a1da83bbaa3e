"""Wording a description as the reader expects it, before it is read.

People put the object first ("the text should be cleaned"), the place first ("from the article I want ..."), number
their steps, and say "provided that" for "if". Here such tokens are put in the order verb, object, place; words that
say the same as a known one become that one; and what no step can do wherever it stands ("every Monday", "twice")
is taken out, to be handed back. Every token keeps its place in the sentence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from editor.describe.by_rules.syntax_tree import Span
from editor.describe.by_rules.text.ambiguous_words import disambiguated
from editor.describe.by_rules.text.schedules import schedule_end
from editor.describe.by_rules.text.tokens import Token
from editor.describe.by_rules.text.word_lists import NUMBERS, PARTS, PRODUCT_NOUNS, words_of
from editor.describe.by_rules.text.word_order import fronted_adjuncts_last

if TYPE_CHECKING:
    from editor.describe.by_rules.text.lexicon import Lexicon

_SAME: dict[str, str] = {
    "if": "provided that|providing that|assuming that|assuming|as long as|on condition that"
    "|on the condition that|in the event that|supposing|given that|so long as",
    "unless": "except if|except when|except where|except that|but not if|but not when|excepting when|save when",
    "emails": "email addresses|e mail addresses|mail addresses|email address|mail address",
    "": "in parallel|at the same time|what is left|what remains|if you could|if you can|if you would"
    "|if you will|if we could|if we can|whether you could|whether you can|whether we could|if possible"
    "|if that is possible|if it is possible|if at all possible|if you do not mind|if you like"
    "|if you please|if that is ok|if that works|when you have time|if one could|whether one could"
    "|if it would be possible|if it were possible|whether it is possible|whether it would be possible"
    "|if there is a way|whether there is a way|as possible|as soon as possible|by the way"
    "|if that is not too much trouble|if it is not too much trouble|if that is not too much to ask"
    "|if it is not too much to ask|if it is no trouble|if i may ask|if that makes sense"
    "|if you have a moment|if you get a chance|if that is okay|if that is fine|if you have time"
    "|as you know|of course|all the time|all day|all day long|day in day out|in advance|in other words"
    "|for me|for us|straight away|right away|at once|as it were|so to speak",
}
"""Phrases that are read as one word; those at "" say nothing that could be drawn."""

_PHRASES = {tuple(phrase.split()): word for word, phrases in _SAME.items() for phrase in phrases.split("|")}
_LONGEST = max(map(len, _PHRASES))
_ORDINALS = words_of("first second third fourth fifth sixth seventh eighth next last final")


class Normalised(NamedTuple):
    """The tokens to read, and the spans that no step can do."""

    tokens: list[Token]
    unread: list[Span]


def normalised(tokens: list[Token], lexicon: Lexicon) -> Normalised:
    """Return the tokens in the wording the reader knows."""
    tokens = _phrased(disambiguated(_signs(tokens)))
    tokens, unread = _impossible(tokens)
    return Normalised(fronted_adjuncts_last(tokens, lexicon), unread)


def _signs(tokens: list[Token]) -> list[Token]:
    """Read the signs of notes: "+" as and, ">" as an arrow, "2)" and "Step 2:" as the start of a step."""
    found: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        length = _numbering(tokens, i)
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if length:
            last = tokens[i + length - 1]
            found.append(Token("\n", "\n", token.start, last.end, "break"))
            i += length
            continue
        if token.text in {"+", "&"} and _spaced(tokens, i):
            token = replace(token, word="and", sort="word")
        elif token.text == ">" and following is not None and following.sort in {"word", "url"} and found:
            token = replace(token, sort="arrow")
        elif token.word == "n" and found and found[-1].sort == "word":
            token = replace(token, word="and")
        elif token.word == "than" and (not found or found[-1].sort in {"comma", "break"}):
            token = replace(token, word="then")
        found.append(token)
        i += 1
    return found


def _spaced(tokens: list[Token], i: int) -> bool:
    return 0 < i < len(tokens) - 1 and tokens[i - 1].end < tokens[i].start


def _numbering(tokens: list[Token], i: int) -> int:
    """Return the length of "2)", "Step 2:" or "second step:" at a place; 0 for none."""
    words = [token.word for token in tokens[i : i + 4]] + [""] * 4
    sorts = [token.sort for token in tokens[i : i + 4]] + ["break"] * 4
    starts = i == 0 or tokens[i - 1].sort in {"break", "comma", "arrow"}
    if sorts[0] == "number" and words[1] == ")" and (i == 0 or tokens[i - 1].text != "("):
        return 2
    if not starts:
        return 0
    if words[0] == "step" and (sorts[1] == "number" or words[1] in NUMBERS):
        return 2 + (sorts[2] == "colon" or words[2] in {".", ")", "-"})
    if words[0] in _ORDINALS and words[1] == "step" and (sorts[2] == "colon" or words[2] in {"is", "-", ","}):
        return 3 + (words[2] == "is" and words[3] == "to")
    return 0


def _phrased(tokens: list[Token]) -> list[Token]:
    """Read phrases that say the same as one word as that word."""
    found: list[Token] = []
    i = 0
    while i < len(tokens):
        words = tuple(token.word for token in tokens[i : i + _LONGEST])
        length = next((n for n in range(len(words), 0, -1) if words[:n] in _PHRASES), 0)
        word = _PHRASES[words[:length]] if length else ""
        if length and word:
            text, last = tokens[i], tokens[i + length - 1]
            found.append(Token(text.text, word, text.start, last.end, "word"))
        elif not length:
            found.append(tokens[i])
        i += max(length, 1)
    return found


def _impossible(tokens: list[Token]) -> tuple[list[Token], list[Span]]:
    """Take out times, repetitions and "not the summary": no step can do them, wherever they stand."""
    kept: list[Token] = []
    unread: list[Span] = []
    i = 0
    while i < len(tokens):
        end = max(schedule_end(tokens, i), _not_this(tokens, i), _each(tokens, i))
        if end == i:
            kept.append(tokens[i])
            i += 1
            continue
        unread.append(Span(tokens[i].start, tokens[end - 1].end))
        i = end
        if kept and kept[-1].sort == "comma" and i < len(tokens) and tokens[i].sort == "comma":
            i += 1
            kept.pop()
    return kept, unread


def _each(tokens: list[Token], i: int) -> int:
    """Return the place after "for each keyword": a step runs once for all of them; `i` for none."""
    words = [token.word for token in tokens[i : i + 4]]
    if words[:1] not in (["for"], ["per"]):
        return i
    j = i + 1 + (words[1:2] in (["each"], ["every"], ["all"], ["any"]))
    j += tokens[j].word in {"of", "the", "single"} if j < len(tokens) else 0
    each = words[0] == "per" or j > i + 1
    return j + 1 if each and j < len(tokens) and tokens[j].word in PARTS | PRODUCT_NOUNS else i


def _not_this(tokens: list[Token], i: int) -> int:
    """Return the place after "not the summary" between commas; `i` for none."""
    if i == 0 or tokens[i].word != "not" or tokens[i - 1].sort != "comma":
        return i
    j = i + 1
    while j < len(tokens) and tokens[j].sort == "word":
        j += 1
    closed = j == len(tokens) or tokens[j].sort in {"comma", "break"}
    return j if closed and j - i <= 4 else i  # noqa: PLR2004 - longer is a clause of its own
