"""Openers of an alternative: "otherwise", "if so", and "leave it as it is", which leaves one empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.read.connectives import phrase_length
from editor.describe.by_rules.read.reading_state import ReadingState, last_branch, skip_auxiliaries
from editor.describe.by_rules.syntax_tree import Branch, Leaf
from editor.describe.by_rules.text.word_lists import phrases_of

if TYPE_CHECKING:
    from editor.describe.by_rules.text.scan import Scan

_REST = phrases_of(
    "otherwise|else|if not|or else|everything else|the rest|the others|all others|anything else"
    "|in any other case|others|all other|longer ones|shorter ones|the other ones|all other ones"
    "|the remaining ones|all else|rest|anything other|other ones|everything other|the other"
)

_SAME_CASE = phrases_of("if so|if yes|if true|in that case|in this case")

_NOTHING = phrases_of(
    "do nothing|nothing|nothing happens|nothing else|ignore it|ignore them|ignore the rest"
    "|ignore the others|ignore everything else|ignore the text|skip it|skip them|skip the rest|leave it"
    "|leave it alone|leave it as it is|leave it as is|leave them as they are|leave the text as it is"
    "|leave the rest alone|leave the rest|leave them alone|leave the others alone|leave the rest as it is"
    "|leave everything else alone|leave everything as it is|keep it as it is|keep it as is"
    "|do not do anything|just stop|stop|stop there|that is all|that is it|that's it|do not bother"
    "|no action|no action needed|no action is needed|nothing needs to be done|drop the rest|drop it"
    "|leave it unchanged|leave it untouched|leave the text alone|leave the text unchanged"
    "|it stays as it is|left alone|left as it is|left as they are|left untouched|left unchanged|ignored"
    "|skipped|dropped|discarded|thrown away|stay as they are|stay as it is|remain as they are"
    "|remain unchanged"
)


def alternative_opener(state: ReadingState, i: int) -> int | None:
    """Read "otherwise" and "if so": what follows goes on that side of the last condition."""
    branch = last_branch(state)
    for then, choices in ((True, _SAME_CASE), (False, _REST)):
        length = phrase_length(state, i, choices)
        said = then and state.scan.category(i + 1) is not None
        if length and not said and (branch is not None or phrase_length(state, i, choices)):
            if branch is None:
                branch = Branch(Leaf("", "unread"), state.scan.span(i, i + length), understood=False)
                state.reading.items.append(branch)
            state.scan.use(i, i + length)
            state.branch, state.side = branch, branch.then if then else branch.otherwise
            return skip_auxiliaries(state, i + length)
    return None


def empty_alternative(state: ReadingState, i: int) -> int | None:
    """Go past "leave it as it is": that way has no steps."""
    end = end_of_nothing(state.scan, i)
    if end == i or last_branch(state) is None:
        return None
    branch = last_branch(state)
    if branch is not None and state.scan.word(i) in {"leave", "left", "keep", "stays", "stay"}:
        branch.kept.add("otherwise" if state.side is branch.otherwise else "then")
    state.scan.use(i, end)
    return end


def end_of_nothing(scan: Scan, i: int) -> int:
    """Return the place after "leave it as it is", which asks for no step; `i` where something is asked."""
    i = scan.skip(i, {"just", "simply", "please", "are", "is", "get", "gets", "be"})
    lengths = [len(words) for words in _NOTHING if scan.is_words(i, *words)]
    end = i + max(lengths, default=0)
    return end if scan.is_end(end) else i
