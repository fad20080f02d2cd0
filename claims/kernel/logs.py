"""How the house logs: one line a happening, of our own fields."""

from __future__ import annotations

import logging
from typing import Any, Literal

import structlog


def set_up_logging(level: str, form: Literal["json", "console"]) -> None:
    """Log lines as JSON for machines, or in columns for people."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
    )
