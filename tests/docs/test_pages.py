"""What the documentation shows is what happens."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
import shown_commands
from shown_commands import ELLIPSIS, ROOT, Step, agrees, renewed, steps
from warm_commands import warm

from simulator.campaign import parallel_env
from simulator.campaign.signals import FEATURES

PAGES = [
    "README.md",
    "README.zh.md",
    "docs/scenarios.md",
    "docs/maintainers.md",
    "docs/results.md",
    "docs/rings.md",
    "docs/reports.md",
    "docs/tutorial.md",
    "docs/tutorial.zh.md",
]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def check_page(name: str, folder: Path) -> None:
    shown_commands.prepare(folder)
    with warm() as commands:
        for step in steps(read(name)):
            printed = shown_commands.run(step, folder, commands)
            if step.kind == "command" and not agrees(step.shown, printed):
                other = f"'{step.text}' prints something else ('make docs' writes it again)"
                pytest.fail("\n".join([f"{name}:{step.line}: {other}:", *printed]))
    stale = [kept.name for kept, _ in shown_commands.stale_pictures(name, folder)]
    assert stale == [], "'make docs' draws them again"


# Pages in two languages take the same steps, which is tested below: walking through both would take CI two
# minutes more. 'make docs' walks through all.
@pytest.mark.slow
@pytest.mark.parametrize("name", [page for page in PAGES if not page.endswith(".zh.md")])
def test_page_shows_what_its_commands_print(name: str, tmp_path: Path) -> None:
    check_page(name, tmp_path)


def told(name: str) -> list[tuple[str, str]]:
    """What a tutorial does, whatever the language that it is told in."""
    found = [
        (one.kind, re.sub(r" --lang zh| \| grep .*", "", one.text), one.shown) for one in steps(read(name))
    ]
    return [(kind, text if kind == "command" else "\n".join([text, *shown])) for kind, text, shown in found]


@pytest.mark.parametrize("name", ["README", "docs/tutorial"])
def test_both_languages_do_the_same(name: str) -> None:
    assert told(f"{name}.md") == told(f"{name}.zh.md")


@pytest.mark.slow
def test_programs_of_the_training_page_run(tmp_path: Path) -> None:
    pytest.importorskip("pettingzoo", reason="the extra is not installed: pip install 'vbp-sim[rl]'")
    assert [step.kind for step in steps(read("docs/training.md"))] == ["program", "program"]
    check_page("docs/training.md", tmp_path)


def test_training_page_names_every_feature_and_option() -> None:
    page = read("docs/training.md")
    cells = " ".join(re.findall(r"^\| (`.*?) \|", page, flags=re.MULTILINE))
    named = re.findall(r"`(\w+)`", cells)
    options = inspect.signature(parallel_env).parameters
    assert [name for name in named if name not in options and name not in ("rules", "sets")] == list(FEATURES)
    assert set(options) - {"tender", "render_mode"} <= set(named)


def test_every_command_in_a_block_is_run() -> None:
    """A command that no test runs would be one in a block of another kind."""
    for file in [*PAGES, *(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md"))]:
        for block in re.findall(r"^```(.*?)\n(.*?)^```", read(file), flags=re.MULTILINE | re.DOTALL):
            if block[0] != "console":
                assert not re.search(r"^(\$|vbp|make) ", block[1], flags=re.MULTILINE), (file, block)
            else:
                assert file in PAGES, f"{file} shows commands; add it to PAGES and to 'make docs'"
    recipe = read("Makefile")
    assert all(name in recipe for name in PAGES)


def test_steps_are_read_in_order() -> None:
    page = "```yaml a.yaml\nid: a\n```\ntext\n```console\n$ vbp one\nout\n$ vbp two\n```\n"
    page += "```python\nx = 1\n```\n"
    found = steps(page)
    assert [(step.kind, step.line, step.text) for step in found] == [
        ("file", 1, "a.yaml"),
        ("command", 6, "vbp one"),
        ("command", 8, "vbp two"),
        ("program", 10, "x = 1"),
    ]
    assert found[1].shown == ["out"]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["a", "c"], False),
        (["a"], ["a", "b"], False),
        (["a", ELLIPSIS, "d"], ["a", "b", "c", "d"], True),
        (["a", ELLIPSIS, "d"], ["x", "b", "c", "d"], False),
        (["a", ELLIPSIS, "d"], ["a", "b", "c", "x"], False),
        ([], ["anything"], True),
        (["results/x-0123456789ab"], ["results/x-ba9876543210"], True),
        (["results/x-0123456789ab"], ["results/y-ba9876543210"], False),
    ],
)
def test_agreement(shown: list[str], printed: list[str], same: bool) -> None:
    assert agrees(shown, printed) is same


def test_renewing_keeps_the_number_of_lines_shown() -> None:
    assert renewed(["a", ELLIPSIS, "z"], list("bcdef")) == ["b", ELLIPSIS, "f"]


def test_rewriting_puts_outputs_in_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# P\n```console\n$ echo one\n?\n$ echo two; echo three\n?\n```\nend\n", encoding="utf-8")
    assert shown_commands.rewrite(page, tmp_path) == []
    assert page.read_text(encoding="utf-8") == (
        "# P\n```console\n$ echo one\none\n$ echo two; echo three\ntwo\nthree\n```\nend\n"
    )


def test_a_failing_command_is_reported(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="exit code 3"):
        shown_commands.run(Step("command", 1, "exit 3"), tmp_path)


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        text = page.read_text(encoding="utf-8")
        for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)", text):
            other = page.parent / target if target else page
            assert other.exists(), f"{page.name} links to {target}"
            if anchor:
                heads = re.findall(r"^#+ (.*)$", other.read_text(encoding="utf-8"), flags=re.MULTILINE)
                slugs = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
                assert anchor[1:] in slugs, f"{page.name} links to {target}{anchor}"
