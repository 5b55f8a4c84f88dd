"""Structured logs, one JSON line an event outside development; never a personal value."""

from __future__ import annotations

from typing import Any

import structlog

from config import env
from config.env import Deployment

_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_renderer: Any = (
    structlog.processors.JSONRenderer(ensure_ascii=False)
    if env.deployment() is Deployment.PRODUCTION
    # Plain tracebacks: the pretty ones print local variables, and these hold what people typed.
    else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
)

structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

_exceptions: list[Any] = [structlog.processors.format_exc_info] if env.deployment() is Deployment.PRODUCTION else []
_level = "WARNING" if env.deployment() is Deployment.TEST else "INFO"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_exceptions, _renderer],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", _level)},
    "loggers": {"django.server": {"level": "WARNING"}},
}
