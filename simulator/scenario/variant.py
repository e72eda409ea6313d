"""A rule book with a scenario's changes laid over its clauses."""

from __future__ import annotations

from simulator.errors import InputError
from simulator.scenario.catalogue import find
from simulator.scenario.check import build, check_sources
from simulator.scenario.layers import read_layers
from simulator.scenario.loading import C, Loaded
from simulator.scenario.merge import merge
from simulator.scenario.nodes import Entry, Map, Node
from simulator.scenario.rulebook import RuleBook

__all__ = ["load_variant"]


def load_variant(book: str, clauses_model: type[C], change: Node | None) -> Loaded[RuleBook[C]]:
    """Load a rule book and lay changes over its clauses.

    Parameters
    ----------
    book
        Id of a shipped rule book, or the path of a file.
    clauses_model
        Record type of the clauses, from the rules room.
    change
        What a scenario says under ``rules.change``, with its places; nothing for the book as it is.

    Raises
    ------
    InputError
        With every problem that was found, each at the place where it was written.
    """
    model: type[RuleBook[C]] = RuleBook[clauses_model]  # type: ignore[valid-type]  # known only at run time
    layered = read_layers(find("rules", book), (), "rules")
    root = layered.root
    if isinstance(change, Map) and change.entries:
        entry = Entry("clauses", change.place, change)
        merged = merge(root, Map({"clauses": entry}, root.place))
        root = merged if isinstance(merged, Map) else root
    record = build(model, root)
    problems = check_sources(record, root)
    if problems:
        raise InputError(problems)
    return Loaded(record, root, layered.files)
