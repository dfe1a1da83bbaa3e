"""`treadle watch`: every event once and in order, also when connections are lost."""

from __future__ import annotations

import json
import signal
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as speaking

from app.cli.event_client import EventClient, socket_url
from app.server.address import FILE, published, server_of
from engine.errors import AuthorError, NotFoundError, TransientError
from tests.app.cli.command import EXAMPLE, Treadle, delayed
from tests.app.cli.cutting_proxy import CuttingProxy

PASSWORD = "so it is, pässwörd€"


def events_of(server: str, run: int) -> list[dict[str, object]]:
    request = Request(  # noqa: S310 - our own server
        f"{server}/api/v1/runs/{run}/events",
        headers={"Authorization": f"Bearer {PASSWORD}".encode().decode("latin-1")},
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


def test_a_running_run_is_watched_through_cuts(served: tuple[Treadle, str]) -> None:
    treadle, url = served
    run = treadle.start("run", treadle.file(delayed(600)), "--input", "so it is")
    assert run.stdout is not None
    number = next(line for line in run.stdout if "waits" in line) and treadle.json("runs")[0]["id"]
    with closing(CuttingProxy(url)) as proxy:
        stream = EventClient(lambda: proxy.url, number, password=PASSWORD)
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


def test_refusals_are_reported_and_not_retried(served: tuple[Treadle, str]) -> None:
    treadle, url = served
    done = treadle("watch", "1")
    assert done.returncode == 2
    assert "answered 401: This server asks for its password." in done.stderr
    assert "TREADLE_PASSWORD" in done.stderr
    for password in ("sesame€\n", "sesame\x1b", "sesame "):
        done = treadle("watch", "1", TREADLE_PASSWORD=password)
        assert done.returncode == 2
        assert "Where: TREADLE_PASSWORD" in done.stderr
        assert "sesame" not in done.stderr + done.stdout
    with pytest.raises(NotFoundError, match="no run 99"):
        list(EventClient(lambda: url, 99, password=PASSWORD))


@pytest.mark.parametrize(
    "url",
    ["ftp://somewhere", "", "8420", "http://[::", "http://127.0.0.1:99999", "http://127.0.0.1:0", "http://a..b", "http:///x",
     f"http://{'a' * 80}.example", "http://ada@127.0.0.1", "http://127.0.0.1:x"],
)  # fmt: skip
def test_an_invalid_url_is_refused_at_once(url: str) -> None:
    with pytest.raises(AuthorError, match="no address of a server") as refused:
        socket_url(url, 1, 0)
    assert refused.value.where == "--url"


class NoTreadle(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_: Any) -> None:
        """Write no log."""


def test_another_web_server_is_recognized_and_not_retried() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), NoTreadle) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            reasons: list[str] = []
            url = f"http://127.0.0.1:{server.server_port}"
            with pytest.raises(AuthorError, match="no Treadle") as refused:
                list(EventClient(lambda: url, 1, password="sesame", on_reconnect=reasons.append))
            assert "404" in refused.value.why
            with pytest.raises(AuthorError, match="no Treadle") as refused:
                list(EventClient(lambda: url.replace("http", "https"), 1, on_reconnect=reasons.append))
            assert "TLS" in refused.value.why
        finally:
            server.shutdown()
    assert reasons == []


@pytest.mark.parametrize(
    "message", ["hello", "[1]", "{}", '{"seq": "1"}', b"\xff", '{"seq": 1, "at": 0.5}', None]
)
def test_another_websocket_server_is_recognized_and_not_retried(message: str | bytes | None) -> None:
    def speak(connection: ServerConnection) -> None:
        if message is not None:
            connection.send(message)

    reasons: list[str] = []
    with speaking(speak, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        with pytest.raises(AuthorError, match="no Treadle"):
            list(EventClient(lambda: url, 1, on_reconnect=reasons.append))
    assert reasons == []


def test_a_server_that_asks_to_come_back_is_retried() -> None:
    faults = [1013, 1011, 1012]
    event = {"seq": 1, "at": 0.5, "type": "run_created", "node": None, "text": "made", "data": {}}

    def speak(connection: ServerConnection) -> None:
        if faults:
            connection.close(faults.pop(0), "The database was locked for too long.")
        else:
            connection.send(json.dumps(event))
            connection.close(1000, "succeeded")

    reasons: list[str] = []
    with speaking(speak, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        stream = EventClient(lambda: url, 1, on_reconnect=reasons.append)
        assert list(stream) == [event]
    assert stream.status == "succeeded"
    assert reasons == ["The database was locked for too long."] * 3


def test_a_server_of_another_protocol_is_recognized() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            accepted, _ = server.accept()
            with accepted:
                accepted.recv(4096)
                accepted.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
                accepted.recv(4096)

        threading.Thread(target=speak, daemon=True).start()
        with pytest.raises(AuthorError, match="no Treadle") as refused:
            list(EventClient(lambda: f"http://127.0.0.1:{server.getsockname()[1]}", 1))
    assert "HTTP" in refused.value.why


def test_a_server_that_does_not_answer_is_given_up_after_the_timeout() -> None:
    reasons: list[str] = []
    stream = EventClient(lambda: "http://127.0.0.1:9", 1, after=7, timeout_s=0.3, on_reconnect=reasons.append)
    with pytest.raises(TransientError) as raised:
        list(stream)
    assert "treadle watch 1 --after 7" in raised.value.fix
    assert reasons


def test_a_connection_reset_in_the_handshake_is_retried() -> None:
    """The reset arrives at a random point of the handshake, so it is tried many times."""
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
                list(EventClient(lambda: f"http://{host}:{port}", 1, timeout_s=0))


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


def test_the_address_exists_while_it_serves(tmp_path: Path) -> None:
    assert server_of(tmp_path) is None
    with published(tmp_path, "0.0.0.0", 8420):  # noqa: S104
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
