"""The folder of a run: a manifest that tells its state, durable parts, final tables."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError, RunError
from simulator.results.contract_definitions import REGION_METRICS, TALLY
from simulator.results.contracts import ContractBlock
from simulator.results.files import read_parquet, write_csv, write_parquet
from simulator.results.metrics import BlockMetrics
from simulator.study.lock import LOCK_FILES

__all__ = ["Folder", "Json"]

Json = dict[str, object]
_PROBE = ".probe"
_LIBRARIES = ("vbp-sim", "numpy", "scipy", "pandas", "pyarrow", "numba", "pydantic", "simpy")


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
            probe = self.path / "parts" / _PROBE
            probe.write_text("", encoding="utf-8")
            probe.unlink()
        except OSError as error:
            raise RunError(
                f"cannot write to {self.path}: {error.strerror}; choose another folder with --out"
            ) from None

    def holds_other_things(self) -> bool:
        """Tell whether there is anything that was not left by a beginning without a manifest.

        A full disk can stop a run before its first manifest: the lock, drafts and an empty folder for parts
        stay behind, and may be used again.
        """
        return self.path.is_dir() and any(not _left_behind(one) for one in self.path.iterdir())

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

    def write_tables(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Write finished tables as Parquet, each whole or not at all."""
        for name, table in tables.items():
            write_parquet(table, self.path / f"{name}.parquet")

    def write_csv(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Write finished tables as CSV, beside the Parquet files."""
        for name, table in tables.items():
            write_csv(table, self.path / f"{name}.csv")

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

    def save_contracts(self, start: int, block: ContractBlock) -> None:
        """Store the counts of contracts of one block."""
        count, wide = next(iter(block.by_variety.values())).shape
        variety = {
            "replication": np.repeat(np.arange(start, start + count), wide),
            "variety": np.tile(np.array(block.varieties, dtype=object), count),
            **{name: values.ravel() for name, values in block.by_variety.items()},
        }
        names = list(REGION_METRICS)
        shape = block.total.shape
        cells = {
            "variety": np.repeat(np.array([*block.varieties, ""], dtype=object), shape[1]),
            "region": np.tile(np.array(block.regions, dtype=object), shape[0]),
            "scale": block.scale.ravel(),
        }
        for kind, values in (("n", block.number), ("sum", block.total), ("squares", block.squares)):
            cells |= {f"{kind}:{name}": values[:, :, i].ravel() for i, name in enumerate(names)}
        write_parquet(pd.DataFrame(cells), self._part("regions", start))
        write_parquet(pd.DataFrame(variety), self._part("contracts", start))

    def has_contracts(self, start: int, count: int) -> bool:
        """Tell whether the counts of a block of this size are stored."""
        part = self._part("contracts", start)
        if not (part.exists() and self._part("regions", start).exists()):
            return False
        table = read_parquet(part)
        return len(table) == count * table["variety"].nunique()

    def read_contracts(self, start: int) -> ContractBlock:
        """Read the counts of a stored block."""
        variety, cells = (read_parquet(self._part(kind, start)) for kind in ("contracts", "regions"))
        names = tuple(str(name) for name in variety["variety"].unique())
        regions = tuple(str(code) for code in cells["region"].unique())
        shape = (len(names) + 1, len(regions))

        def stacked(kind: str) -> npt.NDArray[np.int64]:
            columns = [cells[f"{kind}:{name}"].to_numpy(dtype=np.int64) for name in REGION_METRICS]
            return np.stack(columns, axis=1).reshape(*shape, len(REGION_METRICS))

        return ContractBlock(
            varieties=names,
            by_variety={name: variety[name].to_numpy().reshape(-1, len(names)) for name in TALLY},
            regions=regions,
            number=stacked("n"),
            total=stacked("sum"),
            squares=stacked("squares"),
            scale=cells["scale"].to_numpy(dtype=np.float64).reshape(shape),
        )

    def save_counts(
        self, kind: str, start: int, varieties: Sequence[str], counts: Mapping[str, npt.NDArray[Any]]
    ) -> None:
        """Store ``[R, V]`` counts of one block under a name of their own."""
        rows, wide = next(iter(counts.values())).shape
        table = {
            "replication": np.repeat(np.arange(start, start + rows), wide),
            "variety": np.tile(np.array(varieties, dtype=object), rows),
            **{name: values.ravel() for name, values in counts.items()},
        }
        write_parquet(pd.DataFrame(table), self._part(kind, start))

    def has_counts(self, kind: str, start: int, count: int) -> bool:
        """Tell whether such counts of a block of this size are stored."""
        part = self._part(kind, start)
        if not part.exists():
            return False
        table = read_parquet(part)
        return len(table) == count * table["variety"].nunique()

    def read_counts(
        self, kind: str, starts: Sequence[int]
    ) -> tuple[tuple[str, ...], dict[str, npt.NDArray[Any]]]:
        """Read varieties and ``[R, V]`` counts of stored blocks, put together in the order given."""
        tables = [read_parquet(self._part(kind, start)) for start in starts]
        varieties = tuple(str(name) for name in tables[0]["variety"].unique())
        names = [str(name) for name in tables[0].columns if name not in ("replication", "variety")]
        return varieties, {
            name: np.concatenate([table[name].to_numpy().reshape(-1, len(varieties)) for table in tables])
            for name in names
        }

    def _part(self, kind: str, start: int) -> Path:
        return self.path / "parts" / f"{kind}-{start:09d}.parquet"


def _left_behind(path: Path) -> bool:
    if path.name == "parts" and path.is_dir():
        return all(one.name == _PROBE for one in path.iterdir())
    return path.name in LOCK_FILES or path.name.startswith(".manifest.json.")
