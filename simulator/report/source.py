"""Which source code this program is, for whoever wants to have the same."""

from __future__ import annotations

from pathlib import Path

__all__ = ["commit_of"]

_SHOWN = 12


def commit_of(root: Path) -> str:
    """Return the commit that a checkout stands at, in twelve letters; empty if the folder is no checkout.

    Parameters
    ----------
    root
        Folder of the checkout.
    """
    try:
        return _commit(root / ".git")[:_SHOWN]
    except (OSError, UnicodeDecodeError):
        return ""


def _commit(git: Path) -> str:
    """Follow HEAD to a commit; a second work tree keeps its HEAD apart from the branches."""
    if git.is_file():
        git = git.parent / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    head = (git / "HEAD").read_text(encoding="utf-8").strip()
    if not head.startswith("ref: "):
        return head
    shared = git / "commondir"
    common = git / shared.read_text(encoding="utf-8").strip() if shared.is_file() else git
    name = head.removeprefix("ref: ")
    if (common / name).is_file():
        return (common / name).read_text(encoding="utf-8").strip()
    lines = (common / "packed-refs").read_text(encoding="utf-8").splitlines()
    return next((line.split()[0] for line in lines if line.endswith(f" {name}")), "")
