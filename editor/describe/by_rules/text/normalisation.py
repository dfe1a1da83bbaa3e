"""Wording a description as the reader expects it, before it is read.

People put the place first ("from the article I want ..."), number their steps, and say "provided that" for "if". Here
the place goes behind the verb and its object; words that say the same as a known one become that one; and what no step
can do wherever it stands ("every Monday", "for each keyword") is taken out, to be handed back. Every token keeps its
place in the sentence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from editor.describe.by_rules.syntax_tree import Span
from editor.describe.by_rules.text.lexicon import Lexicon
from editor.describe.by_rules.text.tokens import Token
from editor.describe.by_rules.text.vocabulary import (
    GENERIC_VERBS,
    MODEL_WORDS,
    NUMBERS,
    PARTS,
    PRODUCTS,
    TEXT_NOUNS,
    words_of,
)

if TYPE_CHECKING:
    from editor.describe.by_rules.text.lexicon import Lexicon


_SAME: dict[str, str] = {
    "if": "provided that|providing that|assuming that|assuming|as long as|on condition that"
    "|on the condition that|in the event that|supposing|given that|so long as",
    "unless": "except if|except when|except where|except that|but not if|but not when|excepting when|save when",
    "emails": "email addresses|e mail addresses|mail addresses|email address|mail address",
    "": "in parallel|at the same time|what is left|what remains|if you could|if you can|if possible|of course|for me"
    "|for us|straight away|right away|at once",
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
    words = [_word(tokens, k) or (tokens[k].text if k < len(tokens) else "") for k in range(i, i + 3)]
    if tokens[i].sort == "number" and words[1] == ")" and (i == 0 or tokens[i - 1].text != "("):
        return 2
    counted = words[0] == "step" and (_sort(tokens, i + 1) == "number" or words[1] in NUMBERS)
    named = (words[0] in _ORDINALS and words[1] == "step") or counted
    starts = i == 0 or tokens[i - 1].sort in {"break", "comma", "arrow"}
    return 2 + (words[2] in {":", ".", ")", "-", ","}) if named and starts else 0


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
        end = max(schedule_end(tokens, i), _each(tokens, i))
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
    return j + 1 if each and j < len(tokens) and tokens[j].word in PARTS | PRODUCTS.keys() else i


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


_TIMES = words_of(
    """morning evening night day hour minute week month year weekday weekend noon afternoon minutes hours days weeks
    months quarter second seconds"""
)
_DAYS = words_of("""monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays weekdays weekends""")


_DAILY = words_of("daily hourly weekly nightly monthly yearly quarterly")
_HALVES = words_of("am pm o'clock")


def schedule_end(tokens: list[Token], i: int) -> int:
    """Return the place after "every morning at 8", which no step can do yet; `i` where no schedule is told."""
    j = i + (_word(tokens, i) == "on" and _word(tokens, i + 1) in {"every", "each"} | _DAYS)
    if (_word(tokens, j) in _DAILY and (i == 0 or _ends(tokens, j + 1) or _word(tokens, j + 1) == "at")) or (
        _word(tokens, j) in _DAYS and j > i
    ):
        j += 1
    elif _word(tokens, j) in {"every", "each"}:
        j += 1 + (
            _sort(tokens, j + 1) == "number" or _word(tokens, j + 1) in {"two", "other", "three", "single"}
        )
        if _word(tokens, j) not in _TIMES | _DAYS:
            return i
        j += 1
    elif _word(tokens, j) == "once" and _word(tokens, j + 1) in {"a", "per", "every"}:
        return j + 3 if _word(tokens, j + 2) in _TIMES else i
    elif _clock_end(tokens, j) == j:
        return i
    return _clock_end(tokens, j)


def _clock_end(tokens: list[Token], i: int) -> int:
    """Return the place after "at 8:30 pm" or "at noon"; `i` for none."""
    if _word(tokens, i) != "at":
        return i
    if _word(tokens, i + 1) in {"noon", "midnight", "night"}:
        return i + 2
    if _sort(tokens, i + 1) != "number":
        return i
    j = i + 2
    if _sort(tokens, j) == "colon" and _sort(tokens, j + 1) == "number":
        j += 2
    if _word(tokens, j) in _HALVES:
        return j + 1
    return j if _ends(tokens, j) or j > i + 2 else i


def _word(tokens: list[Token], i: int) -> str:
    return tokens[i].word if i < len(tokens) and tokens[i].sort == "word" else ""


def _sort(tokens: list[Token], i: int) -> str:
    return tokens[i].sort if i < len(tokens) else "break"


def _ends(tokens: list[Token], i: int) -> bool:
    return _sort(tokens, i) != "word" or tokens[i].word in {"and", "then", "but", "or"}


_MODALS = words_of("can could should shall must may might will would ought")
_OPENERS = words_of("and then also but so finally next before after once plus")
_PRONOUNS = words_of("i we you he she they it this that")
_OWN = words_of("a an the this that these those my our your their its his her every each all any both some")
_PREPOSITIONS = words_of("from of to in into for using with via")
_ENDS = frozenset({"break", "arrow", "colon"})


def _starts_clause(tokens: list[Token], i: int) -> bool:
    before = tokens[i - 1] if i else None
    return (
        before is None
        or before.sort in {*_ENDS, "comma"}
        or before.word in _OPENERS
        or before.text in {"-", "*"}
    )


def fronted_adjuncts_last(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """Move "from the article" or "using AI" from the start of a clause to its end."""
    found = list(tokens)
    i = -1
    while (i := i + 1) < len(found):
        if not _starts_clause(found, i) or found[i].word not in _PREPOSITIONS:
            continue
        end = _place_end(found, i)
        if end is None or not _goes_on(found, end, lexicon):
            continue
        rest = end + (found[end].sort == "comma")
        close = rest
        while (
            close < len(found)
            and found[close].sort not in {*_ENDS, "comma"}
            and found[close].word not in _CLAUSE_ENDS
        ):
            close += 1
        found = [*found[:i], *found[rest:close], *found[i:end], *found[close:]]
    return found


_CLAUSE_ENDS = words_of("and then but")
_COUNTED = words_of("sentence sentences")
_MOST = 5


def _place_end(tokens: list[Token], i: int) -> int | None:
    """Return the place after the noun or address a preposition stands with."""
    first = tokens[i + 1] if i + 1 < len(tokens) else None
    if first is None or not (
        first.sort == "url" or first.word in _OWN | TEXT_NOUNS | MODEL_WORDS | NUMBERS.keys() | {"of"}
    ):
        return None
    for k in range(i + 1, min(i + _MOST, len(tokens))):
        token = tokens[k]
        if token.sort == "url" or token.word in TEXT_NOUNS | _COUNTED | PRODUCTS.keys() | MODEL_WORDS:
            return k + 1
        if token.sort != "word" or token.word in _PRONOUNS - _OWN or token.word in _MODALS:
            return None
    return None


def _goes_on(tokens: list[Token], end: int, lexicon: Lexicon) -> bool:
    if end >= len(tokens):
        return False
    if tokens[end].sort == "comma":
        return end + 1 < len(tokens)
    following = tokens[end].word
    return following in _PRONOUNS | {"please"} or following in GENERIC_VERBS or lexicon.is_verb(tokens, end)
