"""How programs start."""

import subprocess
import sys

from samples.texts import ROOT

PROGRAM = """
import logging
from hasila.program.start import main, new_app
app = new_app()

@app.command()
def say() -> None:
    logging.getLogger("train.finetune.run").info("Began with %s.", "weights")
    logging.getLogger("another.library").info("chatter")
    print("result")

main(app, "say")
"""


def test_what_our_libraries_say_stands_plainly_on_standard_error() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("result\n", "Began with weights.\n")
