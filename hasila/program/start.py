"""What the command lines share: how a program starts, and how it reports errors.

Exit codes: 0 done; 1 the answer is no (a check that found faults); 2 the input, a setting or the usage is wrong;
3 done, but for rows that could not be read; 130 interrupted, by Ctrl-C or SIGTERM.
"""

import errno
import io
import logging
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import typer

from hasila.errors import HasilaError, MissingExtraError, OutputError, pip_command

WRONG = 2
REJECTS = 3
INTERRUPTED = 130
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EIO}
"""Errors of a device that can take no more, which any line printed may meet."""

_OURS = ("hasila", "train", "eval")


class _StandardError(logging.Handler):
    """Writes a message unchanged to standard error, which is looked up for each message."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{self.format(record)}\n")


def new_app(**settings: Any) -> typer.Typer:
    """Return an empty command line, without shell completion or decorated tracebacks."""
    return typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, **settings)


def main(app: typer.Typer, name: str) -> NoReturn:
    """Run `app` and exit. An error that the user can correct becomes a plain message without a traceback."""
    _set_up_streams()
    _quiet_libraries()
    _show_our_messages()
    _end_as_by_ctrl_c()
    try:
        if sys.stdout is None:
            raise OutputError("standard output is closed; send it to a file or to /dev/null")
        app(prog_name=name)
    except HasilaError as error:
        _leave(f"{name}: error: {error}", WRONG)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if pip_command(package) is None:
            raise
        _leave(f"{name}: error: {MissingExtraError(package, 'this')}", WRONG)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        # Python flushes standard output once more as it ends, which would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _leave(f"{name}: error: cannot write: {error.strerror}", WRONG)
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED:  # typer's answer to Ctrl-C
            _leave(f"\n{name}: interrupted; no file was left half-written", INTERRUPTED)
        raise
    sys.exit(0)


def _leave(message: str, code: int) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    sys.exit(code)


def _end_as_by_ctrl_c() -> None:
    """Let SIGTERM, which ends a job, end the program as Ctrl-C does: what is half-done is put away."""
    with suppress(ValueError):  # in a thread, where no signal arrives
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def _set_up_streams() -> None:
    """Write UTF-8, whatever the locale; a closed standard error takes what is written and drops it."""
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the program runs
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _quiet_libraries() -> None:
    """Silence progress bars and advice of underlying libraries, unless the user asks for them."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def _show_our_messages() -> None:
    """Show the log messages of our own packages on the screen."""
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.handlers = [_StandardError()]
