"""The public functions: what the command line and notebooks call."""

from simulator.api.actual_bids import recover_costs, ring_stability, screen_bids, screen_power
from simulator.api.bids import deviations, equilibrium, parallel_env
from simulator.api.demand import choose_varieties, collect_reports
from simulator.api.files import (
    check,
    check_plans,
    diff,
    is_campaign,
    new,
    new_table,
    plan_lines,
    schema,
    show,
)
from simulator.api.folders import (
    cite,
    compare_published,
    export,
    pictures,
    winners_named,
    write_report,
)
from simulator.api.histories import history, ledger
from simulator.api.lists import list_shipped
from simulator.api.prices import monitor, price_index, price_layers
from simulator.api.runs import campaign, read_campaign, read_run, run, run_sets
from simulator.api.science import calibrate, design, sensitivity, validate, verify
from simulator.api.studies import compare, study_changes, study_lines, sweep
from simulator.api.tenders import award, explain, replay_list

__all__ = [
    "award",
    "calibrate",
    "campaign",
    "check",
    "check_plans",
    "choose_varieties",
    "cite",
    "collect_reports",
    "compare",
    "compare_published",
    "design",
    "deviations",
    "diff",
    "equilibrium",
    "explain",
    "export",
    "history",
    "is_campaign",
    "ledger",
    "list_shipped",
    "monitor",
    "new",
    "new_table",
    "parallel_env",
    "pictures",
    "plan_lines",
    "price_index",
    "price_layers",
    "read_campaign",
    "read_run",
    "recover_costs",
    "replay_list",
    "ring_stability",
    "run",
    "run_sets",
    "schema",
    "screen_bids",
    "screen_power",
    "sensitivity",
    "show",
    "study_changes",
    "study_lines",
    "sweep",
    "validate",
    "verify",
    "winners_named",
    "write_report",
]
