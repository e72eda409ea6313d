"""Kills studies outright; ``python killing.py FOLDER KILLS JOBS`` does so to one of 200 runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tiny_study import STUDY, TINY

from simulator.study.folder import Folder
from simulator.study.ledger import Ledger
from simulator.study.public import plan_sweep
from simulator.study.sweep import carry_study

ROOT = Path(__file__).resolve().parents[3]
RUNNER = """
import sys
from pathlib import Path
from simulator.study.executors import local
from simulator.study.public import plan_sweep
from simulator.study.sweep import carry_study
plan = plan_sweep(sys.argv[1], sys.argv[5:], [sys.argv[4]])
pool = local(int(sys.argv[3]))
if pool.begin is not None:
    pool.begin()
carry_study(plan, Path(sys.argv[2]), pool=pool, resume=True)
"""


@dataclass(frozen=True)
class Target:
    """A study that is killed: its file, its folder, its processes, a change of the file."""

    study: Path
    out: Path
    jobs: int
    change: str

    def parts(self) -> int:
        """Count the parts that are there."""
        return len(list((self.out / "parts").glob("[0-9a-f]*.parquet")))

    def begin(self) -> subprocess.Popen[bytes]:
        """Start or resume the study in a process group of its own."""
        arguments = [str(self.study), str(self.out), str(self.jobs), self.change, *TINY]
        return subprocess.Popen(
            [sys.executable, "-c", RUNNER, *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )

    def kill(self, at: int, delay: float) -> bool:
        """Kill it with all its workers when so many parts are there, and tell whether it was at work."""
        running = self.begin()
        while running.poll() is None and self.parts() < at:
            time.sleep(0.002)
        time.sleep(delay)
        hit = running.poll() is None
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        return hit


def main(folder: Path, kills: int, jobs: int) -> None:
    """Kill a study of 200 runs at random moments, and compare it with one that was left alone."""
    folder.mkdir(parents=True)
    text = STUDY[: STUDY.index("variants:")] + STUDY[STUDY.index("axes:") :]
    text = text.replace("values: [1]", "lowest: 1, highest: 10, steps: 10, whole: true")
    line = "    line: {set: rules.change.price_test.tests.multiple.times, lowest: 1.1, highest: 3, steps: 20,"
    text = text.replace("metrics:", f"{line} decimals: 3}}\nmetrics:")
    (folder / "many.yaml").write_text(text, encoding="utf-8")
    plan = plan_sweep(str(folder / "many.yaml"), TINY, ["run.replications=4"])
    target = Target(folder / "many.yaml", folder / "killed", jobs, "run.replications=4")
    drawn = np.random.default_rng(1)
    moments = sorted(drawn.choice(np.arange(1, 200), kills, replace=False).tolist())
    hits = sum(target.kill(at, float(drawn.random()) * 0.05) for at in moments)
    done = carry_study(plan, target.out, resume=True).folder.manifest()
    whole = carry_study(plan, folder / "whole").folder.manifest()
    rows = Ledger(target.out / "ledger.sqlite").rows()
    units = len({point.id for point in plan.points})
    sys.stdout.write(
        f"{hits} of {kills} kills hit; {units} units, {target.parts()} parts, {len(rows)} rows, "
        f"{sum(row['status'] == 'done' for row in rows)} done; "
        f"same digest: {done['digest'] == whole['digest']}\n"
    )
    assert Folder(target.out).manifest()["status"] == "complete"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
