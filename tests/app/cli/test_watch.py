"""`treadle watch`: every event once and in order, whatever happens to the connection."""

from __future__ import annotations

import json
import signal
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from app.address import FILE, announced, server_of
from app.cli.stream import Stream, socket_url
from engine.errors import AuthorError, NotFoundError, TransientError
from tests.app.cli.command import EXAMPLE, Treadle, delayed
from tests.app.cli.cutting import CuttingProxy

PASSWORD = "so it is"


def events_of(server: str, run: int) -> list[dict[str, object]]:
    request = Request(  # noqa: S310 - our own server
        f"{server}/api/v1/runs/{run}/events", headers={"Authorization": f"Bearer {PASSWORD}"}
    )
    with urlopen(request, timeout=30) as answer:  # noqa: S310 - same
        return json.load(answer)["events"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Treadle, str]]:
    """A server with a password, and a finished run."""
    treadle = Treadle(tmp_path_factory.mktemp("served"))
    _, url = treadle.serve(TREADLE_PASSWORD=PASSWORD)
    treadle.json("run", EXAMPLE)
    yield treadle, url
    treadle.end()


@pytest.mark.parametrize("halves", [0, 2])
def test_a_socket_cut_after_every_event_loses_and_repeats_nothing(
    served: tuple[Treadle, str], halves: int
) -> None:
    treadle, url = served
    with closing(CuttingProxy(url, halves=halves)) as proxy:
        done = treadle("watch", "1", "--json", "--url", proxy.url, TREADLE_PASSWORD=PASSWORD)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    expected = events_of(url, 1)
    assert [event["seq"] for event in events] == list(range(1, len(expected) + 1))
    assert [{key: event[key] for key in expected[0]} for event in events] == expected
    assert proxy.connections >= len(expected) * (1.5 if halves else 1)
    assert done.returncode == 0


def test_a_run_under_way_is_seen_live_through_cuts(served: tuple[Treadle, str]) -> None:
    treadle, url = served
    run = treadle.start("run", treadle.file(delayed(600)), "--input", "so it is")
    assert run.stdout is not None
    number = next(line for line in run.stdout if "waits" in line) and treadle.json("runs")[0]["id"]
    with closing(CuttingProxy(url)) as proxy:
        stream = Stream(lambda: proxy.url, number, password=PASSWORD)
        seen = iter(stream)
        first = next(seen)
        assert treadle.json("show", str(number))["status"] == "running"
        assert treadle("cancel", str(number)).returncode == 0
        events = [first, *seen]
    assert [event["seq"] for event in events] == [event["seq"] for event in events_of(url, number)]
    assert stream.status == "cancelled"
    run.communicate(timeout=30)
    assert run.returncode == 1


def test_after_shows_only_what_is_newer(served: tuple[Treadle, str]) -> None:
    treadle, url = served
    total = len(events_of(url, 1))
    done = treadle("watch", "1", "--after", str(total - 2), TREADLE_PASSWORD=PASSWORD)
    assert [line.split()[0] for line in done.stdout.splitlines()] == [str(total - 1), str(total), "Run"]
    assert done.stdout.endswith("Run 1 succeeded.\n")


def test_refusals_are_told_and_not_tried_again(served: tuple[Treadle, str]) -> None:
    treadle, url = served
    done = treadle("watch", "1")
    assert done.returncode == 2
    assert "TREADLE_PASSWORD" in done.stderr
    with pytest.raises(NotFoundError, match="no run 99"):
        list(Stream(lambda: url, 99, password=PASSWORD))
    with pytest.raises(AuthorError, match="no address"):
        socket_url("ftp://somewhere", 1, 0)


def test_a_server_that_does_not_answer_is_given_up_in_the_end() -> None:
    told: list[str] = []
    stream = Stream(lambda: "http://127.0.0.1:9", 1, after=7, patience_s=0.3, interrupted=told.append)
    with pytest.raises(TransientError) as raised:
        list(stream)
    assert "treadle watch 1 --after 7" in raised.value.fix
    assert told


def test_a_connection_reset_in_the_handshake_is_tried_again() -> None:
    """At which point of the handshake the reset arrives is chance: hence so many."""
    resets = 60
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()

        def reset() -> None:
            for _ in range(resets):
                accepted, _ = server.accept()
                accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                accepted.close()

        threading.Thread(target=reset, daemon=True).start()
        for _ in range(resets):
            with pytest.raises(TransientError, match="does not answer"):
                list(Stream(lambda: f"http://{host}:{port}", 1, patience_s=0))


def test_a_killed_server_is_found_again_where_it_comes_back(treadle: Treadle) -> None:
    server, url = treadle.serve()
    run = treadle.start("run", treadle.file(delayed(600)), "--input", "so it is")
    assert run.stdout is not None
    assert any("waits" in line for line in run.stdout)
    watch = treadle.start("watch", "1", "--json")
    assert watch.stdout is not None
    first = json.loads(watch.stdout.readline())
    server.send_signal(signal.SIGKILL)
    server.wait(10)
    assert server_of(treadle.data) is None
    _, again = treadle.serve()
    assert again != url
    assert treadle("cancel", "1").returncode == 0
    seen = [first["seq"], *(json.loads(line)["seq"] for line in watch.stdout)]
    _, err = watch.communicate(timeout=60)
    assert watch.returncode == 1, err
    assert seen == [event["seq"] for event in events_of(again, 1)], err
    assert "Connecting again" in err
    run.communicate(timeout=60)
    assert run.returncode == 1


def test_the_address_is_there_while_it_serves(tmp_path: Path) -> None:
    assert server_of(tmp_path) is None
    with announced(tmp_path, "0.0.0.0", 8420):  # noqa: S104
        assert server_of(tmp_path) == "http://127.0.0.1:8420"
    assert server_of(tmp_path) is None
    for left in (
        b"",
        b"{",
        b"[]",
        b'{"url": "http://x", "pid": "no"}',
        b'{"url": "http://x", "pid": 4194304}',
    ):
        (tmp_path / FILE).write_bytes(left)
        assert server_of(tmp_path) is None
