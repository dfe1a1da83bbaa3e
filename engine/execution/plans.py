"""Compiled plans, kept by the hash of their definition."""

from __future__ import annotations

from collections import OrderedDict

from engine.errors import NotFoundError
from engine.execution.stores import DefinitionStore
from engine.ids import Hash
from engine.workflow.definition import Workflow, parse_workflow
from engine.workflow.kinds import Catalogue
from engine.workflow.plan import Plan, compile_plan

KEPT_PLANS = 128


class PlanCache:
    """Plans of stored definitions. Owned by one thread, or by one lock."""

    def __init__(self, definitions: DefinitionStore, catalogue: Catalogue) -> None:
        self._definitions = definitions
        self._catalogue = catalogue
        self._kept: OrderedDict[Hash, Plan] = OrderedDict()

    def get(self, hash_: Hash) -> Plan:
        """Return the plan of a stored definition; raises `NotFoundError`."""
        plan = self._kept.get(hash_)
        if plan is not None:
            return plan
        body = self._definitions.get(hash_)
        if body is None:
            raise NotFoundError(
                f"There is no definition {hash_[:12]}….", fix="Restore the database from a backup."
            )
        return self.compile(parse_workflow(body))

    def compile(self, workflow: Workflow) -> Plan:
        """Return the plan of a valid definition, stored or about to be."""
        hash_ = workflow.hash
        plan = self._kept.get(hash_)
        if plan is None:
            plan = self._kept[hash_] = compile_plan(workflow, self._catalogue)
            if len(self._kept) > KEPT_PLANS:
                self._kept.popitem(last=False)
        return plan
