"""The folder of a run: a manifest that tells its state, durable parts, final tables."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.errors import InputError, RunError
from simulator.results.files import read_parquet, write_parquet
from simulator.results.metrics import BlockMetrics

__all__ = ["Folder", "Json"]

Json = dict[str, object]
_LIBRARIES = ("vbp-sim", "numpy", "scipy", "pandas", "pyarrow", "numba", "pydantic")


@dataclass(frozen=True, slots=True)
class Folder:
    """Files of one run."""

    path: Path

    @property
    def manifest_path(self) -> Path:
        """File that tells the state of the run."""
        return self.path / "manifest.json"

    def create(self) -> None:
        """Make the folder.

        Raises
        ------
        RunError
            If it cannot be made or written to.
        """
        try:
            (self.path / "parts").mkdir(parents=True, exist_ok=True)
            probe = self.path / "parts" / ".probe"
            probe.write_text("", encoding="utf-8")
            probe.unlink()
        except OSError as error:
            raise RunError(
                f"cannot write to {self.path}: {error.strerror}; choose another folder with --out"
            ) from None

    def manifest(self) -> Json:
        """Read the manifest; empty if there is none.

        Raises
        ------
        InputError
            If it is damaged.
        """
        try:
            text = self.manifest_path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise InputError.one(
                f"{self.path} cannot be used as a folder: {error.strerror}",
                mend="choose another folder with --out",
            ) from None
        try:
            content = json.loads(text)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise InputError.one(
                f"{self.manifest_path} is damaged",
                mend="run the scenario again with --out and a new folder",
            )
        return content

    def write_manifest(self, content: Mapping[str, object], **news: object) -> Json:
        """Write the manifest whole, with versions and the time."""
        full: Json = {**content, **news, "updated": datetime.now(UTC).isoformat(timespec="seconds")}
        full.setdefault("versions", {name: version(name) for name in _LIBRARIES})
        full.setdefault("python", platform.python_version())
        self.write_text("manifest.json", json.dumps(full, indent=2, ensure_ascii=False) + "\n")
        return full

    def write_text(self, name: str, content: str) -> Path:
        """Write a text file, all of it or nothing."""
        target = self.path / name
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with draft.open("w", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise RunError(
                f"cannot write {target}: {error.strerror}; what was written before is kept"
            ) from None
        return target

    def save_block(self, start: int, block: BlockMetrics) -> None:
        """Store the metrics of one block; the block counts as done when its second file is there."""
        count = block.replications
        variety = {
            "replication": np.repeat(np.arange(start, start + count), len(block.varieties)),
            "variety": np.tile(np.array(block.varieties, dtype=object), count),
            **{name: values.ravel() for name, values in block.by_variety.items()},
        }
        whole = {"replication": np.arange(start, start + count), **block.by_round}
        write_parquet(pd.DataFrame(variety), self._part("variety", start))
        write_parquet(pd.DataFrame(whole), self._part("round", start))

    def has_block(self, start: int, count: int) -> bool:
        """Tell whether a block of this size is stored."""
        parts = [self._part(kind, start) for kind in ("round", "variety")]
        if not all(part.exists() for part in parts):
            return False
        whole, variety = (read_parquet(part) for part in parts)
        # Blocks may have been cut up differently before, and one of the two files replaced.
        return len(whole) == count and len(variety) == count * variety["variety"].nunique()

    def read_block(self, start: int) -> BlockMetrics:
        """Read a stored block."""
        whole = read_parquet(self._part("round", start)).drop(columns="replication")
        variety = read_parquet(self._part("variety", start))
        names = tuple(str(name) for name in variety["variety"].unique())
        return BlockMetrics(
            varieties=names,
            by_round={str(name): whole[name].to_numpy() for name in whole.columns},
            by_variety={
                str(name): variety[name].to_numpy().reshape(-1, len(names))
                for name in variety.columns
                if name not in ("replication", "variety")
            },
        )

    def _part(self, kind: str, start: int) -> Path:
        return self.path / "parts" / f"{kind}-{start:09d}.parquet"
