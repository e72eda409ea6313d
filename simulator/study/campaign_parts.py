"""Blocks of a campaign on disk: each whole or not at all, read back as it was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.results.bids import Floats
from simulator.results.campaigns import CampaignBlock
from simulator.results.files import read_parquet, write_parquet

__all__ = ["CampaignParts"]

_MARK = "|"


@dataclass(frozen=True, slots=True)
class CampaignParts:
    """Blocks of one campaign."""

    path: Path
    """Folder of the campaign."""

    def save(self, block: CampaignBlock) -> None:
        """Write one block; it counts as done when its second file is there."""
        write_parquet(block.bans, self._path("bans", block.start))
        columns: dict[str, Floats] = {}
        for at, figures in enumerate(block.rounds):
            columns |= {_name("figure", at, *key): values for key, values in figures.items()}
        for at, prices in enumerate(block.prices):
            for variety, (before, after) in prices.items():
                columns[_name("before", at, variety)] = before
                columns[_name("after", at, variety)] = after
        columns |= {_name("whole", name): values for name, values in block.whole.items()}
        for name, years in block.budget.items():
            columns |= {_name("budget", name, year): years[:, year] for year in range(years.shape[1])}
        count = next(iter(columns.values())).size
        numbers = np.arange(block.start, block.start + count)
        write_parquet(pd.DataFrame({"replication": numbers, **columns}), self._path("rounds", block.start))

    def has(self, start: int, count: int) -> bool:
        """Tell whether a block of this size is there and can be read."""
        try:
            read_parquet(self._path("bans", start))
            return len(read_parquet(self._path("rounds", start))) == count
        except (OSError, ValueError, pa.ArrowException):
            return False

    def read(self, start: int) -> CampaignBlock:
        """Read one block."""
        table = read_parquet(self._path("rounds", start)).drop(columns="replication")
        figures: dict[int, dict[tuple[str, str], Floats]] = {}
        prices: dict[int, dict[str, dict[str, Floats]]] = {}
        whole: dict[str, Floats] = {}
        budget: dict[str, list[Floats]] = {}
        for column in table.columns:
            values = table[column].to_numpy(dtype=np.float64)
            kind, *rest = str(column).split(_MARK)
            if kind == "figure":
                figures.setdefault(int(rest[0]), {})[rest[1], rest[2]] = values
            elif kind == "whole":
                whole[rest[0]] = values
            elif kind == "budget":
                budget.setdefault(rest[0], []).append(values)
            else:
                prices.setdefault(int(rest[0]), {}).setdefault(_MARK.join(rest[1:]), {})[kind] = values
        return CampaignBlock(
            start=start,
            rounds=tuple(figures[at] for at in sorted(figures)),
            prices=tuple(
                {variety: (one["before"], one["after"]) for variety, one in prices[at].items()}
                for at in sorted(prices)
            ),
            bans=read_parquet(self._path("bans", start)),
            whole=whole,
            budget={name: np.stack(years, axis=1) for name, years in budget.items()},
        )

    def _path(self, kind: str, start: int) -> Path:
        return self.path / "parts" / f"{kind}-{start:09d}.parquet"


def _name(*parts: object) -> str:
    return _MARK.join(str(part) for part in parts)
