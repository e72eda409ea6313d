"""Commands of a page without the wait for their imports: each is a fork of one process that has them.

Most commands of the documentation compute for a fraction of a second and import for two. :func:`warm` starts
one process that has imported the program, and a command ``vbp`` that hands arguments, folder, environment,
input and outputs to a fork of it. What is run and printed is the same; the start of the installed command has
tests of its own (``tests/cli``). Without ``fork`` (Windows) the installed command is found.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["warm"]

_ROOT = Path(__file__).resolve().parents[2]
_CLIENT = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({address!r})
    said = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(line, [len(said).to_bytes(4, "big")], [0, 1, 2])
    line.sendall(said)
    code = line.recv(1)
sys.exit(code[0] if code else "vbp: ended without an exit code")
"""
_IMPORTED = (
    *("simulator.cli", "simulator.api", "simulator.report.reports", "simulator.study.sweep", "numba"),
    *("matplotlib.figure", "matplotlib.backends.backend_svg", "scipy.stats"),
)


@contextmanager
def warm() -> Iterator[Path]:
    """Start the process; give the folder that holds the command ``vbp``, to be put first on the path."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not hasattr(os, "fork"):
            yield folder
            return
        address = str(folder / "line")
        with socket.socket(socket.AF_UNIX) as line:
            line.bind(address)
            line.listen()
            command = [sys.executable, str(Path(__file__)), str(line.fileno())]
            environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
            server = subprocess.Popen(command, pass_fds=[line.fileno()], env=environment)
        client = folder / "vbp"
        client.write_text(_CLIENT.format(python=sys.executable, address=address), encoding="utf-8")
        client.chmod(0o755)
        try:
            yield folder
        finally:
            server.terminate()
            server.wait()


def main(descriptor: int) -> None:
    """Import once, then answer every command with a fork."""
    import importlib

    for name in _IMPORTED:
        importlib.import_module(name)
    with socket.socket(fileno=descriptor) as line:
        while True:
            call, _ = line.accept()
            _bury()
            if os.fork() == 0:
                line.close()
                call.sendall(bytes([_answer(call)]))
                os._exit(0)
            call.close()


def _bury() -> None:
    """Take note of forks that have ended, so that their time counts as ours."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _answer(call: socket.socket) -> int:
    """Carry one command out as if it had been started by its caller; return its exit code."""
    head, descriptors, _, _ = socket.recv_fds(call, 4, 3)
    with call.makefile("rb") as rest:
        arguments, folder, environment = json.loads(rest.read(int.from_bytes(head, "big")))
    for own, given in enumerate(descriptors):
        os.dup2(given, own)
        os.close(given)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    from simulator.cli import main as command

    try:
        code = command(arguments)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1 if ended.code else 0
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os.close(1)
    return code


if __name__ == "__main__":
    main(int(sys.argv[1]))
