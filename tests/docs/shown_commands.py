"""Commands and files that the documentation shows: run them, and write what they print.

``python tests/docs/shown_commands.py README.md …`` runs every command shown in a page, in a folder of its
own, and writes the output below it again. In a page

- a block ``console`` holds commands (lines with ``$``) and what they print; a line ``…`` stands for lines
  that are left out, and a command without lines below it prints what is not shown;
- a block ``yaml name.yaml`` or ``csv name.csv`` is a file that later commands may use;
- a block ``python`` is a program.

Commands of make are checked with ``make --dry-run``, those of git and pip are left alone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from warm_commands import warm

ROOT = Path(__file__).resolve().parents[2]
ELLIPSIS = "…"
_FENCE = re.compile(r"^```(?P<kind>[a-z]*) *(?P<name>[\w.-]*)$")
_PROGRESS = re.compile(r"^(block|game|variety|run) \d+ of \d+(, about .+ left)?$")
_PASSING = re.compile(r"\b[0-9a-f]{12}\b|(?<=\.yaml:)[0-9]+")
PICTURES = {
    "README.md": {"docs/pictures/cuts.svg": "pictures/cuts.svg"},
    "README.zh.md": {"docs/pictures/cuts.zh.svg": "pictures/cuts.svg"},
}
"""Pictures of a page, and what its commands draw them as."""
_NOT_RUN = ("git ", "pip ", "cd ")


@dataclass
class Step:
    """One thing that a page shows: a command with its output, a file, or a program."""

    kind: str
    line: int
    text: str
    shown: list[str] = field(default_factory=list)


def steps(page: str) -> list[Step]:
    """Read what a page shows, in order."""
    found: list[Step] = []
    kind, name, body, start = "", "", [], 0
    for number, line in enumerate(page.splitlines(), 1):
        fence = _FENCE.match(line)
        if fence and not kind:
            kind, name, body, start = fence["kind"] or "plain", fence["name"], [], number
        elif fence:
            found += _of_block(kind, name, body, start)
            kind = ""
        elif kind:
            body.append(line)
    return found


def _of_block(kind: str, name: str, body: list[str], start: int) -> list[Step]:
    if kind == "console":
        made: list[Step] = []
        for number, line in enumerate(body, start + 1):
            if line.startswith("$ "):
                made.append(Step("command", number, line[2:]))
            else:
                made[-1].shown.append(line)
        return made
    if name:
        return [Step("file", start, name, body)]
    return [Step("program", start, "\n".join(body))] if kind == "python" else []


def prepare(folder: Path) -> None:
    """Make a folder look like the checkout from which a reader calls the commands."""
    (folder / "scenarios").symlink_to(ROOT / "scenarios")


def run(step: Step, folder: Path, commands: Path | None = None) -> list[str]:
    """Carry a step out and return the lines that it prints.

    ``commands`` is a folder whose commands go before those installed.
    """
    if step.kind == "file":
        (folder / step.text).write_text("\n".join(step.shown) + "\n", encoding="utf-8")
        return step.shown
    if step.kind == "command" and step.text.startswith(_NOT_RUN):
        return step.shown
    command, cwd = ["bash", "-c", step.text], folder
    if step.kind == "program":
        command = [sys.executable, "-c", step.text]
    elif step.text.startswith("make "):
        command, cwd = ["make", "--dry-run", *step.text.split()[1:]], ROOT
    first = [] if commands is None else [str(commands)]
    path = os.pathsep.join([*first, str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "PYTHONUTF8": "1"}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    lines = [line.rstrip() for line in done.stdout.splitlines() if not _PROGRESS.match(line)]
    if done.returncode:
        said = "\n".join(lines)
        raise AssertionError(f"line {step.line}: {step.text}\n(exit code {done.returncode})\n{said}")
    return step.shown if step.text.startswith("make ") else lines


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Say whether shown lines are what was printed, lines left out aside."""
    shown = [line.rstrip() for line in shown]
    return not shown or _lasting(shown) == _lasting(renewed(shown, printed))


def _lasting(lines: list[str]) -> list[str]:
    """Leave out what any edit of a shipped file changes: hashes of inputs, numbers of lines."""
    return [_PASSING.sub("#", line) for line in lines]


def renewed(shown: list[str], printed: list[str]) -> list[str]:
    """Return the lines to show: as many at the head and at the end as before."""
    if ELLIPSIS not in shown:
        return printed if shown else []
    at = shown.index(ELLIPSIS)
    tail = len(shown) - at - 1
    return [*printed[:at], ELLIPSIS, *printed[len(printed) - tail :]]


def stale_pictures(name: str, folder: Path) -> list[tuple[Path, Path]]:
    """Return the pictures of a page that show something else than its commands have just drawn.

    Labels are compared and not bytes: the lines between them depend on the version of Matplotlib.
    """
    pairs = [(ROOT / kept, folder / drawn) for kept, drawn in PICTURES.get(name, {}).items()]
    return [(kept, drawn) for kept, drawn in pairs if not kept.exists() or _labels(kept) != _labels(drawn)]


def _labels(file: Path) -> list[str]:
    return re.findall(r"<text [^>]*>([^<]*)</text>", file.read_text(encoding="utf-8"))


def rewrite(file: Path, folder: Path, commands: Path | None = None) -> list[str]:
    """Run what a page shows and write the outputs again; return what failed."""
    lines = file.read_text(encoding="utf-8").splitlines()
    changes: list[tuple[Step, list[str]]] = []
    failures: list[str] = []
    for step in steps("\n".join(lines)):
        try:
            printed = run(step, folder, commands)
        except AssertionError as error:
            failures.append(f"{file}, {error}")
            continue
        if step.kind == "command" and not agrees(step.shown, printed):
            changes.append((step, renewed(step.shown, printed)))
    for step, output in reversed(changes):
        lines[step.line : step.line + len(step.shown)] = output
    for kept, drawn in stale_pictures(file.name, folder):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(drawn.read_bytes())
    if changes:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{'wrote' if changes else 'unchanged:'} {file}\n")
    return failures


def main(names: list[str]) -> int:
    """Write the outputs in some pages again."""
    failures: list[str] = []
    with warm() as commands:
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                prepare(Path(folder))
                failures += rewrite(Path(name), Path(folder), commands)
    sys.stderr.write("".join(f"{failure}\n" for failure in failures))
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
