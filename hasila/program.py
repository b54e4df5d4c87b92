"""What the command lines share: how a program starts, and how errors leave it.

Exit codes: 0 done; 1 the answer is no (a check that found faults); 2 the input, a setting or the usage is wrong;
130 interrupted.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

import typer

from hasila.errors import HasilaError

WRONG = 2
INTERRUPTED = 130


def new_app(**settings: Any) -> typer.Typer:
    """Return an empty command line, without shell completion or decorated tracebacks."""
    return typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, **settings)


def main(app: Callable[..., Any], name: str) -> None:
    """Run `app`; print an error that the user can put right as a plain message, with no traceback."""
    _quiet_libraries()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # a text stream
    try:
        app(prog_name=name)
    except HasilaError as error:
        print(f"{name}: error: {error}", file=sys.stderr)  # noqa: T201 - a program speaks to its user
        sys.exit(WRONG)
    except KeyboardInterrupt:
        print(f"\n{name}: interrupted; no file was left half-written", file=sys.stderr)  # noqa: T201 - as above
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output, such as head, has closed it: not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _quiet_libraries() -> None:
    """Keep progress bars and advice of the libraries beneath off the screen, unless the user asks for them."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
