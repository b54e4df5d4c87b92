"""The neural network and its files: the only package that imports torch."""
