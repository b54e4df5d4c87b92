"""Stochastic weight averaging (Izmailov et al. 2018, arXiv 1803.05407): the mean of the weights over the last steps.

Where there is little text, the weights of one step are noisy; their mean is steadier from seed to seed.
"""

from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file
from torch import nn
from torch.optim.swa_utils import AveragedModel
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

_FILE = "averaged.safetensors"


class AverageLast(TrainerCallback):
    """Averages the weights of `model` over the last `share` of all steps, and leaves it with their mean.

    The mean so far is part of each state to resume from.
    """

    def __init__(self, model: nn.Module, share: float) -> None:
        self.model = model
        self.share = share
        self.averaged: AveragedModel | None = None

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Take up the mean of the state that training starts from."""
        saved = _path(args, state)
        if saved.exists():
            self.averaged = AveragedModel(self.model)
            self.averaged.load_state_dict(load_file(saved))

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Add the weights of this step, if it is one of the last."""
        if state.global_step > state.max_steps * (1 - self.share):
            self.averaged = self.averaged or AveragedModel(self.model)
            self.averaged.update_parameters(self.model)

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Put the mean so far into the state just written."""
        if self.averaged is not None and state.is_world_process_zero:
            save_file(self.averaged.state_dict(), _path(args, state))

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Give the model the mean."""
        if self.averaged is not None:
            self.model.load_state_dict(self.averaged.module.state_dict())


def _path(args: TrainingArguments, state: TrainerState) -> Path:
    return Path(str(args.output_dir)) / f"checkpoint-{state.global_step}" / _FILE
