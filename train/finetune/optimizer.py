"""Which weights are trained, and how fast: freezing, layer-wise rates, no decay on biases and norms."""

import re
from typing import Any

import torch
from torch import nn

from hasila.errors import ConfigError
from hasila.runtime.training_record import ModelSize
from train.finetune.settings import EncoderSettings, OptimizerSettings

_LAYER = re.compile(r"\.layers?\.(\d+)\.")
"""A layer of BERT, .layer.0., or of ModernBERT, .layers.0."""
_UNDECAYED = re.compile(r"(^|\.)bias$|norm", re.IGNORECASE)


def freeze(model: nn.Module, settings: EncoderSettings) -> None:
    """Exclude from training the embeddings and the lowest layers, as `settings` say."""
    layers = layer_count(model)
    if settings.freeze_layers > layers:
        raise ConfigError(f"encoder.freeze_layers is {settings.freeze_layers}, but {settings.name} has {layers} layers")
    for name, parameter in model.named_parameters():
        depth = depth_of(name, layers)
        frozen = settings.freeze_embeddings if depth == 0 else depth <= settings.freeze_layers
        parameter.requires_grad_(not frozen)


def layer_count(model: nn.Module) -> int:
    """Return how many transformer layers `model` has."""
    return len({match[1] for name, _ in model.named_parameters() if (match := _LAYER.search(name))})


def depth_of(name: str, layers: int) -> int:
    """Return the depth of the parameter `name`: 0 in the embeddings, 1 to `layers` in a layer, one more in the head."""
    match = _LAYER.search(name)
    if match:
        return int(match[1]) + 1
    return 0 if ".embeddings." in name else layers + 1


def parameter_groups(model: nn.Module, settings: OptimizerSettings) -> list[dict[str, Any]]:
    """Return AdamW's parameter groups: one for each rate and decay among the trained weights."""
    layers = layer_count(model)
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            rate = _rate(depth_of(name, layers), layers, settings)
            decay = 0.0 if _UNDECAYED.search(name) else settings.weight_decay
            groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": members, "lr": rate, "weight_decay": decay} for (rate, decay), members in groups.items()]


def _rate(depth: int, layers: int, settings: OptimizerSettings) -> float:
    if depth > layers:
        return settings.head_learning_rate or settings.learning_rate
    return settings.learning_rate * float(settings.layer_decay ** (layers - depth))


def size_of(model: nn.Module) -> ModelSize:
    """Return how many parameters there are and how many of them are trained."""
    every = list(model.parameters())
    return ModelSize(sum(p.numel() for p in every), sum(p.numel() for p in every if p.requires_grad))
