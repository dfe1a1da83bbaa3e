"""What every run store does, whatever it keeps its rows in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.errors import EngineError, NotFoundError, StaleFenceError
from engine.execution.stores import STREAM_START, Notification, RunFilter, RunStore, WorkerRow
from engine.ids import Hash, NodeId, RunId, StepKey, WorkerId, WorkflowId
from engine.run import events as ev
from engine.run.scheduler import resume_set
from engine.run.state import RunState, RunStatus, StepStatus
from engine.run.trigger import Trigger
from engine.run.waits import RetryTimer, Timer
from engine.workflow.kinds import Pool
from tests.contracts.plans import OUT, chain, go, new_run, plan_of, start, step_on, stored_state

A, B = StepKey(NodeId("n000")), StepKey(NodeId("n001"))
W1, W2 = WorkerId("w1"), WorkerId("w2")
PLAN = chain(2)
VALUE: ev.Outputs = {OUT: {"v": "x"}}
ERROR = {"type": "TargetError", "what": "No."}


def started(step: StepKey, fence: int = 1, attempt: int = 1, worker: WorkerId = W1) -> ev.StepStarted:
    return ev.StepStarted(step.node, worker, fence, attempt, path=step.path)


def finish(store: RunStore, state: RunState, begun: float, ended: float, summary: str | None = None) -> None:
    go(store, PLAN, state, begun, started(A), ev.StepSucceeded(A.node, 1, VALUE), started(B))
    go(store, PLAN, state, ended, ev.StepSucceeded(B.node, 1, VALUE), summary=summary)


def test_runs_are_numbered_from_one_and_keep_what_they_were_made_with(store: RunStore) -> None:
    first, second = start(store, PLAN), start(store, PLAN)
    row = store.run(first.run)
    assert (first.run, second.run) == (1, 2)
    assert row is not None
    assert (row.workflow, row.workflow_name, row.definition, row.trigger) == (
        "triage",
        "Triage",
        "d1",
        Trigger.API,
    )
    assert (row.status, row.created_at, row.started_at, row.last_seq) == (RunStatus.QUEUED, 100.0, None, 2)
    assert (row.layout, row.version, row.failed_step, row.summary) == (None, None, None, "")
    assert store.run(RunId(3)) is None


def test_an_idempotency_key_gives_the_same_run_again_within_its_workflow(store: RunStore) -> None:
    with store.write() as transaction:
        first, made = transaction.create(new_run(key="k"))
        again, made_again = transaction.create(new_run(key="k"))
        other, made_other = transaction.create(new_run("other", key="k"))
    with store.write() as transaction:
        later, made_later = transaction.create(new_run(key="k"))
    assert (made, made_again, made_other, made_later) == (True, False, True, False)
    assert first == again == later != other
    assert len(store.runs(RunFilter())) == 2


def test_history_is_what_was_appended_in_order(store: RunStore) -> None:
    state = start(store, PLAN)
    with store.write() as transaction:
        assert transaction.head(state.run) == 2
        recorded = step_on(PLAN, state, 101.5, started(A), ev.StepFailed(A.node, 1, ERROR, VALUE))
        transaction.append(PLAN, state, recorded)
        assert transaction.head(state.run) == state.seq
        assert transaction.history(state.run, after=2) == recorded
    assert store.history(state.run)[2:] == recorded
    assert [event.seq for event in store.history(state.run)] == list(range(1, state.seq + 1))
    assert store.history(state.run, after=1, limit=2) == store.history(state.run)[1:3]
    assert store.history(RunId(9)) == []
    with store.write() as transaction:
        assert transaction.head(RunId(9)) == 0


def test_every_event_type_survives_storage(store: RunStore) -> None:
    with store.write() as transaction:
        run, _ = transaction.create(new_run())
        events: list[ev.Event] = [
            ev.RunStarted(Hash("d1"), {"v": {"text": "ü 🎾"}}, Trigger.API),
            ev.RunCancelRequested("me"),
            ev.RunResumed((A, B), "me"),
            ev.RunSucceeded(),
            ev.RunFailed(A.node),
            ev.RunCancelled(),
            ev.StepReady(A.node),
            started(A),
            ev.StepSucceeded(A.node, 1, {OUT: {"r": "hash", "n": 9, "p": "…"}}, {"v": {"tokens": 3}}),
            ev.StepSuspended(A.node, 1, Timer(9.5), VALUE),
            ev.StepSuspended(A.node, 1, RetryTimer(9.5), error=ERROR),
            ev.StepResumed(A.node, VALUE),
            ev.StepResumed(A.node),
            ev.StepResumed(A.node, path="3.0"),
            ev.StepFailed(A.node, 1, ERROR),
            ev.StepReclaimed(A.node, 1, W1),
            ev.StepSkipped(B.node),
            ev.StepCancelled(B.node),
        ]
        assert {type(event) for event in events} == set(ev.TYPES.values())
        state = RunState(run)
        state.steps = {key: state.step(key) for key in (A, B, StepKey(A.node, "3.0"))}
        recorded = [ev.Recorded(seq, 1.25, event) for seq, event in enumerate(events, 1)]
        state.seq = len(recorded)
        transaction.append(PLAN, state, recorded)
    assert store.history(run) == recorded


def test_tail_gives_the_events_of_all_runs_in_commit_order(store: RunStore) -> None:
    assert (store.cursor(), store.tail(STREAM_START)) == (0, [])
    first, second = start(store, PLAN), start(store, PLAN)
    between = store.cursor()
    go(store, PLAN, first, 101, started(A))
    go(store, PLAN, second, 102, started(A))
    tail = store.tail(between)
    assert [(run, recorded.event) for _, run, recorded in tail] == [(1, started(A)), (2, started(A))]
    cursors = [cursor for cursor, _, _ in store.tail(STREAM_START)]
    assert cursors == sorted(set(cursors))
    assert cursors[-1] == store.cursor()
    assert store.tail(STREAM_START, limit=3) == store.tail(STREAM_START)[:3]
    assert store.tail(store.cursor()) == []


def test_an_exception_undoes_everything_in_the_transaction(store: RunStore) -> None:
    state = start(store, PLAN)
    before = (store.run(state.run), store.steps(state.run), store.cursor())
    with pytest.raises(KeyError), store.write() as transaction:  # noqa: PT012 - what is undone is the point
        transaction.create(new_run(key="gone"))
        recorded = step_on(
            PLAN, state, 101, started(A), ev.StepSuspended(A.node, 1, RetryTimer(5.0), error=ERROR)
        )
        transaction.append(PLAN, state, recorded, blobs={Hash("b1"): b"body"}, summary="gone")
        raise KeyError
    assert (store.run(state.run), store.steps(state.run), store.cursor()) == before
    assert (store.blob(Hash("b1")), store.next_due(), len(store.runs(RunFilter()))) == (None, None, 1)
    with store.write() as transaction:
        assert transaction.create(new_run(key="gone"))[1]


@pytest.mark.parametrize("missing", [1, -1])
def test_a_writer_that_others_have_overtaken_is_refused(store: RunStore, missing: int) -> None:
    state = start(store, PLAN)
    recorded = step_on(PLAN, state, 101, started(A))
    moved = [event._replace(seq=event.seq + missing) for event in recorded]
    before = store.history(state.run)
    with pytest.raises(StaleFenceError), store.write() as transaction:
        transaction.append(PLAN, state, moved)
    assert store.history(state.run) == before
    assert [step.status for step in store.steps(state.run)] == [StepStatus.READY]


def test_two_writers_with_the_same_state_cannot_both_append(store: RunStore) -> None:
    mine = start(store, PLAN)
    theirs = stored_state(store, PLAN, mine.run)
    go(store, PLAN, mine, 101, started(A, worker=W1))
    with pytest.raises(StaleFenceError):
        go(store, PLAN, theirs, 101, started(A, worker=W2))
    assert [step.worker for step in store.steps(mine.run)] == [W1]


def test_events_of_a_run_that_does_not_exist_are_refused(store: RunStore) -> None:
    state = RunState(RunId(7))
    recorded = step_on(PLAN, state, 1.0, ev.RunStarted(PLAN.hash, {"v": 1}, Trigger.API))
    with pytest.raises(NotFoundError), store.write() as transaction:
        transaction.append(PLAN, state, recorded)
    assert store.history(RunId(7)) == []


def test_a_write_inside_a_write_is_a_fault_and_leaves_the_outer_one_whole(store: RunStore) -> None:
    with store.write() as transaction:
        run, _ = transaction.create(new_run())
        with pytest.raises(EngineError), store.write():
            pass
        transaction.create(new_run())
    assert [row.id for row in store.runs(RunFilter())] == [run + 1, run]


def test_timers_are_made_moved_and_dropped(store: RunStore) -> None:
    plan = plan_of([], nodes=["a", "b"])
    a, b = StepKey(NodeId("a")), StepKey(NodeId("b"))
    state = start(store, plan)
    assert (store.next_due(), store.due_timers(1e12)) == (None, [])
    go(store, plan, state, 101, started(a), started(b))
    go(
        store,
        plan,
        state,
        102,
        ev.StepSuspended(a.node, 1, RetryTimer(130.0), error=ERROR),
        ev.StepSuspended(b.node, 1, Timer(120.0), VALUE),
    )
    assert store.next_due() == 120.0
    assert store.due_timers(119.9) == []
    assert store.due_timers(130.0) == [(1, b), (1, a)]
    assert store.due_timers(130.0, limit=1) == [(1, b)]
    go(store, plan, state, 121, ev.StepResumed(b.node, VALUE))
    assert store.due_timers(1e12) == [(1, a)]
    go(store, plan, state, 131, ev.StepResumed(a.node), started(a, 2, 2))
    assert store.next_due() is None
    go(store, plan, state, 132, ev.StepSuspended(a.node, 2, RetryTimer(150.0), error=ERROR))
    go(store, plan, state, 133, ev.RunCancelRequested("me"))
    assert (store.next_due(), state.status) == (None, RunStatus.CANCELLED)


def test_ready_steps_are_found_until_they_are_claimed(store: RunStore) -> None:
    plan = plan_of([], nodes=["a", "b"], pools={"b": Pool.ASYNC})
    state = start(store, plan)
    later = start(store, plan, new_run(at=200.0))
    assert store.unnotified(100.0) == []
    assert store.unnotified(100.1) == [
        Notification(state.run, StepKey(NodeId("a")), Pool.SYNC),
        Notification(state.run, StepKey(NodeId("b")), Pool.ASYNC),
    ]
    assert [notification.run for notification in store.unnotified(200.1, limit=3)] == [
        state.run,
        state.run,
        later.run,
    ]
    a, b = (
        Notification(state.run, StepKey(NodeId("a")), Pool.SYNC),
        Notification(state.run, StepKey(NodeId("b")), Pool.ASYNC),
    )
    assert store.waiting(Pool.SYNC) == [a, a._replace(run=later.run)]
    assert store.waiting(Pool.ASYNC) == [b, b._replace(run=later.run)]
    assert store.waiting(Pool.ASYNC, limit=1) == [b]
    with store.write() as transaction:
        assert transaction.is_waiting(state.run, Pool.ASYNC)
        assert transaction.longest_waiting(Pool.SYNC) == state.run
        assert transaction.longest_waiting(Pool.SYNC, besides=state.run) == later.run
    go(store, plan, state, 101, started(StepKey(NodeId("a"))), started(StepKey(NodeId("b"))))
    assert store.unnotified(200.0) == []
    assert [notification.run for notification in store.waiting(Pool.SYNC)] == [later.run]
    with store.write() as transaction:
        assert not transaction.is_waiting(state.run, Pool.ASYNC)
        assert transaction.longest_waiting(Pool.ASYNC) == later.run
        assert transaction.longest_waiting(Pool.ASYNC, besides=later.run) is None


def test_running_steps_tell_their_worker_and_deadline(store: RunStore) -> None:
    first, second = start(store, PLAN), start(store, PLAN)
    go(store, PLAN, first, 101, started(A, worker=W1))
    go(store, PLAN, second, 102, started(A, worker=W2))
    assert [(step.run, step.worker, step.deadline) for step in store.running()] == [
        (1, W1, 161.0),
        (2, W2, 162.0),
    ]
    assert [step.run for step in store.running(workers=[W2, WorkerId("w9")])] == [2]
    assert store.running(workers=[]) == []
    go(store, PLAN, first, 103, ev.StepReclaimed(A.node, 1, W1))
    assert [step.run for step in store.running()] == [2]
    (lost,) = store.steps(first.run)
    assert (lost.status, lost.worker, lost.crashes, lost.deadline) == (StepStatus.READY, None, 1, None)


def test_the_run_row_follows_a_run_to_its_end_and_through_a_resume(store: RunStore) -> None:
    state = start(store, PLAN)
    go(store, PLAN, state, 101, started(A))
    go(store, PLAN, state, 102, ev.StepFailed(A.node, 1, ERROR), summary="No.")
    failed = store.run(state.run)
    assert failed is not None
    assert (failed.status, failed.failed_step, failed.summary) == (RunStatus.FAILED, A, "No.")
    assert (failed.started_at, failed.finished_at, failed.last_seq) == (101, 102, state.seq)
    go(store, PLAN, state, 110, ev.RunResumed(resume_set(PLAN, state), "me"))
    resumed = store.run(state.run)
    assert resumed is not None
    assert (resumed.status, resumed.failed_step, resumed.summary) == (RunStatus.RUNNING, None, "")
    assert (resumed.started_at, resumed.finished_at) == (101, None)
    go(store, PLAN, state, 111, started(A, 2))
    go(store, PLAN, state, 112, ev.RunCancelRequested("me"))
    assert store.cancelling() == [state.run]
    go(store, PLAN, state, 113, ev.StepCancelled(A.node))
    assert store.cancelling() == []


def test_a_resume_resets_steps_that_do_not_start_at_once(store: RunStore) -> None:
    """d has run, because b did not wait for a; once a has failed and the run resumes, d waits for b again."""
    a, b, c, d = (StepKey(NodeId(name)) for name in "abcd")
    edges = [("a", OUT, "b"), ("c", OUT, "b"), ("b", OUT, "d")]
    plan = plan_of(edges, nodes=["a", "c", "b", "d"], join_any=frozenset({"b"}))
    state = start(store, plan)
    go(store, plan, state, 101, started(a))
    for node in (c, b, d):
        go(store, plan, state, 102, started(node), ev.StepSucceeded(node.node, 1, VALUE))
    go(store, plan, state, 103, ev.StepFailed(a.node, 1, ERROR))
    go(store, plan, state, 104, ev.RunResumed(resume_set(plan, state), "me"))
    kept = {step.step: (step.status, step.fence, step.finished_at) for step in store.steps(state.run)}
    assert kept[d] == (StepStatus.PENDING, 1, None)
    assert kept[c] == (StepStatus.SUCCEEDED, 1, 102)
    assert (kept[a][0], kept[b][0]) == (StepStatus.READY, StepStatus.READY)


def test_one_transaction_carries_several_runs_all_or_none(store: RunStore) -> None:
    first, second = start(store, PLAN), start(store, PLAN)
    with store.write() as transaction:
        for state in (first, second, first):
            fence = state.steps[A].fence + 1
            recorded = step_on(PLAN, state, 101, started(A, fence), ev.StepReclaimed(A.node, fence, W1))
            transaction.append(PLAN, state, recorded)
    assert [store.steps(state.run)[0].crashes for state in (first, second)] == [2, 1]
    mine = stored_state(store, PLAN, second.run)
    go(store, PLAN, second, 102, started(A, 2))
    late = [
        (state, step_on(PLAN, state, 102, started(A, state.steps[A].fence + 1))) for state in (first, mine)
    ]
    with pytest.raises(StaleFenceError), store.write() as transaction:  # noqa: PT012 - the first one succeeds
        for state, recorded in late:
            transaction.append(PLAN, state, recorded)
    assert stored_state(store, PLAN, first.run).steps[A].fence == 2


def test_filters_paging_and_counts(store: RunStore) -> None:
    names = ["Triage", "Weekly 100% report", "Triage_x", "trIAge"]
    runs = [start(store, PLAN, new_run(f"w{i % 2}", at=100.0 + i, name=name)) for i, name in enumerate(names)]
    finish(store, runs[0], 110, 120, summary="Sports: 3 articles")
    go(store, PLAN, runs[1], 110, started(A), ev.StepFailed(A.node, 1, ERROR), summary="The host refused.")

    def found(**which: object) -> list[int]:
        return [row.id for row in store.runs(RunFilter(**which))]  # type: ignore[arg-type]

    assert found() == [4, 3, 2, 1]
    assert found(limit=2) == [4, 3]
    assert found(limit=2, before=RunId(3)) == [2, 1]
    assert found(workflow=WorkflowId("w1")) == [4, 2]
    assert found(statuses=frozenset({RunStatus.SUCCEEDED, RunStatus.FAILED})) == [2, 1]
    assert found(statuses=frozenset()) == []
    assert found(since=102.0) == [4, 3]
    assert (found(trigger=Trigger.API), found(trigger=Trigger.CLI)) == ([4, 3, 2, 1], [])
    assert found(text="triage") == [4, 3, 1]
    assert found(text="sports") == [1]
    assert found(text="%") == [2]
    assert found(text="_") == [3]
    assert found(text="\\") == []
    assert found(text="4") == [4]
    assert found(text="refused", workflow=WorkflowId("w0")) == []
    assert store.counts(RunFilter()) == {RunStatus.QUEUED: 2, RunStatus.SUCCEEDED: 1, RunStatus.FAILED: 1}
    narrow = RunFilter(WorkflowId("w0"), frozenset({RunStatus.FAILED}), before=RunId(1), limit=1)
    assert store.counts(narrow) == {RunStatus.QUEUED: 1, RunStatus.SUCCEEDED: 1}


def test_the_median_is_over_the_last_fifty_successes(store: RunStore) -> None:
    assert store.median_duration(WorkflowId("triage")) is None
    for duration in [1000.0] * 3 + [1.0] * 25 + [3.0] * 25:
        finish(store, start(store, PLAN), 110.0, 110.0 + duration)
    finish(store, start(store, PLAN, new_run("other")), 110.0, 9999.0)
    start(store, PLAN)
    assert store.median_duration(WorkflowId("triage")) == 2.0


@pytest.mark.parametrize("body", [b"", b"short", b'"' + b"text " * 9000 + b'"', bytes(range(256)) * 40])
def test_blobs_come_back_as_they_were_and_once(store: RunStore, body: bytes) -> None:
    state = start(store, PLAN)
    assert store.blob(Hash("b1")) is None
    for fence in (1, 2):
        with store.write() as transaction:
            recorded = step_on(PLAN, state, 101, started(A, fence), ev.StepReclaimed(A.node, fence, W1))
            transaction.append(PLAN, state, recorded, blobs={Hash("b1"): body, Hash("b2"): b"2"})
    assert (store.blob(Hash("b1")), store.blob(Hash("b2"))) == (body, b"2")


def test_workers_beat_and_leave(store: RunStore) -> None:
    worker = WorkerRow(W1, "host", 41, 100.0, 100.0)
    other = WorkerRow(W2, "host", 42, 99.0, 100.0)
    store.beat(worker)
    store.beat(other)
    beaten = WorkerRow(W1, "host", 41, 100.0, 105.0)
    store.beat(beaten)
    assert store.workers() == [other, beaten]
    store.leave(W2)
    store.leave(WorkerId("w9"))
    assert store.workers() == [beaten]


def test_threads_that_append_to_one_run_lose_nothing(store: RunStore) -> None:
    """Each reads before it takes the lock, as a careless writer would; who is late must be told, and tries again."""
    state = start(store, PLAN)

    def append(worker: WorkerId) -> int:
        appended = refused = 0
        while appended < 25:
            mine = stored_state(store, PLAN, state.run)
            fence = mine.steps[A].fence + 1
            try:
                go(
                    store,
                    PLAN,
                    mine,
                    101,
                    started(A, fence, worker=worker),
                    ev.StepReclaimed(A.node, fence, worker),
                )
                appended += 1
            except StaleFenceError:
                refused += 1
        return refused

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(append, [W1, W2]))
    final = stored_state(store, PLAN, state.run)
    by_worker = [
        event.event.worker for event in store.history(state.run) if isinstance(event.event, ev.StepStarted)
    ]
    assert (final.steps[A].fence, final.seq) == (50, 2 + 100)
    assert (by_worker.count(W1), by_worker.count(W2)) == (25, 25)
    assert [step.crashes for step in store.steps(state.run)] == [50]


def test_readers_never_see_half_a_transaction(store: RunStore) -> None:
    state = start(store, PLAN)
    with ThreadPoolExecutor(1) as pool:
        with store.write() as transaction:
            transaction.append(PLAN, state, step_on(PLAN, state, 101, started(A)))
            seen = pool.submit(lambda: [recorded.seq for recorded in store.history(state.run)])
        assert seen.result() in ([1, 2], [1, 2, 3])
        assert pool.submit(lambda: len(store.history(state.run))).result() == 3
