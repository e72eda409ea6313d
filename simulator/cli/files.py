"""Verbs about files: new, list, check, show, diff, schema."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from simulator.cli.options import Parser, Verbs, add_output, add_sets, say, say_json

__all__ = ["VERBS", "add_files"]

_SCHEMAS = ("scenario", "campaign", "rulebook", "published", "study", "calibration")


def add_files(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Add `new`, `list`, `check`, `show`, `diff` and `schema`."""
    new = verbs.add_parser(
        "new", help="write a scenario or rule book of your own that starts from a shipped one"
    )
    new.add_argument("name", nargs="?", help="id of the new file, such as tight-line")
    new.add_argument("--from", dest="base", default="round-7-2022", help="scenario it starts from")
    kind = new.add_mutually_exclusive_group()
    kind.add_argument("--rules", action="store_true", help="write a rule book, not a scenario")
    kind.add_argument("--from-data", metavar="CSV", help="make the market from a table of varieties")
    kind.add_argument("--template", action="store_true", help="write a table of varieties to fill in")
    new.add_argument("--folder", default=".", help="where to write it")
    listing = verbs.add_parser("list", help="list scenarios, rule books, strategies, metrics")
    shipped = ("rounds", "campaigns", "rules", "published", "data", "studies")
    kinds = (*shipped, "strategies", "metrics", "figures")
    listing.add_argument("kind", nargs="?", default="rounds", choices=kinds, help="what to list")
    listing.add_argument("--json", action="store_true", help="print JSON")
    check = verbs.add_parser("check", help="check files and name every problem with its place")
    check.add_argument("files", nargs="+", help="scenario, rule book, published figures or bid list")
    show = verbs.add_parser("show", help="print a file fully resolved, each value with its origin")
    show.add_argument("name", help="id or path")
    show.add_argument("--rules", action="store_true", help="take the id for that of a rule book")
    add_sets(show)
    diff = verbs.add_parser("diff", help="tell two rule books (or scenarios) apart")
    diff.add_argument("before")
    diff.add_argument("after")
    diff.add_argument("--scenarios", action="store_true", help="take ids for those of scenarios")
    diff.add_argument("--all", action="store_true", help="sources, notes, titles and dates as well")
    add_output(diff)
    schema = verbs.add_parser("schema", help="write the JSON Schema that editors use")
    schema.add_argument("name", nargs="?", default="scenario", choices=_SCHEMAS)
    schema.add_argument("--out", help="file to write to")


def _new(options: argparse.Namespace) -> int:
    from simulator import api

    if options.template:
        table, columns = api.new_table(options.folder)
        return say(f"wrote {table} and {columns}; next: vbp new NAME --from-data {table}")
    if options.name is None:
        from simulator.errors import InputError

        raise InputError.one("a new file needs a name", mend="write it first: vbp new tight-line")
    written = api.new(options.name, options.base, options.folder, rules=options.rules, data=options.from_data)
    return say(f"wrote {written}; next: vbp check {written}")


def _list(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.report.terminal import table

    rows = api.list_shipped(options.kind)
    if options.json:
        return say_json(rows)
    if not rows:
        return say(f"no {options.kind} are shipped")
    names = [name for name in rows[0] if name not in ("formula", "says_en", "says_zh")]
    cells = [["-" if row[name] is None else str(row[name]) for name in names] for row in rows]
    return say(*table(names, cells, [False] * len(names)))


def _check(options: argparse.Namespace) -> int:
    from simulator import api
    from simulator.errors import InputError

    code = 0
    for file in options.files:
        try:
            say(f"{file}: a valid {api.check(file)}")
        except InputError as error:
            sys.stderr.write(f"{error}\n")
            code = 2
    return code


def _show(options: argparse.Namespace) -> int:
    from simulator import api

    return say(api.show(options.name, options.sets, rules=options.rules).rstrip("\n"))


def _diff(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from simulator import api
    from simulator.report.sentences import difference_lines

    found = api.diff(options.before, options.after, scenarios=options.scenarios, everything=options.all)
    if options.json:
        return say_json([asdict(one) for one in found])
    return say(*(difference_lines(found, options.lang) or ["-"]))


def _schema(options: argparse.Namespace) -> int:
    from simulator import api

    content = api.schema(options.name)
    if not options.out:
        return say_json(content)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    Path(options.out).write_text(text, encoding="utf-8")
    return say(f"wrote {options.out}")


VERBS: Verbs = {
    "new": _new,
    "list": _list,
    "check": _check,
    "show": _show,
    "diff": _diff,
    "schema": _schema,
}
