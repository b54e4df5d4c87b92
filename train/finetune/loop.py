"""The training loop: the only file that uses transformers' Trainer.

Trainer brings accelerate (several processes, mixed precision), gradient accumulation and states to resume from. Three
things replace its own: the loss, a mean over the labelled words of the whole step, however it is divided; the score,
which is the strict F1 of extracted spans, by the code that extraction uses; the order of windows, drawn from the seed
and the epoch alone and sorted by length within pools.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from torch import nn
from torch.utils.data import Sampler
from transformers import (
    DataCollatorForTokenClassification,
    EarlyStoppingCallback,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)
from transformers.modeling_outputs import TokenClassifierOutput

from hasila.arabic.words import split
from hasila.document import Document
from hasila.errors import ConfigError, OutputError
from hasila.model.encoders import Tagger
from hasila.tagging.bio import tag_names, tags_from_spans
from hasila.tagging.decoding import learnt_transitions
from train.attention import quick_attention
from train.devices import processes, resolved_precision
from train.finetune.augmentation import with_copies
from train.finetune.callbacks import COMPLETE, MetricsFile, Progress, SaveEpochs, ScoreEpochs
from train.finetune.dev import dev_scores
from train.finetune.features import IGNORED, features
from train.finetune.optimizer import freeze, parameter_groups
from train.finetune.settings import Settings
from train.finetune.tolls import TaggerWithTolls, TollCollator

_POOL = 8
"""The number of batches that are sorted by length together: little padding, but different neighbours in each epoch."""
_DEV = "strict_f1"


@dataclass(frozen=True, slots=True)
class Job:
    """The input of a training: its settings, its passages, and where it writes its results."""

    settings: Settings
    train: Sequence[Document]
    dev: Sequence[Document] = ()
    """The passages to score on after each epoch, if any."""
    states: Path | None = None
    """The folder for states to resume from, with metrics.jsonl beside it; None to write nothing."""
    title: str = "training"
    """The title of the progress bar."""


def fit(tagger: Tagger, job: Job) -> Tagger:
    """Train the model of `tagger` in place, from the job's newest complete state if there is one.

    Returns the tagger with the transitions of the job's passages.
    """
    set_seed(job.settings.training.seed)
    trainer = _SpanTrainer(tagger, job)
    state = newest_state(job.states) if job.states else None
    with _disk_faults_told(job.states), quick_attention(tagger.model):
        trainer.train(resume_from_checkpoint=str(state) if state else None)
    trainer.learner.train(mode=False)
    return trainer.tagger


@contextmanager
def _disk_faults_told(states: Path | None) -> Iterator[None]:
    """Convert what transformers, torch and safetensors raise when a state cannot be written into an OutputError."""
    try:
        yield
    except (OSError, SafetensorError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "PytorchStreamWriter" not in str(error):
            raise
        raise OutputError(
            f"{states}: a state to resume from cannot be written: {str(error).splitlines()[0]}; "
            f"make room and start the run again: it resumes from the newest complete state"
        ) from error


def newest_state(folder: Path) -> Path | None:
    """Return the newest complete state in `folder`."""
    whole = [marker.parent for marker in folder.glob(f"checkpoint-*/{COMPLETE}")]
    return max(whole, key=lambda state: int(state.name.rpartition("-")[2]), default=None)


class PooledSampler(Sampler[int]):
    """The order of an epoch: drawn from the seed and the epoch, then sorted by length within pools of batches."""

    def __init__(self, lengths: Sequence[int], batch: int, seed: int) -> None:
        self.lengths = np.asarray(lengths)
        self.batch = batch
        self.seed = seed
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Set the epoch of the next iteration."""
        self.epoch = epoch

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Iterator[int]:
        random = np.random.default_rng((self.seed, self.epoch))
        order = random.permutation(len(self.lengths))
        size = self.batch * _POOL
        pools = [order[start : start + size] for start in range(0, len(order), size)]
        for pool in pools:
            by_length = pool[np.argsort(self.lengths[pool], kind="stable")] if len(pool) > self.batch else pool
            batches = [by_length[start : start + self.batch] for start in range(0, len(by_length), self.batch)]
            # The incomplete batch stays last, since a sampler is cut into batches by counting.
            whole = [index for index, part in enumerate(batches) if len(part) == self.batch]
            rest = [index for index, part in enumerate(batches) if len(part) < self.batch]
            for index in [*random.permutation(whole).astype(int), *rest]:
                yield from batches[index].tolist()


class _SpanTrainer(Trainer):
    """Trainer with the loss, the score and the order of windows described at the head of this file."""

    def __init__(self, tagger: Tagger, job: Job) -> None:
        self.job = job
        settings = job.settings
        model: nn.Module = tagger.model
        collator: Any = DataCollatorForTokenClassification(tagger.tokenizer, label_pad_token_id=IGNORED)
        if tagger.toll_head is not None:
            model, collator = TaggerWithTolls(tagger.model, tagger.toll_head), TollCollator(collator)
        freeze(model, settings.encoder)
        self.learner = model
        passages = with_copies(job.train, settings.corpus.augmentation, settings.training.seed)
        windows = features(passages, tagger, settings.corpus.labels, settings.window)
        self.lengths = [len(row) for row in windows["input_ids"]]
        tagged = (tags_from_spans(document, split(document.text)) for document in job.train)
        self.tagger = replace(tagger, transitions=learnt_transitions(tagged, tag_names(settings.corpus.labels)))
        super().__init__(
            model=model,
            args=_arguments(job),
            train_dataset=windows,
            eval_dataset=windows if job.dev else None,  # only its presence counts: evaluate reads the documents
            data_collator=collator,
            compute_loss_func=partial(_loss, toll_weight=settings.tolls.weight),
            callbacks=_callbacks(job),
        )
        self.remove_callback(PrinterCallback)

    def create_optimizer(self, _model: Any = None) -> torch.optim.Optimizer:
        if self.optimizer is None:
            self.optimizer = torch.optim.AdamW(parameter_groups(self.learner, self.job.settings.optimizer), fused=True)
        return self.optimizer

    def _get_train_sampler(self, _train_dataset: Any = None) -> Sampler[int]:
        training = self.job.settings.training
        return PooledSampler(self.lengths, training.batch * training.accumulation, training.seed)

    def evaluate(self, *_args: Any, **_kwargs: Any) -> dict[str, float]:
        self.learner.train(mode=False)
        scores = dev_scores(self.tagger, self.job.settings, self.job.dev)
        self.learner.train()
        metrics = {f"eval_{_DEV}": scores["micro"]["strict"].f1, "eval_partial_f1": scores["micro"]["partial"].f1}
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


def _loss(
    outputs: TokenClassifierOutput,
    labels: torch.Tensor,
    num_items_in_batch: torch.Tensor | int | None = None,
    *,
    toll_weight: float = 0.0,
) -> torch.Tensor:
    """Return the cross entropy summed over labelled subwords, divided by their number in the whole optimizer step.

    The sum over answers about tolls is added with its weight before the division.
    """
    logits = outputs["logits"]
    summed = torch.nn.functional.cross_entropy(
        logits.view(-1, logits.shape[-1]).float(), labels.view(-1), ignore_index=IGNORED, reduction="sum"
    )
    if "toll_loss" in outputs:
        summed = summed + toll_weight * outputs["toll_loss"]
    return summed / (num_items_in_batch if num_items_in_batch is not None else (labels != IGNORED).sum())


def _callbacks(job: Job) -> list[TrainerCallback]:
    training = job.settings.training
    callbacks: list[TrainerCallback] = [Progress(job.title), ScoreEpochs(training.score_every)]
    if training.patience is not None:
        callbacks.append(EarlyStoppingCallback(early_stopping_patience=training.patience))
    if job.states is None:
        return callbacks
    callbacks.append(MetricsFile(job.states.parent / "metrics.jsonl"))
    callbacks.append(SaveEpochs(None if training.patience else training.save_every))
    if training.tensorboard:
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415 - an optional package
        from transformers.integrations.integration_utils import TensorBoardCallback  # noqa: PLC0415 - as above

        writer = SummaryWriter(str(job.states.parent / "tensorboard"))
        callbacks.append(TensorBoardCallback(writer))  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    return callbacks


def _arguments(job: Job) -> TrainingArguments:
    training, optimizer = job.settings.training, job.settings.optimizer
    number = int(processes().num_processes)
    if training.batch % number:
        raise ConfigError(
            f"training.batch is {training.batch}, which cannot be divided evenly among {number} processes"
        )
    return TrainingArguments(
        output_dir=str(job.states or tempfile.gettempdir()),  # without states nothing is written there
        num_train_epochs=training.epochs,
        per_device_train_batch_size=training.batch // number,
        gradient_accumulation_steps=training.accumulation,
        learning_rate=optimizer.learning_rate,
        warmup_steps=optimizer.warmup,  # below 1: a share of all steps
        lr_scheduler_type=optimizer.schedule,
        max_grad_norm=optimizer.max_gradient_norm,
        seed=training.seed,
        eval_strategy="epoch" if job.dev else "no",
        logging_steps=training.log_every,
        logging_nan_inf_filter=False,
        report_to="none",
        label_names=["labels"],  # Trainer looks for them in the model's signature, and a toll head's model has none
        disable_tqdm=True,
        save_total_limit=2,
        restore_callback_states_from_checkpoint=True,
        use_cpu=not torch.cuda.is_available(),
        ddp_find_unused_parameters=False,  # every parameter is used in every pass; torch would warn of that
        ddp_backend=None if torch.cuda.is_available() or number == 1 else "gloo",
        dataloader_pin_memory=torch.cuda.is_available(),
        **_precision(training.precision),
        **_checkpointing(on=training.gradient_checkpointing),
        **_early_stopping(training.patience),
    )


def _early_stopping(patience: int | None) -> Mapping[str, Any]:
    if patience is None:
        return {"save_strategy": "no"}
    return {
        "save_strategy": "best",
        "load_best_model_at_end": True,
        "metric_for_best_model": _DEV,
        "greater_is_better": True,
    }


def _precision(precision: str) -> Mapping[str, Any]:
    chosen = resolved_precision(precision)
    return {} if chosen == "fp32" else {chosen: True}


def _checkpointing(*, on: bool) -> Mapping[str, Any]:
    return {"activation_checkpointing": True} if on else {}  # older transformers do not know the name
