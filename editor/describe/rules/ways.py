"""Reading which way of several a clause belongs to: a category's, what is restricted, and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.rules.heads import asked_list, case_head, nothing_end, restricted, restricted_object
from editor.describe.rules.items import Branch, Leaf, Step, leaves
from editor.describe.rules.joints import Joints, phrases

if TYPE_CHECKING:
    from editor.describe.rules.actions import Actions
    from editor.describe.rules.items import Condition
    from editor.describe.rules.scan import Scan
    from engine.values import Json

_REST = phrases(
    "otherwise|else|if not|or else|everything else|the rest|the others|all others|anything else"
    "|in any other case"
    "|others|all other|longer ones|shorter ones|the other ones|all other ones|the remaining ones|all else|rest"
    "|anything other|other ones|everything other|the other"
)
_SAME_CASE = phrases("if so|if yes|if true|in that case|in this case")
_AUXILIARIES = frozenset(
    {
        "should",
        "must",
        "can",
        "could",
        "shall",
        "will",
        "may",
        "has",
        "have",
        "need",
        "needs",
        "to",
        "be",
        "ought",
        "simply",
        "just",
    }
)


class Ways(Joints):
    """Reads the openings of clauses that choose a way; the rest of the clause is read as any other."""

    def __init__(self, scan: Scan, actions: Actions) -> None:
        super().__init__(scan)
        self.actions = actions

    def _side_of_branch(self, i: int) -> int | None:
        """Read "otherwise" and "if so": what follows goes on that side of the last condition."""
        branch = self._last_branch()
        for then, choices in ((True, _SAME_CASE), (False, _REST)):
            length = self._length(i, choices)
            said = then and self.scan.category(i + 1) is not None
            if length and not said and (branch is not None or self._length(i, choices)):
                if branch is None:
                    branch = Branch(Leaf("", "unread"), self.scan.span(i, i + length), understood=False)
                    self.reading.items.append(branch)
                self.scan.use(i, i + length)
                self._branch, self._side = branch, branch.then if then else branch.otherwise
                return self._past_auxiliaries(i + length)
        return None

    def _nothing(self, i: int) -> int | None:
        """Go past "leave it as it is": that way has no steps."""
        end = nothing_end(self.scan, i)
        if end == i or not self._side_is_known():
            return None
        branch = self._last_branch()
        if branch is not None and self.scan.word(i) in {"leave", "left", "keep", "stays", "stay"}:
            branch.kept.add("otherwise" if self._side is branch.otherwise else "then")
        self.scan.use(i, end)
        return end

    def _side_is_known(self) -> bool:
        return self._last_branch() is not None

    def _case_head(self, i: int) -> int | None:
        """Read "complaints go to ..." or "for bugs, ...": what follows is done with that category."""
        found = case_head(self.scan, i)
        if found is None:
            return self._case_unread(i)
        names, end = found
        several = len(names) > 1
        value: Json = [*names] if several else names[0]
        self._open(Leaf("tag_category", "in" if several else "equals", value), i, end)
        return self._past_auxiliaries(end)

    def _case_unread(self, i: int) -> int | None:
        """Read "for old complaints, ..." as a case that is not understood."""
        scan, end = self.scan, self.scan.clause_end(i)
        told = any(scan.category(k) for k in range(i, end))
        if scan.word(i) != "for" or not told or scan.at(end).sort != "comma":
            return None
        self._open(Leaf("", "unread"), i, end)
        return end

    def _restricted(self, i: int) -> int | None:
        """Read "mails that are about billing should ...": what follows is done with those."""
        found = restricted(self.scan, i)
        if found is None:
            return None
        self._open(found.condition, i, found.end)
        return self._past_auxiliaries(found.end)

    def _object(self, i: int) -> int | None:
        """Read "summarize articles that are about science" as a branch around what is done with them."""
        if not self.scan.starts_action(i) and self.scan.verb(i) is None:
            return None
        found = restricted_object(self.scan, i)
        if found is None:
            return None
        read, begin = found
        branch = self._branch_of(read.condition, begin, read.end)
        self.scan.take_out(begin, read.end)
        self.reading.items.append(branch)
        self._branch, self._side = branch, branch.then
        return i

    def _asked(self, i: int) -> int | None:
        """Read "is it an offer or a bill?" as tagging."""
        found = asked_list(self.scan, i)
        if found is None:
            return None
        names, end = found
        self.scan.use(i, end)
        self._side.append(
            Step("tag_category", self.scan.span(i, end), {"categories": [{"name": name} for name in names]})
        )
        return end

    def _open(self, condition: Condition, start: int, end: int) -> None:
        branch = self._branch_of(condition, start, end)
        self.scan.use(start, end)
        self.reading.items.append(branch)
        self._branch, self._side = branch, branch.then

    def _branch_of(self, condition: Condition, start: int, end: int) -> Branch:
        understood = leaves(condition)[0].op != "unread"
        return Branch(condition, self.scan.span(start, end), rank=self._rank, understood=understood)

    def _past_auxiliaries(self, i: int) -> int:
        after = self.scan.skip(i, _AUXILIARIES)
        self.scan.use(i, after)
        return after

    def _case(self, step: Step) -> None:
        """Send one category its own way: "send sports to ... and politics to ..."."""
        branch = Branch(Leaf("tag_category", "equals", step.case or ""), step.span, [step])
        step.case = None
        self.reading.items.append(branch)
        self._branch, self._side = branch, branch.then

    def _last_branch(self) -> Branch | None:
        if self._branch is not None:
            return self._branch
        return next((item for item in reversed(self.reading.items) if isinstance(item, Branch)), None)
