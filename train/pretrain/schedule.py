"""The learning rate on the way through a run, whose length is a number of steps or a time."""

from train.pretrain.settings import PretrainOptimizerSettings, part_of


def rate(spent: float, whole: float, settings: PretrainOptimizerSettings) -> float:
    """Return the learning rate after `spent` of `whole`, both steps or both seconds.

    It rises, stays constant, and falls to zero.
    """
    warmup, decay = part_of(settings.warmup, whole), part_of(settings.decay, whole)
    climb = (spent + 1) / warmup if warmup else 1.0
    fall = (whole - spent) / decay if decay else 1.0
    return settings.learning_rate * min(1.0, climb, fall)
