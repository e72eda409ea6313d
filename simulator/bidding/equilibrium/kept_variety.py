"""Equilibria of varieties as plain arrays, to be kept and restored without solving again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.certificate import Certificate, ClassGain
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.hopeless import is_hopeless
from simulator.bidding.equilibrium.kept_bids import fits
from simulator.bidding.equilibrium.outcome import outcome_arrays, outcome_from
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.variety import VarietyEquilibrium

__all__ = ["arrays_of", "restored"]

Floats = npt.NDArray[np.float64]


def arrays_of(solved: VarietyEquilibrium) -> dict[str, Floats]:
    """Return what is needed to restore an equilibrium without solving its game again."""
    gains = [(one.earned, one.possible) for one in solved.certificate.gains]
    return {
        "prices": solved.game.prices,
        "limit": solved.game.limit.astype(np.float64),
        "places": solved.game.places.astype(np.float64),
        "volume": solved.game.volume,
        "mass": solved.profile.mass,
        "gains": np.array(gains),
        "search": np.array([solved.iterations, float(solved.converged)]),
        "exploitability": np.array([solved.certificate.exploitability]),
        **outcome_arrays(solved.outcome),
    }


def restored(setting: Setting, arrays: dict[str, Floats]) -> VarietyEquilibrium:
    """Restore an equilibrium from :func:`arrays_of`.

    Parameters
    ----------
    setting
        The variety that it was solved for.
    arrays
        What was kept.

    Raises
    ------
    ValueError
        If the arrays are not those of an equilibrium of this variety.
    """
    if not fits(setting, arrays):
        raise ValueError("these arrays are not an equilibrium of this variety")
    limit, places = (arrays[name].astype(np.int64) for name in ("limit", "places"))
    game = Game(arrays["prices"], setting.classes, limit, places, arrays["volume"])
    gains = tuple(
        ClassGain(
            one.name, float(earned), float(possible), not one.stated and is_hopeless(one, setting.ceiling)
        )
        for one, (earned, possible) in zip(setting.classes, arrays["gains"], strict=True)
    )
    steps, converged = arrays["search"].tolist()
    outcome = outcome_from(arrays, [one.name for one in setting.classes])
    profile, certificate = Profile(arrays["mass"]), Certificate(gains)
    return VarietyEquilibrium(game, profile, certificate, outcome, bool(converged), int(steps))
