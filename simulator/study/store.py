"""Solved games on disk, by the hash of what they are made of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulator.study.kept_arrays import packed, unpacked

__all__ = ["FolderStore", "NotedStore", "default_store"]

Floats = npt.NDArray[np.float64]

_SUFFIX = ".game"


class FolderStore:
    """Keeps arrays as files in a folder; a store that cannot be written to keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> dict[str, Floats] | None:
        """Return what is kept under a key, if anything that can be read."""
        try:
            return unpacked(self._file(key).read_bytes())
        except (OSError, ValueError):
            return None

    def holds(self, key: str) -> bool:
        """Tell whether something is kept under a key."""
        return self._file(key).exists()

    def put(self, key: str, arrays: dict[str, Floats]) -> None:
        """Keep arrays under a key."""
        self._keep(key, packed(arrays))

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"

    def _keep(self, key: str, content: bytes) -> None:
        """Write a file that appears whole or not at all."""
        part = self.folder / f"{key}.{os.getpid()}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(self._file(key))
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def files(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return what is kept under some keys as it is, to be passed on to another store."""
        return {key: self._file(key).read_bytes() for key in list(keys) if self.holds(key)}

    def take(self, files: Mapping[str, bytes]) -> list[str]:
        """Keep what another store passed on, and return the keys that cannot be kept here."""
        for key, content in files.items():
            if not self.holds(key):
                self._keep(key, content)
        return [key for key in files if not self.holds(key)]


class NotedStore(FolderStore):
    """A store that notes what it was asked for, whether it had it or was given it then."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: dict[str, None] = {}

    def get(self, key: str) -> dict[str, Floats] | None:
        """Return what is kept under a key, and note the key."""
        self.asked[key] = None
        return super().get(key)

    def holds(self, key: str) -> bool:
        """Tell whether something is kept under a key, and note the key."""
        self.asked[key] = None
        return super().holds(key)


def default_store() -> FolderStore:
    """Return the store of this user: ``VBP_CACHE``, or the system's folder for caches."""
    named = os.environ.get("VBP_CACHE")
    base = os.environ.get("XDG_CACHE_HOME")
    home = Path(base) if base else Path.home() / ".cache"
    return FolderStore(Path(named) if named else home / "vbp-sim" / "equilibria")
