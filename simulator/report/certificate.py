"""How closely the bids of a run are those of the game that its firms play, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.bidding.equilibrium.table import SOLUTIONS
from simulator.report.absence import levels_note
from simulator.report.numbers import number
from simulator.report.study_words import say
from simulator.report.words import TEXTS, Language, text

__all__ = ["certificate_notes", "costs_note", "uncertified"]


def certificate_notes(manifest: Mapping[str, object], language: Language) -> list[str]:
    """Say what is known about solved bids, or that bids do not answer to the rules.

    Parameters
    ----------
    manifest
        What the run wrote about itself.
    language
        ``en`` or ``zh``.
    """
    if "certificate" not in manifest:
        return []
    found = manifest["certificate"]
    if found is None:
        command = manifest.get("to_answer")
        told = [text("run-to-answer", language), f"  {command}"] if command else []
        return [text("run-frozen", language), *told]
    if isinstance(found, Mapping) and found.get("solution") == "learning":
        return [text("run-learning", language)]
    if not isinstance(found, Mapping) or found.get("solution") not in SOLUTIONS:
        return []
    gain = found.get("largest_gain")
    if not isinstance(gain, int | float):
        return []
    notes = [text(f"run-{found['solution']}", language, gain=number(float(gain), "share"))]
    if found.get("ring"):
        notes.insert(0, text("run-ring", language))
    others = [name for name in _names(found, "bid_otherwise") if f"class-{name}" in TEXTS]
    if others:
        classes = ", ".join(text(f"class-{name}", language) for name in others)
        notes.append(text("run-others", language, classes=classes))
    foreseen = [name for name in _names(found, "foreseen") if f"class-{name}" in TEXTS]
    if foreseen:
        classes = ", ".join(text(f"class-{name}", language) for name in foreseen)
        notes.append(text("run-foreseen", language, classes=classes))
    if found.get("nearly_equal_costs") is True:
        notes.append(" ".join(text("eq-nearly-equal", language).split("\n")))
    idle = _names(found, "nobody_bids")
    notes += [levels_note(idle, language)] if idle else []
    left_out = [name for name in _names(found, "left_out") if f"eq-left-{name}" in TEXTS]
    if left_out:
        clauses = ", ".join(text(f"eq-left-{name}", language) for name in left_out)
        notes.append(text("eq-left-out", language, clauses=clauses))
    return notes + ([costs_note(manifest, language)] if manifest.get("bids") == "solved" else [])


def costs_note(manifest: Mapping[str, object], language: Language) -> str:
    """Say whether costs and ceilings are those fitted for solved bids, and name those that are not."""
    kept = manifest.get("bids_kept")
    paths = ", ".join(str(one) for one in kept) if isinstance(kept, list) else ""
    return say("bids-kept", language, paths=paths) if paths else say("bids-costs", language)


def uncertified(manifest: Mapping[str, object]) -> Sequence[str]:
    """Return the varieties whose bids are not as close to a solution as was asked for, worst first.

    Each is followed by what could still be gained.
    """
    found = manifest.get("certificate")
    gains = found.get("uncertified") if isinstance(found, Mapping) else None
    if not isinstance(gains, Mapping):
        return ()
    known = {name: float(gain) for name, gain in gains.items() if isinstance(gain, int | float)}
    worst = sorted(known, key=lambda name: (-known[name], name))
    return tuple(f"{name}: {number(known[name], 'share')}" for name in worst)


def _names(found: Mapping[str, object], key: str) -> Sequence[str]:
    names = found.get(key)
    return tuple(str(one) for one in names) if isinstance(names, list) else ()
