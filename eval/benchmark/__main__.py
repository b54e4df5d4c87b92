"""python -m eval.benchmark: the command line."""

from eval.benchmark.command import app
from hasila.program.start import main

if __name__ == "__main__":
    main(app, "python -m eval.benchmark")
