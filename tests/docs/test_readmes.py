"""The English and the Chinese README say the same."""

from __future__ import annotations

import re
import tomllib

from shown_commands import ROOT, steps

from simulator.cli import EXIT_CODES

ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")


def outside_blocks(page: str) -> str:
    return re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)


def test_same_sections() -> None:
    levels = [re.findall(r"^(#+) ", outside_blocks(page), flags=re.MULTILINE) for page in (ENGLISH, CHINESE)]
    assert levels[0] == levels[1]
    assert len(levels[0]) >= 12


def test_same_files_and_programs() -> None:
    shown = [
        [(step.kind, step.text, step.shown if step.kind == "file" else []) for step in steps(page)]
        for page in (ENGLISH, CHINESE)
    ]
    assert [one for one in shown[0] if one[0] != "command"] == [
        one for one in shown[1] if one[0] != "command"
    ]


def test_same_commands() -> None:
    pipe = re.compile(r" \|.*$")  # what is searched for in the output is in the language of the output
    commands = [
        [pipe.sub("", step.text.replace(" --lang zh", "")) for step in steps(page) if step.kind == "command"]
        for page in (ENGLISH, CHINESE)
    ]
    assert commands[0] == commands[1]


def test_same_words_in_code_and_links() -> None:
    for pattern in (r"`([^`\n]+)`", r"\]\(([^)]+)\)"):
        pages = (outside_blocks(page).replace(".zh.svg", ".svg") for page in (ENGLISH, CHINESE))
        found = [set(re.findall(pattern, page)) for page in pages]
        assert found[0] ^ found[1] <= {"README.md", "README.zh.md", "OUTSIDE"}


def test_same_tables() -> None:
    counts = [
        len(re.findall(r"^\|", outside_blocks(page), flags=re.MULTILINE)) for page in (ENGLISH, CHINESE)
    ]
    assert counts[0] == counts[1]


def test_exit_codes_are_those_of_the_command_line() -> None:
    for page in (ENGLISH, CHINESE):
        codes = re.findall(r"^\| (\d+) \|", page, flags=re.MULTILINE)
        assert [int(code) for code in codes] == list(EXIT_CODES)


def test_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(rf"^version: {re.escape(project['version'])}$", citation, flags=re.MULTILINE)
    assert f"license: {project['license']}" in citation
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
