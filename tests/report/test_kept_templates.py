"""Compiled templates are kept between commands, and a spoilt or closed folder does no harm."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from simulator.report.kept_templates import KeptTemplates


def rendered(folder: Path, text: str) -> str:
    made = jinja2.Environment(
        loader=jinja2.DictLoader({"a": text}), bytecode_cache=KeptTemplates(folder), autoescape=True
    )
    return made.get_template("a").render(x="<1>")


def test_a_kept_template_says_what_its_text_says(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    assert rendered(folder, "one {{ x }}") == "one &lt;1&gt;"
    (file,) = folder.iterdir()
    before = file.read_bytes()
    assert rendered(folder, "one {{ x }}") == "one &lt;1&gt;"
    assert file.read_bytes() == before
    assert rendered(folder, "two {{ x }}") == "two &lt;1&gt;", "another text is compiled anew"


@pytest.mark.parametrize("content", [b"", b"rubbish", b"j2"])
def test_a_spoilt_file_is_compiled_anew(tmp_path: Path, content: bytes) -> None:
    rendered(tmp_path, "one {{ x }}")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for spoilt in (content, whole[:-20]):
        file.write_bytes(spoilt)
        assert rendered(tmp_path, "one {{ x }}") == "one &lt;1&gt;"


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert rendered(tmp_path / "file" / "kept", "one {{ x }}") == "one &lt;1&gt;"
