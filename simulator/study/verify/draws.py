"""Random numbers of the self-test, by name of the check."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.bidding.equilibrium.closed_forms.uniform import Floats
from simulator.money import Ints
from simulator.streams import uniforms

__all__ = ["Draws"]


@dataclass(frozen=True, slots=True)
class Draws:
    """Random numbers of the self-test, by name of the check and number of the firm."""

    seed: int
    replications: int

    def levels(self, check: str, firms: int, column: int = 0) -> Floats:
        """Draw uniform numbers, ``[R, n]``; ``column`` (0 to 2) names which of a firm's draws."""
        drawn = [self._of(check, firm)[:, column] for firm in range(firms)]
        return np.stack(drawn, axis=1)

    def lots(self, check: str, firms: int) -> Ints:
        """Draw lots, ``[R, n]``."""
        drawn = [self._of(check, firm)[:, 3] for firm in range(firms)]
        return (np.stack(drawn, axis=1) * 2**32).astype(np.int64)

    def _of(self, check: str, firm: int) -> Floats:
        return uniforms(self.seed, "verify", check, str(firm), count=self.replications)
