"""The tables of a run, from what its blocks left."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.firms.population import CLASSES
from simulator.results.build_up import layer_table
from simulator.results.contract_tables import contract_replications_table, contract_table, region_table
from simulator.results.moments import Collector
from simulator.results.money import MoneyBlock, money_table
from simulator.results.tables import RunLabel, awards_table, result_tables
from simulator.results.welfare import WelfareCounts, counterfactual_table, welfare_table
from simulator.study.contracts import first_history
from simulator.study.folder import Folder
from simulator.study.ledgers import follow_money, ledger_table
from simulator.study.plan import Plan
from simulator.supply.terms import Terms, terms_of
from simulator.tender.simulate import Tender, play_block

__all__ = ["assemble"]


def _terms(plan: Plan) -> Terms:
    supply = plan.scenario.record.supply
    if supply is None:
        raise ValueError("this scenario does not carry contracts out")
    return terms_of(plan.rules.record, supply)


def assemble(plan: Plan, folder: Folder, tender: Tender) -> dict[str, pd.DataFrame]:
    """Make every table of a run out of its blocks.

    Parameters
    ----------
    plan
        The plan.
    folder
        Folder that holds all blocks.
    tender
        The tender, whose first round is shown bid by bid.
    """
    collector = Collector()
    for start, _ in plan.blocks:
        collector.add(start, folder.read_block(start))
    scenario, rules = plan.scenario.record, plan.rules.record
    label = RunLabel(scenario.id, rules.id)
    first = play_block(tender, 0, 1)
    classes = [[CLASSES[kind] for kind in entrants.kind] for entrants in tender.entrants]
    awards = awards_table(label, first.awarded, first.costs, 1, classes)
    tables = result_tables(label, collector.finish(), awards)
    if scenario.supply is not None:
        counted = [folder.read_contracts(start) for start, _ in plan.blocks]
        tables |= {
            "contracts": contract_table(label, counted),
            "contract_replications": contract_replications_table(label, counted),
            "regions": region_table(label, counted),
            "history": first_history(tender, first, _terms(plan), label),
        }
    if scenario.fund is not None:
        tables["money"] = money_table(label, [_money(folder, start) for start, _ in plan.blocks])
        tables["ledger"] = ledger_table(label, follow_money(tender, first, _terms(plan), 0))
    if scenario.welfare is not None:
        varieties, counts = folder.read_counts("welfare", [start for start, _ in plan.blocks])
        gains = WelfareCounts(varieties, counts)
        tables |= {
            "welfare": welfare_table(label, gains),
            "counterfactuals": counterfactual_table(label, gains),
            "layers": layer_table(label, varieties, counts),
        }
    return tables


def _money(folder: Folder, start: int) -> MoneyBlock:
    varieties, amounts = folder.read_counts("money", [start])
    return MoneyBlock(varieties, {name: one.astype(np.int64) for name, one in amounts.items()})
