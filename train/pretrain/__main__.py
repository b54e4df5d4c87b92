"""python -m train.pretrain: the command line."""

from hasila.program.start import main
from train.pretrain.command import app

if __name__ == "__main__":
    main(app, "python -m train.pretrain")
