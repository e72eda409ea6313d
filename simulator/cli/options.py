"""What all verbs share: the parser, kinds of options, and printing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import NoReturn

__all__ = [
    "Parser",
    "Verbs",
    "add_clusters",
    "add_output",
    "add_quiet",
    "add_sets",
    "add_work",
    "check_target",
    "counted",
    "note",
    "number",
    "positive",
    "refusals",
    "say",
    "say_json",
    "whole_number",
]


Verbs = dict[str, Callable[[argparse.Namespace], int]]
"""What each verb does."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors say how to mend them."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is."""
        self.print_usage(sys.stderr)
        self.exit(
            2, f"vbp: {message}\n    -> 'vbp --help' lists the verbs, 'vbp VERB --help' their options\n"
        )


def add_sets(verb: argparse.ArgumentParser) -> None:
    """Let values be changed."""
    verb.add_argument(
        "--set", dest="sets", action="append", default=[], metavar="PATH=VALUE", help="change one value"
    )


def add_work(verb: argparse.ArgumentParser, jobs: str = "number of processes") -> None:
    """Let the number of workers be chosen, and progress be left out.

    Parameters
    ----------
    verb
        The parser of the verb.
    jobs
        What is said of ``--jobs``.
    """
    verb.add_argument("--jobs", type=positive, default=1, help=jobs)
    add_quiet(verb)


def add_quiet(verb: argparse.ArgumentParser) -> None:
    """Let progress be left out."""
    verb.add_argument("--quiet", action="store_true", help="no progress")


def add_clusters(verb: argparse.ArgumentParser) -> None:
    """Let a cluster be chosen."""
    where = verb.add_mutually_exclusive_group()
    where.add_argument("--cluster", metavar="ADDRESS", help="work on a Dask cluster, such as tcp://host:8786")
    where.add_argument("--dask", action="store_true", help="start a Dask cluster of --jobs workers here")


def add_output(verb: argparse.ArgumentParser) -> None:
    """Let language and JSON be chosen."""
    verb.add_argument("--lang", choices=("en", "zh"), default="en", help="language")
    verb.add_argument("--json", action="store_true", help="print JSON")


def whole_number(text: str) -> int:
    """Read a whole number from 0 on."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 0 on")
    return int(text)


def number(text: str) -> float:
    """Read a number."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number") from None


def counted(text: str) -> tuple[str, int]:
    """Read NAME=NUMBER."""
    region, mark, number = text.partition("=")
    if not (region and mark):
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form REGION=NUMBER, such as 50=443")
    return region, whole_number(number)


def positive(text: str) -> int:
    """Read a whole number from 1 on."""
    if (number := whole_number(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1 is needed")
    return number


def check_target(text: str | None) -> None:
    """Refuse a file that cannot be written, before long work is done for it.

    Raises
    ------
    InputError
        If its folder is missing or not writable, or it is a folder itself.
    """
    import os
    from pathlib import Path

    from simulator.errors import InputError

    if text is None:
        return
    path = Path(text)
    if path.is_dir():
        raise InputError.one(f"'{text}' is a folder", mend=f"name a file, such as {path / 'FILE'}")
    if not path.parent.is_dir():
        raise InputError.one(f"there is no folder '{path.parent}'", mend="make it, or choose another file")
    if not os.access(path.parent, os.W_OK):
        raise InputError.one(f"'{path.parent}' cannot be written to", mend="choose another file")


def refusals(work: Callable[[], int]) -> int:
    """Do the work; say what is wrong with the input or the machine, and return the exit code."""
    from simulator.errors import InputError, VbpError

    try:
        return work()
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except VbpError as error:
        sys.stderr.write(f"vbp: {error}\n")
        return 1
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stderr.write(f"vbp: {error.filename or 'file system'}: {error.strerror or error}\n")
        return 1


def say(*lines: str) -> int:
    """Print lines."""
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return 0


def note(sentence: str) -> None:
    """Tell what a reader must know beside the answer, if anything; the answer itself stays as it is."""
    if sentence:
        sys.stderr.write(f"vbp: {sentence}\n")


def say_json(content: object) -> int:
    """Print JSON."""
    return say(json.dumps(content, ensure_ascii=False, indent=1))
