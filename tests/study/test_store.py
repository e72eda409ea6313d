"""Solved games on disk: kept, found again, and never trusted when they cannot be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.study.store import FolderStore, default_store

ARRAYS = {"mass": np.array([[0.1, 0.9]]), "prices": np.array([1.0, 2.0])}


def test_what_is_put_is_got(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "below" / "here")
    assert store.get("a") is None
    store.put("a", ARRAYS)
    found = store.get("a")
    assert found is not None
    assert found.keys() == ARRAYS.keys()
    for name, values in ARRAYS.items():
        np.testing.assert_array_equal(found[name], values)
    assert store.get("b") is None
    assert [file.name for file in store.folder.iterdir()] == ["a.game"]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04 cut short"])
def test_a_broken_file_is_nothing(tmp_path: Path, content: bytes) -> None:
    store = FolderStore(tmp_path)
    (tmp_path / "a.game").write_bytes(content)
    assert store.get("a") is None
    store.put("a", ARRAYS)
    assert store.get("a") is not None


def test_half_a_file_is_nothing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put("a", ARRAYS)
    whole = (tmp_path / "a.game").read_bytes()
    for size in range(0, len(whole), 37):
        (tmp_path / "a.game").write_bytes(whole[:size])
        assert store.get("a") is None


def test_a_store_that_cannot_be_written_to_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    store = FolderStore(tmp_path / "file")
    store.put("a", ARRAYS)
    assert store.get("a") is None


def test_default_store_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VBP_CACHE", str(tmp_path / "named"))
    assert default_store().folder == tmp_path / "named"
    monkeypatch.delenv("VBP_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_store().folder == tmp_path / "vbp-sim" / "equilibria"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_store().folder == Path.home() / ".cache" / "vbp-sim" / "equilibria"
