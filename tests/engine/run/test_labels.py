"""The table of labels is complete, and says what is shown apart."""

from __future__ import annotations

from itertools import chain

import pytest

from engine.run.labels import RUNS, STEPS, TRIGGERS, WAITS, Tone, step_label
from engine.run.state import ENDED, RunStatus, StepStatus
from engine.run.trigger import Trigger
from engine.run.waits import WaitKind


def test_every_member_has_its_label() -> None:
    assert list(StepStatus) == list(STEPS)
    assert list(WaitKind) == list(WAITS)
    assert list(RunStatus) == list(RUNS)
    assert list(Trigger) == list(TRIGGERS)


def test_every_label_says_something() -> None:
    for label in chain(STEPS.values(), WAITS.values(), RUNS.values(), TRIGGERS.values()):
        assert all(label), label
        assert label.title[0].isupper()
    for label in chain(STEPS.values(), WAITS.values()):
        assert len(label.sign) == 1


def test_every_tone_is_that_of_a_step() -> None:
    assert {label.tone for label in chain(STEPS.values(), WAITS.values())} == set(Tone)


def test_what_ended_differs_from_what_goes_on() -> None:
    ended = {RUNS[status].tone for status in ENDED}
    assert not ended & {RUNS[status].tone for status in set(RunStatus) - ENDED}


@pytest.mark.parametrize("wait", WaitKind)
def test_a_wait_is_shown_while_the_step_waits(wait: WaitKind) -> None:
    assert step_label(StepStatus.WAITING, wait) is WAITS[wait]
    assert step_label(StepStatus.SUCCEEDED, wait) is STEPS[StepStatus.SUCCEEDED]
