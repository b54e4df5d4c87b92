"""python -m eval.robustness: the command line."""

from eval.robustness.command import app
from hasila.program.start import main

if __name__ == "__main__":
    main(app, "python -m eval.robustness")
