"""One measurement of reading a stream in several processes: python -m eval.speed.reading CHECKPOINT < TEXTS.

TEXTS are a JSON list of strings. The start of the processes that read is counted, and that of the program is not.
Prints Seconds as JSON.
"""

import json
import resource
import sys
import time
from collections import deque
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from eval.speed.stopwatch import SENTENCE, Seconds
from hasila.extractor import Extractor
from hasila.program.start import main, new_app

app = new_app()


@app.command()
def print_seconds(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint.")],
    *,
    processes: Annotated[int, typer.Option(min=1, help="How many processes read.")],
) -> None:
    """Print how long reading the texts on standard input takes."""
    texts = json.load(sys.stdin)
    extractor = Extractor.from_checkpoint(checkpoint, device="cpu")
    extractor(SENTENCE)
    wall, cpu = time.perf_counter(), _cpu()
    deque(extractor.stream(texts, processes=processes), maxlen=0)
    typer.echo(json.dumps(asdict(Seconds(time.perf_counter() - wall, _cpu() - cpu))))


def _cpu() -> float:
    """Return the seconds of processor time of this process and of those that it started and that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


if __name__ == "__main__":
    main(app, "python -m eval.speed.reading")
