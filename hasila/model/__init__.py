"""The neural network and its files: the one room that knows torch."""
