"""What ``vbp cite`` tells can be done: no release is promised that cannot be installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.report import cite
from simulator.report.source import commit_of

COMMIT = "0123456789abcdef0123456789abcdef01234567"
RUN = {
    "scenario": "round-7-2022",
    "rule_book": "round-7-2022",
    "plan": "f04da95c5224",
    "seed": 1,
    "replications": 10,
    "digest": "d" * 64,
    "updated": "2026-01-02T03:04:05",
    "versions": {"vbp-sim": "0.1.0"},
}


def checkout(root: Path, head: str) -> Path:
    (root / ".git").mkdir(parents=True)
    (root / ".git/HEAD").write_text(head + "\n", encoding="utf-8")
    return root


def test_commit_of_a_branch_of_a_tag_and_of_a_second_work_tree(tmp_path: Path) -> None:
    branch = checkout(tmp_path / "branch", "ref: refs/heads/main")
    (branch / ".git/refs/heads").mkdir(parents=True)
    (branch / ".git/refs/heads/main").write_text(COMMIT, encoding="utf-8")
    assert commit_of(branch) == COMMIT[:12]
    packed = checkout(tmp_path / "packed", "ref: refs/heads/main")
    lines = f"# pack-refs with: peeled\n{'f' * 40} refs/heads/other/main\n{COMMIT} refs/heads/main\n"
    (packed / ".git/packed-refs").write_text(lines, encoding="utf-8")
    assert commit_of(packed) == COMMIT[:12]
    assert commit_of(checkout(tmp_path / "detached", COMMIT)) == COMMIT[:12]
    second, own = tmp_path / "second", branch / ".git/worktrees/second"
    own.mkdir(parents=True)
    (own / "HEAD").write_text("ref: refs/heads/main", encoding="utf-8")
    (own / "commondir").write_text("../..", encoding="utf-8")
    second.mkdir()
    (second / ".git").write_text(f"gitdir: {own}\n", encoding="utf-8")
    assert commit_of(second) == COMMIT[:12]


def test_what_is_no_checkout_has_no_commit(tmp_path: Path) -> None:
    assert commit_of(tmp_path) == ""
    assert commit_of(checkout(tmp_path / "empty", "ref: refs/heads/main")) == ""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("commit", ["", COMMIT[:12]])
def test_no_release_is_promised(language: str, commit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cite, "commit_of", lambda _: commit)
    said = "\n".join(cite.citation_lines(Path("results/x"), RUN, language))  # type: ignore[arg-type]
    assert "pip install vbp-sim" not in said
    assert "\npip install .\n" in said
    assert commit in said
    assert ("no release" if language == "en" else "没有可按名称安装的发布版") in said
    assert "vbp run results/x/resolved.yaml" in said


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ({"kind": "design", "study": "s", "command": "vbp design s"}, "Search for rules in study s"),
        ({"kind": "sensitivity", "study": "s", "command": "vbp sensitivity s"}, "Sensitivity of study s"),
        ({"kind": "campaign", "campaign": "c"}, "Campaign c, plan"),
        ({"scenario": "r", "rule_book": "b"}, "Scenario r, rule book b, plan"),
    ],
)
def test_each_kind_of_folder_is_called_by_its_name(manifest: dict[str, object], words: str) -> None:
    said = {name: RUN[name] for name in ("plan", "seed", "replications", "digest", "updated", "versions")}
    lines = cite.citation_lines(Path("results/x"), said | manifest, "en")
    assert words in lines[1]
    made = manifest.get("kind", "run")
    assert any(line.startswith(f"vbp {made} ") for line in lines)
