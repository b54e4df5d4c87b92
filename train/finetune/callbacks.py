"""What is written and shown during a run: metrics.jsonl, the bar with the time left, states to resume from."""

import json
import math
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

COMPLETE = "complete"
"""An empty file in a state to resume from; it marks the state as complete."""


class MetricsFile(TrainerCallback):
    """Appends a line to metrics.jsonl at each log step; a resumed run drops the lines after its state."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Keep the lines up to the step that training starts from."""
        if state.is_world_process_zero:
            old = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
            kept = [line for line in old if json.loads(line)["step"] <= state.global_step] if state.global_step else []
            self.path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        """Write what was logged, without the clock, so that the same run twice writes the same file."""
        if state.is_world_process_zero and logs and "train_runtime" not in logs:
            values = {key: value for key, value in logs.items() if key != "epoch"}
            row = {"step": state.global_step, "epoch": round(state.epoch or 0, 3), **values}
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")


class Progress(TrainerCallback):
    """A bar over all steps, with the time left, the loss and the dev score."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.bar: tqdm[Any] | None = None
        self.shown: dict[str, str] = {}

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Start where training starts, which in a resumed run is not the beginning."""
        if state.is_world_process_zero:
            self.bar = tqdm(
                total=state.max_steps,
                initial=state.global_step,
                desc=self.title,
                unit="step",
                mininterval=1,
                dynamic_ncols=True,
            )

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Move on by a step."""
        if self.bar is not None:
            self.bar.update(state.global_step - self.bar.n)

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        """Show the newest loss and dev score beside the bar."""
        if self.bar is not None and logs:
            for key, name in (("loss", "loss"), ("eval_strict_f1", "dev strict F1")):
                if key in logs:
                    self.shown[name] = f"{logs[key]:.3f}"
            self.bar.set_postfix(self.shown, refresh=False)

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Close the bar."""
        if self.bar is not None:
            self.bar.close()


class ScoreEpochs(TrainerCallback):
    """Restricts scoring of the dev split to every `every` epochs."""

    def __init__(self, every: int) -> None:
        self.every = every

    def on_epoch_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Cancel the request for a score after other epochs."""
        if math.floor(round(state.epoch or 0, 6)) % self.every:
            control.should_evaluate = False


class SaveEpochs(TrainerCallback):
    """Requests a state to resume from after every `every` epochs, and marks each state once it is complete."""

    def __init__(self, every: int | None) -> None:
        self.every = every

    def on_epoch_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Request a state, unless training ends here anyway."""
        last = state.global_step >= state.max_steps
        if self.every and not last and math.floor(round(state.epoch or 0, 6)) % self.every == 0:
            control.should_save = True

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Mark the state just written."""
        if state.is_world_process_zero and args.output_dir:
            (Path(args.output_dir) / f"checkpoint-{state.global_step}" / COMPLETE).touch()
