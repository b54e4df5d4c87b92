"""python -m eval.baseline: the command line."""

from eval.baseline.command import app
from hasila.program.start import main

if __name__ == "__main__":
    main(app, "python -m eval.baseline")
