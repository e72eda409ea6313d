"""Progress: plain lines where nobody watches, a bar on terminals, time left by what was done."""

from __future__ import annotations

import io

import pytest

from simulator.study.progress import FitProgress, timed, to_stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_plain_lines_tell_the_time_that_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, 10.0, 200.0])
    tell = timed("run", lambda: next(moments))
    for done in (2, 3, 4, 6):
        tell(done, 6)
    assert capsys.readouterr().err.splitlines() == [
        "run 2 of 6",
        "run 3 of 6, about 30 s left",
        "run 4 of 6, about 3 min left",
        "run 6 of 6",
    ]


def test_thousands_of_runs_do_not_make_thousands_of_lines(capsys: pytest.CaptureFixture[str]) -> None:
    tell = timed("run", lambda: 0.0)
    for done in range(5001):
        tell(done, 5001)
    tell(5001, 5001)
    assert len(capsys.readouterr().err.splitlines()) <= 103


def test_a_bar_on_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    to_stderr(1, 2)
    to_stderr(2, 2)
    first, second = shown.getvalue().split("\r")[1:]
    assert first.startswith("[" + "#" * 20 + "." * 20 + "] 1/2")
    assert second.endswith("\n")


def test_a_fit_tells_evaluations_and_the_least_loss(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fit() -> None:
        moments = iter(range(100))
        tell = FitProgress(lambda: float(next(moments)))
        tell.phase("fit")
        for loss in (9.0, 8.9, 5.0):
            tell.evaluated(loss)
        tell.phase("draws", 2)
        tell.evaluated(6.0)
        tell.evaluated(7.0)
        tell.finish()

    fit()
    assert capsys.readouterr().err.splitlines() == [
        "fit: evaluation 1, loss 9.00, least so far 9.00",
        "fit: evaluation 3, loss 5.00, least so far 5.00",
        "draws: evaluation 1 of 2, loss 6.00, least so far 5.00, about 1 s left",
        "draws: evaluation 2 of 2, loss 7.00, least so far 5.00",
    ]
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    fit()
    assert shown.getvalue().count("\n") == 2, "one line for each phase, written over"
    assert "fit: evaluation 2, loss 8.90" in shown.getvalue()
