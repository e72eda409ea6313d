"""Simulator of volume-based procurement (带量采购): answers what a rule would have done.

The public functions live in :mod:`simulator.api` and are loaded when they are first used, so that
``import simulator`` is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.api import (
        award,
        calibrate,
        check,
        choose_varieties,
        cite,
        collect_reports,
        compare,
        compare_published,
        design,
        diff,
        equilibrium,
        explain,
        export,
        history,
        list_shipped,
        new,
        parallel_env,
        pictures,
        read_run,
        run,
        schema,
        sensitivity,
        show,
        sweep,
        validate,
        verify,
        write_report,
    )

__all__ = [
    "award",
    "calibrate",
    "check",
    "choose_varieties",
    "cite",
    "collect_reports",
    "compare",
    "compare_published",
    "design",
    "diff",
    "equilibrium",
    "explain",
    "export",
    "history",
    "list_shipped",
    "new",
    "parallel_env",
    "pictures",
    "read_run",
    "run",
    "schema",
    "sensitivity",
    "show",
    "sweep",
    "validate",
    "verify",
    "write_report",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        from simulator import api

        return getattr(api, name)
    raise AttributeError(f"module 'simulator' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
