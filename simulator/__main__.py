"""``python -m simulator`` is the command ``vbp``."""

from __future__ import annotations

from simulator.cli import main

raise SystemExit(main())
