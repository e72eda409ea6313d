"""The order of rooms: a module imports only from its own room and from rooms before it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "simulator"
ORDER = [
    "errors",
    "money",
    "streams",
    "scenario",
    "market",
    "rules",
    "firms",
    "bidding",
    "tender",
    "supply",
    "fund",
    "campaign",
    "results",
    "study",
    "report",
    "api",
    "cli",
    "__main__",
]
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if "shipped" not in path.parts)
IMPURE = {
    "random",
    "secrets",
    "time",
    "os",
    "pathlib",
    "io",
    "tempfile",
    "shutil",
    "subprocess",
    "socket",
    "sys",
}
IMPURE_CALLS = {"open", "input", "print", "eval", "exec"}


def room(module: Path) -> str:
    return module.parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> list[str]:
    """Return the dotted names that a module imports, wherever in it."""
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def parsed(module: Path) -> ast.Module:
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"))


def test_every_module_is_in_a_known_room() -> None:
    assert {room(module) for module in MODULES} - {"__init__"} <= set(ORDER)


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) != "__init__"], ids=str)
def test_imports_go_one_way(module: Path) -> None:
    allowed = set(ORDER[: ORDER.index(room(module)) + 1])
    for name in imported(parsed(module)):
        first, _, rest = name.partition(".")
        if first == "simulator":
            assert rest.split(".")[0] in allowed, f"{module} imports {name}"


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) in ("rules", "bidding")], ids=str)
def test_rules_and_strategies_are_pure(module: Path) -> None:
    """No random numbers, clock, files or output of their own."""
    tree = parsed(module)
    for name in imported(tree):
        assert name.split(".")[0] not in IMPURE, f"{module} imports {name}"
        assert not name.startswith("numpy.random"), f"{module} imports {name}"
        assert not f"{name}.".startswith("simulator.streams."), f"{module} imports {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("random", "now", "today", "utcnow", "fromfile", "tofile"), (
                f"{module}:{node.lineno}"
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in IMPURE_CALLS, f"{module}:{node.lineno} calls {node.func.id}"


@pytest.mark.long
def test_only_streams_makes_random_numbers() -> None:
    for module in MODULES:
        if room(module) == "streams":
            continue
        tree = parsed(module)
        assert not any(name.split(".")[0] == "random" for name in imported(tree)), module
        used = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "random"
        ]
        assert not used, f"{module}:{used}"
