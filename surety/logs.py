"""Logs: one event a line, on standard error, never with the values of local variables."""

import sys

import structlog


def configure_logs() -> None:
    """JSON lines, or coloured words on a terminal. Both show a traceback without locals: those may hold secrets."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if sys.stderr.isatty():
        drawn: list[structlog.typing.Processor] = [
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        ]
    else:
        drawn = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    structlog.configure(processors=[*shared, *drawn], logger_factory=_to_standard_error)


def _to_standard_error(*_names: object) -> structlog.PrintLogger:
    # Looked up for each logger: a test or a supervisor may have put another stream there.
    return structlog.PrintLogger(sys.stderr)
