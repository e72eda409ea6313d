"""Files of scenarios, rule books, campaigns and studies: checked, shown, told apart, begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError, Problem, nearest
from simulator.fund.feedback import answered
from simulator.report.differences import Difference, differences
from simulator.rules.parameters import Clauses
from simulator.rules.sense import check_combination
from simulator.scenario.campaign import CampaignPlan
from simulator.scenario.catalogue import Kind, find, is_id, label, list_ids
from simulator.scenario.loading import Loaded, load, load_rulebook, resolved_yaml
from simulator.scenario.model import Scenario
from simulator.scenario.nodes import Map
from simulator.scenario.rulebook import RuleBook
from simulator.scenario.studies import Bids, Study
from simulator.scenario.text import read_file
from simulator.study.plan import load_scenario
from simulator.tender.lists import read_bids

__all__ = ["check", "check_plans", "diff", "is_campaign", "new", "new_table", "plan_lines", "schema", "show"]


def check(name: str | Path) -> str:
    """Check one file of any kind and say what it is.

    Returns
    -------
    str
        ``scenario``, ``campaign``, ``rule book``, ``published figures``, ``study`` or ``bid list``.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    if str(name).lower().endswith(".csv"):
        read_bids(Path(name))
        return "bid list"
    file, kind = _locate(str(name), ("rounds", "rules", "published", "campaigns", "studies"))
    if kind == "rules":
        check_combination(load_rulebook(file, Clauses))
        return "rule book"
    if kind == "published":
        from simulator.results.published import Published

        load(file, Published, (), "published")
        return "published figures"
    if kind == "campaigns":
        from simulator.study.campaign_plan import plan_campaign

        plan_campaign(str(file))
        return "campaign"
    if kind == "studies":
        from simulator.study.study_plan import plan_study, study_of

        loaded, folder = study_of(str(file))
        plan_study(loaded, folder)
        return "study"
    scenario, book = load_scenario(str(file))
    from simulator.tender.ready import set_up

    set_up(scenario.record, book.record.clauses, file.parent, solve=False)
    return "scenario"


def _locate(name: str, order: Sequence[Kind]) -> tuple[Path, Kind]:
    """Find a file and its kind: a shipped id in the order of kinds given, or a path by its content."""
    if is_id(name):
        for kind in order:
            if name in list_ids(kind):
                return find(kind, name), kind
        known = [each for kind in order for each in list_ids(kind)]
        raise InputError.one(f"nothing is called '{name}'", mend=nearest(name, known))
    file = find(order[0], name)
    own = read_file(file, label(file))
    keys = set(own.entries) if isinstance(own, Map) else set()
    for key, kind in _TELLING:
        if key in keys:
            return file, kind
    return file, "rounds"


_TELLING: tuple[tuple[str, Kind], ...] = (
    ("clauses", "rules"),
    ("figures", "published"),
    ("rounds", "campaigns"),
    ("baseline", "studies"),
)
"""Keys that tell what a file of one's own is; a scenario has none of them."""


def is_campaign(name: str) -> bool:
    """Say whether a name is that of a campaign, not of a scenario."""
    from simulator.study.campaign_plan import is_campaign as rounds_in

    return rounds_in(name)


def show(name: str, sets: Sequence[str] = (), *, rules: bool = False) -> str:
    """Return a scenario or rule book fully resolved, each value with the file and line it comes from.

    Parameters
    ----------
    name
        Id or path.
    sets
        Changes of the form ``path=value``.
    rules
        Take an id for that of a rule book, not of a scenario.
    """
    return resolved_yaml(_load_any(name, ("rules", "rounds") if rules else ("rounds", "rules"), sets))


def _load_any(
    name: str, order: Sequence[Kind], sets: Sequence[str] = ()
) -> Loaded[Scenario[AnyStrategy]] | Loaded[RuleBook[Clauses]]:
    file, kind = _locate(name, order)
    return load_rulebook(file, Clauses, sets) if kind == "rules" else load_scenario(str(file), sets)[0]


def diff(
    before: str, after: str, *, scenarios: bool = False, everything: bool = False
) -> tuple[Difference, ...]:
    """List what tells two rule books, or two scenarios, apart.

    Parameters
    ----------
    before, after
        Ids or paths.
    scenarios
        Take ids for those of scenarios, not of rule books.
    everything
        List sources, notes, titles and dates as well.
    """
    order: tuple[Kind, Kind] = ("rounds", "rules") if scenarios else ("rules", "rounds")
    kinds = [_locate(name, order)[1] for name in (before, after)]
    if kinds[0] != kinds[1]:
        names = " and ".join(
            f"'{name}' ({'a scenario' if kind == 'rounds' else 'a rule book'})"
            for name, kind in zip((before, after), kinds, strict=True)
        )
        raise InputError.one(
            f"{names} are not of one kind",
            mend="compare two of a kind; --scenarios takes ids for those of scenarios",
        )
    one, other = (_load_any(name, order).tree for name in (before, after))
    return differences(one, other, everything=everything)


def schema(name: str = "scenario") -> Mapping[str, object]:
    """Return the JSON Schema (draft 7) of scenarios, campaigns, rule books, published figures or studies."""
    from simulator.results.published import Published
    from simulator.scenario.calibrations import Calibration
    from simulator.scenario.schema import json_schema

    models: dict[str, type[BaseModel]] = {
        "scenario": Scenario[AnyStrategy],
        "campaign": CampaignPlan,
        "rulebook": RuleBook[Clauses],
        "published": Published,
        "study": Study,
        "calibration": Calibration,
    }
    if name not in models:
        raise InputError.one(f"there is no schema '{name}'", mend=nearest(name, models))
    return json_schema(models[name], f"vbp {name}")


def plan_lines(scenario: str, sets: Sequence[str] = (), bids: Bids | None = None) -> list[str]:
    """Check a scenario or campaign and say what a run of it would do, without running it."""
    if is_campaign(scenario):
        from simulator.study.campaign_plan import campaign_lines
        from simulator.study.run_bids import refuse_bids

        refuse_bids(scenario, bids)
        return campaign_lines(scenario, sets)
    from simulator.study.run_bids import games_sentence, plan_with_bids
    from simulator.study.store import default_store
    from simulator.tender.ready import set_up

    plan = plan_with_bids(scenario, sets, bids)
    record, book = plan.scenario.record, plan.rules.record
    tender = set_up(answered(record), book.clauses, plan.folder, solve=False)
    games = games_sentence(tender, default_store())
    number = sum(len(entrants.firms) for entrants in tender.entrants)
    return [
        f"scenario {record.id}, rule book {book.id} ({book.confidence}), plan {plan.id}",
        f"{len(tender.entrants)} varieties, {number} bids, {len(tender.areas)} supply areas",
        *([games] if games else []),
        f"{record.run.replications} replications in {len(plan.blocks)} blocks, seed {record.run.seed}",
        f"results would go to results/{record.id}-{plan.id}",
    ]


def check_plans(
    scenarios: Sequence[str], sets: Sequence[str] = (), bids: Bids | None = None, stress: Sequence[str] = ()
) -> list[str]:
    """Check several scenarios and say what runs of them would do, without running them.

    Parameters
    ----------
    scenarios
        Ids of shipped scenarios, or paths of files.
    sets
        Changes of all of them, of the form ``path=value``.
    bids
        Whether makers answer to the rule book.
    stress
        Stress tests on top of those of each scenario.

    Raises
    ------
    InputError
        With the problems of all of them, or if two would write into one folder.
    """
    from simulator.study.stress_sets import stressed

    lines: list[str] = []
    problems: list[Problem] = []
    for at, scenario in enumerate(scenarios):
        if Path(scenario).stem in [Path(other).stem for other in scenarios[:at]]:
            problems.append(Problem(f"'{scenario}' is named twice", mend="name each scenario once"))
            continue
        try:
            lines += plan_lines(scenario, stressed(scenario, sets, stress), bids)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return lines


def new(
    name: str,
    base: str = "round-7-2022",
    folder: str | Path = ".",
    *,
    rules: bool = False,
    data: str | Path | None = None,
) -> Path:
    """Write a scenario or rule book of your own that starts from a shipped one.

    Parameters
    ----------
    name
        Id of the new scenario, also its file name.
    base
        Shipped scenario or rule book that it starts from.
    folder
        Where to write it.
    rules
        Write a rule book, not a scenario.
    data
        CSV table of varieties that become the scenario's market (``new_table`` writes one to fill in).

    Raises
    ------
    InputError
        If the name is no id, the base is unknown, the file exists, or the table is wrong.
    """
    if data is not None:
        from simulator.study.own_market import scenario_from_data

        return scenario_from_data(name, Path(data), base, Path(folder))
    from simulator.scenario.template import rulebook_template, scenario_template, write_new

    start = base if is_id(base) else _beside(base, Path(folder))
    if rules:
        load_rulebook(base, Clauses)
        return write_new(name, rulebook_template(name, start, Clauses), Path(folder))
    load_scenario(base)
    return write_new(name, scenario_template(name, start), Path(folder))


def new_table(folder: str | Path = ".") -> tuple[Path, Path]:
    """Write a table of varieties to fill in, and a table of what its columns hold."""
    from simulator.study.own_market import write_template

    return write_template(Path(folder))


def _beside(base: str, folder: Path) -> str:
    """Return the path of a file as one beside it says it; nothing extends files that lie elsewhere."""
    try:
        return Path(base).resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        raise InputError.one(
            f"'{base}' does not lie in the folder '{folder}'",
            mend="a file extends shipped ids, or files beside or below it: use the folder of that file",
        ) from None
