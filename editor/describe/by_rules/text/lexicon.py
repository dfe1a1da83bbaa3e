"""Which words name which step: the catalogue's titles and synonyms, and what people say besides."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from editor.describe.by_rules.text.tokens import Token, distance
from editor.describe.by_rules.text.vocabulary import (
    BEFORE_HEAD,
    CLEANED,
    COMMON,
    FILLERS,
    GENERIC_VERBS,
    NOT_HEADS,
    NOUNS,
    NUMBERS,
    PRODUCTS,
    REMOVING,
    START,
    TEXT_NOUNS,
    UNITS,
    VERBS,
    words_of,
)
from editor.describe.start import start_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.values import Json
    from engine.workflow.kinds import Catalogue

Role = Literal["verb", "noun"]


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase means. A verb may begin a clause; a noun needs a verb that says nothing, or stands alone."""

    kind: str
    role: Role
    config: Mapping[str, Json] = field(default_factory=dict[str, "Json"])


GRAMMAR = words_of(
    """and then after before finally first otherwise else unless if when sentence sentences word words category
    categories minutes minute seconds second hours hour everything results result text article keywords summary with
    into model once afterwards lastly contains contain mentions mention include includes about gpt only at least
    most more fewer less longer shorter than either both in between cases case conditions"""
)
_IRREGULAR = {
    "send": "sends sent sending", "write": "writes wrote written writing", "sleep": "sleeps slept sleeping",
    "hold": "holds held holding", "hit": "hits hitting", "bring": "brings brought bringing", "put": "puts putting",
    "give": "gives gave given giving", "take": "takes took taken taking", "read": "reads reading",
    "begin": "begins began beginning", "show": "shows showed shown showing", "set": "sets setting",
    "have": "has had having", "let": "lets letting", "tell": "tells told telling", "find": "finds found finding",
    "keep": "keeps kept keeping", "fetch": "fetches fetched fetching", "push": "pushes pushed pushing",
    "publish": "publishes published publishing", "wash": "washes washed washing", "get": "gets got getting",
    "run": "runs ran running",
}  # fmt: skip
_PARTICLES = frozenset(["up", "down", "together", "back", "into", "under"])
_OBJECTS = words_of(
    """it this that them these those the a all everything both results my your their each every one"""
)
_LONGEST_OBJECT = 3
_DOUBLED = words_of("tag strip trim ping hit drop cut submit set put recap scrub wrap")


def forms(verb: str) -> set[str]:
    """Return the forms of a regular verb, and of the irregular ones used here.

    >>> sorted(forms("tag")), sorted(forms("tidy"))
    (['tag', 'tagged', 'tagging', 'tags'], ['tidied', 'tidies', 'tidy', 'tidying'])
    """
    if verb in _IRREGULAR:
        return {verb, *_IRREGULAR[verb].split()}
    if verb.endswith("e"):
        return {verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"}
    if re.search(r"[^aeiou]y$", verb):
        return {verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"}
    stem = verb + verb[-1] if verb in _DOUBLED else verb
    return {verb, f"{verb}es" if re.search("(s|x|ch|sh)$", verb) else f"{verb}s", f"{stem}ed", f"{stem}ing"}


def singular(word: str) -> str:
    """Return the singular of a regular noun.

    >>> singular("queries"), singular("bugs"), singular("boxes"), singular("news"), singular("class")
    ('query', 'bug', 'box', 'new', 'class')
    """
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004 - "ties" and "pies" stay
        return f"{word[:-3]}y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


_DEFINITE = words_of("the this that my our your each every incoming")


class Lexicon:
    """Phrases and what they mean, for the kinds of one catalogue.

    `categories` are those the sentence names, or the workflow (where they `are_drawn`): they are no nouns for the text.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.categories: tuple[str, ...] = ()
        self.are_drawn = False
        self._senses: dict[tuple[str, ...], list[Sense]] = {}
        self.bases: dict[str, str] = {}
        self.start_kind = start_kind(catalogue)
        known = self.kinds = {str(kind.name) for kind in catalogue.kinds()}
        for role, table in (("verb", VERBS), ("noun", NOUNS)):
            for key, phrases in table.items():
                kind = self.start_kind if key == START else key
                if kind in known:
                    for phrase in phrases.split("|"):
                        self._add(phrase, Sense(kind, "verb" if role == "verb" else "noun"))
        for kind in catalogue.kinds():
            if kind.name == "switch":
                continue  # is drawn for branches; what asks for one by its name is reported
            curated = kind.name == self.start_kind or kind.name in VERBS or kind.name in NOUNS
            for phrase in (kind.title.lower(), kind.name.replace("_", " "), *kind.synonyms):
                self._add_synonym(phrase.lower(), str(kind.name), curated=curated)
        self.longest = max(map(len, self._senses), default=1)
        named = {*GRAMMAR, *PRODUCTS, *NUMBERS, *(word for phrase in self._senses for word in phrase)}
        plain = {*TEXT_NOUNS, *GENERIC_VERBS, *BEFORE_HEAD, *REMOVING, *CLEANED}
        removing = (form for verb in REMOVING for form in forms(verb))
        self._vocabulary = named | plain | {*removing, *UNITS, *FILLERS, *COMMON}
        self._near: dict[str, list[str]] = {}
        for word in sorted(named | plain):
            if len(word) > (2 if word in named else 4):  # shorter ones cannot be told from a mistake
                self._near.setdefault(word[0], []).append(word)

    def _add(self, phrase: str, sense: Sense) -> None:
        words = tuple(re.sub(r"[^\w;']+", " ", phrase).split())
        first = forms(words[0]) if sense.role == "verb" else {words[0]}
        for form in first:
            self.bases.setdefault(form, words[0])
            senses = self._senses.setdefault((form, *words[1:]), [])
            if all(old.kind != sense.kind or old.role != sense.role for old in senses):
                senses.append(sense)

    def _add_synonym(self, phrase: str, kind: str, *, curated: bool) -> None:
        words = tuple(re.sub(r"[^\w;']+", " ", phrase).split())
        if not words or words in self._senses or (curated and len(words) == 1 and words[0] in NOT_HEADS):
            return
        if words[0] in REMOVING:
            return  # "remove html": the reader takes what is removed into account
        self._senses.setdefault(words, []).append(Sense(kind, "verb"))

    def senses(self, tokens: Sequence[Token], at: int) -> tuple[list[Sense], int]:
        """Return the meanings of the longest phrase at a place, and its length in tokens; ([], 0) for none.

        A verb of two words may have its object between them: "sum it up", "put the results together".
        """
        found = self._plain(tokens, at)
        for gap in range(1, _LONGEST_OBJECT + 1):
            particle = tokens[at + gap + 1] if at + gap + 1 < len(tokens) else None
            between = [token.word for token in tokens[at + 1 : at + gap + 1]]
            if particle is None or not all(word in _OBJECTS or word in TEXT_NOUNS for word in between):
                break
            senses = (
                self._senses.get((tokens[at].word, particle.word), []) if particle.word in _PARTICLES else []
            )
            if senses and found[1] <= 1:
                return senses, gap + 2
        return found

    def _plain(self, tokens: Sequence[Token], at: int) -> tuple[list[Sense], int]:
        words: list[str] = []
        for token in tokens[at : at + self.longest]:
            if token.sort != "word":
                break
            words.append(token.word)
        for length in range(len(words), 0, -1):
            found = self._senses.get(tuple(words[:length]))
            if found:
                return found, length
        return [], 0

    def is_verb(self, tokens: Sequence[Token], at: int) -> bool:
        """Return whether a word can be a verb that names a step."""
        return any(sense.role == "verb" for sense in self.senses(tokens, at)[0])

    def category(self, tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
        """Find a told category at a place, whether one or several are meant; gives it and its length."""
        if self._is_the_text(tokens, at):
            return None
        for name in sorted(self.categories, key=len, reverse=True):
            wanted = name.casefold().split()
            said = [token.text.casefold() for token in tokens[at : at + len(wanted)]]
            if wanted and said[:-1] == wanted[:-1] and len(said) == len(wanted):
                one, other = said[-1], wanted[-1]
                if one == other or singular(one) == singular(other):
                    return name, len(wanted)
        return None

    def _is_the_text(self, tokens: Sequence[Token], at: int) -> bool:
        """Return whether "the complaint" is still the text itself: no categories were named before it."""
        if (
            at < 1
            or at >= len(tokens)
            or tokens[at].word not in TEXT_NOUNS
            or tokens[at - 1].word not in _DEFINITE
        ):
            return False
        others = {name.casefold().split()[0] for name in self.categories} - {tokens[at].text.casefold()}
        return not self.are_drawn and not any(token.text.casefold() in others for token in tokens[:at])

    def mended(self, tokens: Iterable[Token]) -> list[Token]:
        """Correct typing mistakes of words that mean something here; any other word stays as it is."""
        return [self._mended(token) for token in tokens]

    def _mended(self, token: Token) -> Token:
        word = token.word
        if token.sort != "word" or len(word) < 3 or word in self._vocabulary:  # noqa: PLR2004 - same
            return token
        most = 1 if len(word) < 7 else 2  # noqa: PLR2004 - one mistake in a short word, two in a long one
        near = [
            (found, other[0] != word[0], other)
            for other in self._near.get(word[0], ())
            if (found := distance(word, other, most)) <= most and _plausible(word, other)
        ]
        return Token(token.text, min(near)[2], token.start, token.end, token.sort) if near else token


_VOWELS = frozenset("aeiouy")


def _plausible(word: str, other: str) -> bool:
    """Refuse corrections that change how a word begins, and a wrong letter in a short word: "bread" is no "break"."""
    if sorted(word) == sorted(other):
        return True
    if len(word) == len(other) < 6:  # noqa: PLR2004 - short words are near many others
        wrong = [{one, same} for one, same in zip(word, other, strict=True) if one != same]
        return len(word) > 4 and word[0] == other[0] and all(pair <= _VOWELS for pair in wrong)  # noqa: PLR2004 - same
    return word[0] == other[0] and min(len(word), len(other)) > 3  # noqa: PLR2004 - "tax" is no "tag"
