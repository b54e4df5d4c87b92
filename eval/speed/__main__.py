"""python -m eval.speed: the command line."""

from eval.speed.command import app
from hasila.program.start import main

if __name__ == "__main__":
    main(app, "python -m eval.speed")
