"""python -m hasila: the command line."""

from hasila.cli import run

if __name__ == "__main__":
    run()
