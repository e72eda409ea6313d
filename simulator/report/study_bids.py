"""Which bids a study compares, said beside its figures: solved with their certificates, or frozen."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.report.certificate import costs_note
from simulator.report.numbers import number
from simulator.report.study_words import say
from simulator.report.terminal import table
from simulator.report.words import TEXTS, Language, text

__all__ = ["bids_notes", "certificate_lines"]

_ANSWERING = frozenset({"equilibrium", "quantal", "hierarchy", "learning"})
"""Strategies whose bids answer to the rules."""
_MOST_ROWS = 40


def bids_notes(manifest: Mapping[str, object], language: Language) -> list[str]:
    """Say which bids a study compares, in sentences; the first one is the label.

    Parameters
    ----------
    manifest
        What the study wrote about itself.
    language
        ``en`` or ``zh``.
    """
    kind = manifest.get("bids")
    if kind in ("frozen", "unmoved", "mixed"):
        return [say(f"bids-{kind}", language)]
    if kind in ("solved", "both"):
        return _solved(manifest, language)
    used = manifest.get("strategies")
    if isinstance(used, list) and not _ANSWERING.intersection(used):
        start = "all." if manifest.get("campaigns") else ""
        return [say("bids-as-written", language, path=f"{start}bidding.generic")]
    return []


def _solved(manifest: Mapping[str, object], language: Language) -> list[str]:
    notes = [say("bids-both" if manifest.get("bids") == "both" else "bids-solved", language)]
    found = manifest.get("certificate")
    if isinstance(found, Mapping):
        gain = number(float(str(found.get("largest_gain", "nan"))), "share")
        counted = {name: found.get(name, "?") for name in ("varieties", "uncertified")}
        notes.append(say("bids-certificate", language, gain=gain, **counted))
        named = found.get("left_out")
        left_out = [name for name in named if f"eq-left-{name}" in TEXTS] if isinstance(named, list) else []
        if left_out:
            clauses = ", ".join(text(f"eq-left-{name}", language) for name in left_out)
            notes.append(text("eq-left-out", language, clauses=clauses))
    return [*notes, costs_note(manifest, language)]


def certificate_lines(
    manifest: Mapping[str, object], titles: Mapping[str, tuple[str, str]], language: Language
) -> list[str]:
    """Write how closely the bids of each choice were solved, as a table; nothing where none were.

    Parameters
    ----------
    manifest
        What the study wrote about itself.
    titles
        English and Chinese title of each choice.
    language
        ``en`` or ``zh``.
    """
    found = manifest.get("certificate")
    arms = found.get("arms") if isinstance(found, Mapping) else None
    if not isinstance(arms, list):
        return []
    rows = []
    for arm in arms[:_MOST_ROWS]:
        choice, future = str(arm["choice"]), str(arm["future"])
        title = titles.get(choice, (choice, choice))[0 if language == "en" else 1]
        gain = number(float(arm["largest_gain"]), "share")
        name = f"{title}, {future}" if future else title
        rows.append([name, str(arm["varieties"]), str(arm["uncertified"]), gain])
    head = [say(name, language) for name in ("bids-of", "bids-varieties", "bids-open", "bids-gain")]
    more = len(arms) - _MOST_ROWS
    return [*table(head, rows, (False, True, True, True)), *([f"… +{more}"] if more > 0 else [])]
