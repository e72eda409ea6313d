"""Keeps compiled templates between commands: compiling them is a tenth of the time that a report takes."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

__all__ = ["KeptTemplates"]


class KeptTemplates(BytecodeCache):
    """Compiled templates as files in a folder of the user; one that cannot be written to keeps nothing.

    Jinja itself takes only what was made from the same text by the same versions.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a compiled template, if it is there and whole."""
        try:
            with self._path(bucket).open("rb") as file:
                bucket.load_bytecode(file)
        except (OSError, ValueError, EOFError, TypeError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template, whole or not at all."""
        part = self._path(bucket).with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                bucket.write_bytecode(file)
            part.replace(self._path(bucket))
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.template"
