"""How to cite a run or a study, and how to do it again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from simulator.report.source import commit_of
from simulator.report.words import Language

__all__ = ["citation_lines"]

_KINDS = {
    "run": ("scenario", "scenario", "情景"),
    "campaign": ("campaign", "campaign", "连续集采"),
    "study": ("study", "study", "研究"),
    "sensitivity": ("study", "sensitivity of study", "敏感性分析，研究"),
    "design": ("study", "search for rules in study", "规则搜索，研究"),
}
"""Under which key a folder says what it is about, and what that is called."""


def citation_lines(path: Path, manifest: Mapping[str, object], language: Language) -> list[str]:
    """Write a sentence to cite, an entry for BibTeX, and the commands that repeat the numbers.

    Parameters
    ----------
    path
        Folder of the run or study.
    manifest
        What it says of itself.
    language
        ``en`` or ``zh``.
    """
    said = {name: str(manifest.get(name)) for name in ("plan", "seed", "replications", "digest", "updated")}
    versions = manifest.get("versions")
    version = str(versions.get("vbp-sim")) if isinstance(versions, Mapping) else "?"
    made = str(manifest.get("kind") or "run")
    key, *kind = _KINDS.get(made, _KINDS["run"])
    name = str(manifest.get(key))
    book = str(manifest.get("rule_book") or "")
    year = said["updated"][:4]
    english = (
        f"The vbp-sim developers ({year}). vbp-sim: a simulator of volume-based procurement, version "
        f"{version}. "
        f"{kind[0].capitalize()} {name}{f', rule book {book}' if book else ''}, plan {said['plan']}, "
        f"seed {said['seed']}, {said['replications']} replications, digest {said['digest']}."
    )
    chinese = (
        f"vbp-sim 开发者（{year}）：vbp-sim 带量采购模拟器，{version}版；{kind[1]} {name}"
        f"{f'，规则 {book}' if book else ''}，计划 {said['plan']}，种子 {said['seed']}，"
        f"模拟{said['replications']}次，摘要值 {said['digest']}。"
    )
    head = ("Cite as", "To do it again", "The digest must be the same.")
    if language == "zh":
        head = ("引用格式", "重新运行", "摘要值应当一致。")
    return [
        f"{head[0]}:",
        english if language == "en" else chinese,
        "",
        f"@software{{vbp-sim-{said['plan']},",
        "  author = {{The vbp-sim developers}},",
        "  title = {vbp-sim: a simulator of volume-based procurement},",
        f"  version = {{{version}}},",
        f"  year = {{{year}}},",
        f"  note = {{{kind[0]} {name}, plan {said['plan']}, seed {said['seed']}, "
        f"{said['replications']} replications, digest {said['digest']}}}",
        "}",
        "",
        f"{head[1]}:",
        *_source(version, language),
        str(manifest.get("command") or f"vbp {made} {(path / 'resolved.yaml').as_posix()}"),
        head[2],
    ]


def _source(version: str, language: Language) -> list[str]:
    """Say how to get the program: from its source, because no release of it can be installed by name."""
    commit = commit_of(Path(__file__).resolve().parents[2])
    if language == "zh":
        at = f"，例如本程序现在所处的提交 {commit}" if commit else ""
        return [
            f"# 在 vbp-sim {version} 的源代码文件夹中{at}；",
            "# 目前没有可按名称安装的发布版",
            "pip install .",
        ]
    at = f", such as commit {commit}, which this program is at now" if commit else ""
    return [
        f"# in a folder with the source of vbp-sim {version}{at};",
        "# no release can be installed by name yet",
        "pip install .",
    ]
