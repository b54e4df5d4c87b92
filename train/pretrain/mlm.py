"""Masked language modelling: the training of an encoder on text, step by step, resumable at each saved state.

The input of a step depends only on the seed and the step's number, so a resumed run ends as if it had never stopped,
and a thread makes it while the device computes the step before. accelerate handles devices and precision; logits are
computed only at masked positions.
"""

import json
import math
import shutil
import statistics
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from accelerate.utils import broadcast
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional
from tqdm.auto import tqdm
from transformers import BertForMaskedLM

from hasila.errors import ConfigError
from hasila.files import whole_folder
from hasila.program.config import as_plain
from train.attention import quick_attention
from train.devices import processes, resolved_precision
from train.pretrain.masking import Masked, Masker
from train.pretrain.packing import Batch, Packer
from train.pretrain.schedule import rate
from train.pretrain.settings import PretrainSettings
from train.pretrain.teaching import Teaching

_KEPT_STATES = 2
_CLOCK = "seconds.json"
"""The file of a state that says how many seconds the run had taken."""
_ROUNDS = 5
"""Each held-out word is predicted once, a fifth of them at a time."""
_TOGETHER = 32
"""Held-out sequences in a forward pass."""


@dataclass(frozen=True, slots=True)
class Text:
    """The training text, the held-out text, and the masking of words."""

    train: Packer
    held_out: Packer
    masker: Masker


class MaskedLanguageModel(nn.Module):
    """A BERT that computes predictions only at given positions."""

    def __init__(self, model: BertForMaskedLM) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
        """Return logits, shape (targets, subwords), at `indices` of the flattened `ids`, shape (sequences, length)."""
        hidden = self.model.bert(input_ids=ids).last_hidden_state
        logits: torch.Tensor = self.model.cls(hidden.flatten(0, 1)[indices])
        return logits


def pretrain(model: BertForMaskedLM, text: Text, taught: Teaching, settings: PretrainSettings, folder: Path) -> None:
    """Train `model` in place as `settings` say, from the newest state in `folder`/states, and write metrics.jsonl."""
    with quick_attention(model):
        _Run(model, text, taught, settings, folder).go()


def check_states(settings: PretrainSettings, folder: Path) -> None:
    """Raise ConfigError if `folder` has a state that was made with other settings."""
    for state in states(folder / "states"):
        there, here = json.loads((state / "settings.json").read_text(encoding="utf-8")), fixed(settings)
        different = [
            f"{part}.{name} is {there[part].get(name)!r} there and {value!r} here"
            for part, values in here.items()
            for name, value in values.items()
            if there[part].get(name) != value
        ]
        if different:
            raise ConfigError(
                f"{state}: was made with other settings: {'; '.join(different)}; "
                f"give this run its own name, name=..., or start over with --overwrite"
            )


class _Run:
    """A training run on the devices at hand."""

    def __init__(
        self, model: BertForMaskedLM, text: Text, taught: Teaching, settings: PretrainSettings, folder: Path
    ) -> None:
        self.text = text
        self.taught = taught
        self.settings = settings
        self.states = folder / "states"
        precision = resolved_precision(settings.training.precision)
        processes()  # accelerate uses the state that this sets up
        self.accelerator = Accelerator(mixed_precision="no" if precision == "fp32" else precision)
        if settings.training.batch % self.accelerator.num_processes:
            raise ConfigError(
                f"training.batch is {settings.training.batch}, which cannot be divided evenly among "
                f"{self.accelerator.num_processes} processes"
            )
        model.train(mode=False)  # no dropout: there is more text than the model can memorise
        model.bert.embeddings.requires_grad_(not settings.start.freeze_embeddings)
        if settings.training.compile:
            model.bert.compile()
        self.model = self.accelerator.prepare(MaskedLanguageModel(model))
        self.bare = model
        groups = _parameter_groups(model, settings.optimizer.weight_decay)
        self.optimizer = self.accelerator.prepare(
            torch.optim.AdamW(groups, lr=settings.optimizer.learning_rate, betas=settings.optimizer.betas, fused=True)
        )
        self.metrics = _Metrics(folder / "metrics.jsonl", is_main=self.accelerator.is_main_process)
        self.timed = settings.training.minutes is not None
        self.whole: float = settings.training.steps or 60 * (settings.training.minutes or 0)
        self.earlier, self.since = 0.0, time.perf_counter()

    def go(self) -> None:
        """Train until the steps are done or the minutes are over."""
        step = self._load()
        self.metrics.begin(step)
        unit = "s" if self.timed else "step"
        spent, end = self._spent(step), round(self.whole)
        bar = tqdm(total=end, initial=int(spent), unit=unit, disable=not self.accelerator.is_main_process)
        if spent >= self.whole:  # the state that it resumed from was its end
            self.metrics.write(step, **self._pseudo_perplexity())
        with ThreadPoolExecutor(1) as thread:
            coming = thread.submit(self._input, step)
            while spent < self.whole:
                given, coming = coming.result(), thread.submit(self._input, step + 1)
                speed = rate(spent, self.whole, self.settings.optimizer)
                self.metrics.add(self._step(given, speed))
                step += 1
                spent = self._spent(step)
                bar.update(min(int(spent), end) - bar.n)
                self._tell(step, speed, last=spent >= self.whole)
        bar.close()

    def _spent(self, step: int) -> float:
        """Return how much of the run is over after `step` steps, the same in all processes: steps, or seconds."""
        if not self.timed:
            return step
        seconds = torch.tensor(self.earlier + time.perf_counter() - self.since, device=self.accelerator.device)
        return float(broadcast(seconds))

    def _tell(self, step: int, learning_rate: float, *, last: bool) -> None:
        """Write what is due after `step` steps: a line of metrics, pseudo-perplexity, a state to resume from."""
        training = self.settings.training
        saves = step % training.save_every == 0
        if step % training.log_every == 0 or saves or last:
            self.metrics.write(step, learning_rate=learning_rate)
        if step % training.score_every == 0 or last:
            self.metrics.write(step, **self._pseudo_perplexity())
        if saves:
            self._save(step)

    def _step(self, given: "_Input", learning_rate: float) -> "_Counted":
        """Do a step of the optimizer and return its counts."""
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate
        mine = given.parts[self.accelerator.process_index :: self.accelerator.num_processes]
        losses = torch.zeros(2, device=self.accelerator.device)
        for index, part in enumerate(mine):
            with self._synchronised(last=index == len(mine) - 1):
                guessed, taught = self._losses(*part)
                # A mean over the whole step, however it is divided; processes average their gradients.
                scaled = torch.stack([guessed / given.guesses, taught / len(given.parts)])
                self.accelerator.backward(scaled.sum() * self.accelerator.num_processes)
                losses += scaled.detach()
        self.accelerator.clip_grad_norm_(self.model.parameters(), self.settings.optimizer.max_gradient_norm)
        self.optimizer.step()
        self.optimizer.zero_grad()
        guessing, teaching = self.accelerator.reduce(losses).tolist()
        return _Counted(guessing, teaching, given.pieces, given.words)

    def _losses(self, batch: Batch, masked: Masked) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the cross entropy, summed over targets, and the loss that the teachers add."""
        ids, indices, targets = self._on_device(masked)
        logits = self.model(ids, indices)
        guessed = functional.cross_entropy(logits.float(), targets, reduction="sum")
        with self.accelerator.autocast():
            taught = self.taught.loss(batch, masked, ids)
        return guessed, torch.zeros_like(guessed) if taught is None else taught

    def _synchronised(self, *, last: bool) -> AbstractContextManager[Any]:
        """Synchronise gradients between processes only in the last forward pass of a step."""
        return nullcontext() if last else self.accelerator.no_sync(self.model)

    def _input(self, step: int) -> "_Input":
        """Return the forward passes of a step, for all processes."""
        training = self.settings.training
        size = training.batch // self.accelerator.num_processes
        parts = training.accumulation * self.accelerator.num_processes
        random = np.random.default_rng((training.seed, step))
        batches = [self.text.train.batch((step * parts + part) * size, size) for part in range(parts)]
        words = sum(int(self.text.masker.words(batch)[1].sum()) for batch in batches)
        masked = [self.text.masker.masked(batch, self.settings.masking.share, random) for batch in batches]
        return _Input(list(zip(batches, masked, strict=True)), words)

    def _on_device(self, part: Masked) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        device = self.accelerator.device
        return (
            torch.from_numpy(part.ids).to(device),
            torch.from_numpy(part.indices).to(device),
            torch.from_numpy(part.targets).to(device),
        )

    def _pseudo_perplexity(self) -> dict[str, float]:
        """Return pseudo-perplexity on held-out text, per subword and per word; each word is predicted once.

        As in Salazar et al. 2020, but with a fifth of a sequence's words masked together instead of one at a time.
        """
        number = min(self.settings.training.score_sequences, self.text.held_out.per_pass)
        surprise, pieces, words = 0.0, 0, 0
        with torch.inference_mode():
            for first in range(0, number, _TOGETHER):
                batch = self.text.held_out.batch(first, min(_TOGETHER, number - first))
                words += int(self.text.masker.words(batch)[1].sum())
                for part in self.text.masker.rounds(batch, _ROUNDS):
                    ids, indices, targets = self._on_device(part)
                    logits = self.model(ids, indices)
                    surprise += float(functional.cross_entropy(logits.float(), targets, reduction="sum"))
                    pieces += len(targets)
        return {
            "pseudo_perplexity": math.exp(surprise / pieces),
            "pseudo_perplexity_of_words": math.exp(surprise / words),
        }

    def _save(self, step: int) -> None:
        if not self.accelerator.is_main_process:
            return
        with whole_folder(self.states / f"{step:08d}") as made:
            self.bare.save_pretrained(made)
            save_file(_flat(self.optimizer.state_dict()["state"]), made / "optimizer.safetensors")
            (made / "settings.json").write_text(json.dumps(fixed(self.settings)), encoding="utf-8")
            (made / _CLOCK).write_text(json.dumps(self.earlier + time.perf_counter() - self.since), encoding="utf-8")
        for old in states(self.states)[:-_KEPT_STATES]:
            shutil.rmtree(old, ignore_errors=True)

    def _load(self) -> int:
        """Go to the newest state, if there is one; return the steps already done."""
        newest = next(reversed(states(self.states)), None)
        if newest is None:
            return 0
        saved = BertForMaskedLM.from_pretrained(newest, trust_remote_code=False, dtype=torch.float32)
        self.bare.load_state_dict(saved.state_dict())
        state = self.optimizer.state_dict()
        state["state"] = _unflat(load_file(newest / "optimizer.safetensors"))
        self.optimizer.load_state_dict(state)
        self.earlier = _seconds_of(newest)
        return int(newest.name)


def states(folder: Path) -> list[Path]:
    """Return the states in `folder`, the newest last. Incomplete ones have other names."""
    return sorted(path for path in folder.glob("*") if path.name.isdigit())


def _seconds_of(state: Path) -> float:
    """Return how many seconds the run of a state had taken; states of earlier versions do not tell."""
    clock = state / _CLOCK
    return float(json.loads(clock.read_text(encoding="utf-8"))) if clock.exists() else 0.0


def fixed(settings: PretrainSettings) -> dict[str, Any]:
    """Return the settings that must not change between a state and the run that resumes from it."""
    plain = as_plain(settings)
    plain["optimizer"].pop("decay")
    for name in ("steps", "minutes", "compile", "log_every", "score_every", "score_sequences", "save_every"):
        plain["training"].pop(name)
    return {
        name: plain[name] for name in ("text", "vocabulary", "start", "masking", "teaching", "optimizer", "training")
    }


def _parameter_groups(model: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Return AdamW's groups: matrices of layers decay, and embeddings, biases and norms do not.

    Otherwise positions beyond the length of sequences, which are never trained here, would decay to zero.
    """
    decayed = [weight for name, weight in model.named_parameters() if ".layer." in name and weight.ndim > 1]
    inside = {id(weight) for weight in decayed}
    others = [weight for weight in model.parameters() if weight.requires_grad and id(weight) not in inside]
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]


def _flat(state: Mapping[int, Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    return {f"{index}.{name}": value for index, values in state.items() for name, value in values.items()}


def _unflat(tensors: Mapping[str, torch.Tensor]) -> dict[int, dict[str, torch.Tensor]]:
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in tensors.items():
        index, name = key.split(".")
        state.setdefault(int(index), {})[name] = value
    return state


@dataclass(frozen=True, slots=True)
class _Input:
    """The input of a step."""

    parts: list[tuple[Batch, Masked]]
    """The forward passes: the original text and the masked one."""
    words: int

    @property
    def guesses(self) -> int:
        return sum(len(masked.targets) for _, masked in self.parts)

    @property
    def pieces(self) -> int:
        return sum(batch.ids.size for batch, _ in self.parts)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The counts of a step."""

    loss: float
    """The mean cross entropy of the masked subwords."""
    taught: float
    """The loss that the teachers add."""
    pieces: int
    words: int


class _Metrics:
    """The lines of metrics.jsonl, with means since the line before."""

    def __init__(self, path: Path, *, is_main: bool) -> None:
        self.path = path
        self.is_main = is_main
        self._reset()

    def _reset(self) -> None:
        self.steps: list[_Counted] = []
        self.since = time.perf_counter()

    def begin(self, step: int) -> None:
        """Drop the lines after `step`, from which a run resumes."""
        old = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        if self.is_main:
            kept = [line for line in old if json.loads(line)["step"] <= step] if step else []
            self.path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")

    def add(self, counted: _Counted) -> None:
        """Count a step."""
        self.steps.append(counted)

    def write(self, step: int, **values: float) -> None:
        """Write a line of `values`, with the means and the speed since the last if steps were counted."""
        row: dict[str, float] = {"step": step}
        if self.steps:
            seconds = time.perf_counter() - self.since
            row |= {
                "loss": round(statistics.fmean(counted.loss for counted in self.steps), 5),
                "taught": round(statistics.fmean(counted.taught for counted in self.steps), 5),
                "pieces_per_second": round(sum(counted.pieces for counted in self.steps) / seconds),
                "words_per_second": round(sum(counted.words for counted in self.steps) / seconds),
            }
        if self.is_main:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row | values) + "\n")
        self._reset()
