from __future__ import annotations

import signal

from tests.app.cli.command import Treadle


def test_a_server_whose_reader_is_gone_can_still_be_stopped(treadle: Treadle) -> None:
    process, _ = treadle.serve()
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None  # so that the clean-up does not read it
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) in {0, 120}  # 120: Python could not flush what nobody reads
