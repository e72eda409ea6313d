"""Studies on a real Dask cluster of two workers, one of which is killed, give the digest of one process."""

from __future__ import annotations

import os
import signal
import socket
import threading
from pathlib import Path

import pytest

from simulator.errors import InputError, RunError
from simulator.study import dask_pool
from simulator.study.dask_pool import cluster
from simulator.study.executors import Pool
from simulator.study.sweep import carry_study


@pytest.mark.parametrize("answer", [b"HTTP/1.1 200 OK\r\n\r\n", b"", b"\x00" * 8])
def test_what_is_no_scheduler_is_told_at_once(answer: bytes) -> None:
    """A web server or proxy answers too; its first bytes must not be taken for the length of a greeting."""
    pytest.importorskip("distributed", reason="Dask is part of the tests' environment")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            line, _ = server.accept()
            with line:
                line.sendall(answer)

        speaker = threading.Thread(target=speak)
        speaker.start()
        with pytest.raises(RunError, match="something else answers there"):
            cluster(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        speaker.join()


@pytest.mark.parametrize("address", ["foo", "127.0.0.1:8786", "tcp://host", "tcp://host:port", "file:///etc"])
def test_what_is_no_address_is_refused(address: str) -> None:
    pytest.importorskip("distributed", reason="Dask is part of the tests' environment")
    with pytest.raises(InputError, match=r"tcp://HOST:8786"):
        cluster(address)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_two_workers_and_a_killed_one_give_the_same_digest(plan, tmp_path: Path, monkeypatch) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is part of the tests' environment")
    here = carry_study(plan("run.block=1"), tmp_path / "here").folder.manifest()["digest"]
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as two,
        distributed.Client(two, set_as_default=False) as client,
    ):
        address = two.scheduler_address
        pids = sorted(client.run(os.getpid).values())
        killed: list[int] = []

        def kill(done: int, _whole: int) -> None:
            if done == 4 and not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        pool = cluster(address)
        assert isinstance(pool, Pool)
        assert pool.width == 2
        assert pool.share is not None
        for folder, lack in (("theirs", 0), ("theirs/game.game/no-folder", 2)):
            client.run(lambda path: os.environ.update(VBP_CACHE=path), str(tmp_path / folder))
            assert len(pool.share({"game": b"solved"})) == lack, "who cannot keep games is named"
            assert (tmp_path / "theirs" / "game.game").read_bytes() == b"solved"
        outcome = carry_study(plan("run.block=1"), tmp_path / "dask", pool=pool, progress=kill)
        assert killed
        assert not outcome.failed
        assert outcome.folder.manifest()["digest"] == here
        ours = os.getpid()
        monkeypatch.setattr(dask_pool, "code_digest", lambda: "newer" if os.getpid() == ours else "older")
        with pytest.raises(RunError, match="another version of the simulator"):
            cluster(address)
