"""Additional losses: from a teacher (distil), and from the original encoder (anchor)."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from transformers import BertForMaskedLM, BertModel

from hasila.errors import ConfigError
from hasila.model.encoders import Tagger, new_tagger
from train.pretrain.anchor import Anchor
from train.pretrain.distil import Inside, hidden_distance, relation_distance, seen_inside
from train.pretrain.masking import Masked, Masker
from train.pretrain.packing import Batch
from train.pretrain.settings import PretrainSettings, TeachingSettings

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True, slots=True, eq=False)
class Teaching:
    """The teachers of a run, if it has any, and the activations of them and of the student."""

    settings: TeachingSettings
    student: Inside
    teacher: BertModel | None
    taught: Inside
    """The activations of the teacher."""
    anchor: Anchor | None

    def loss(self, batch: Batch, masked: Masked, ids: torch.Tensor) -> torch.Tensor | None:
        """Return the weighted distances from the teachers, for what the student has just read; None without any.

        `ids` are those of `masked`, shape (sequences, length).
        """
        parts: list[torch.Tensor] = []
        if self.teacher is not None:
            with torch.no_grad():
                self.teacher.to(ids.device)(input_ids=ids)  # type: ignore[arg-type]  # torch types devices loosely
            if self.settings.hidden:
                parts.append(self.settings.hidden * hidden_distance(self.student, self.taught))
            if self.settings.relations:
                heads = self.settings.heads
                parts.append(self.settings.relations * relation_distance(self.student, self.taught, heads))
        if self.anchor is not None:
            parts.append(self.settings.original * self.anchor.distance(batch, masked, self.student))
        return torch.stack(parts).sum() if parts else None


@contextmanager
def teaching(
    settings: PretrainSettings, student: BertForMaskedLM, tokenizer: "PreTrainedTokenizerBase", masker: Masker
) -> Iterator[Teaching]:
    """Load the teachers that `settings` name and record activations of them and of `student` until the block ends.

    Raises ConfigError if a teacher does not fit the student.
    """
    chosen = settings.teaching
    with ExitStack() as stack:
        teacher, student_inside, taught = None, Inside(), Inside()
        if chosen.encoder is not None or chosen.original:
            student_inside = stack.enter_context(seen_inside(student.bert))
        if chosen.encoder is not None:
            teacher = _teacher(chosen, student, tokenizer)
            taught = stack.enter_context(seen_inside(teacher))
        anchor = Anchor(_before(settings, student), tokenizer, masker) if chosen.original else None
        yield Teaching(chosen, student_inside, teacher, taught, anchor)


def _teacher(settings: TeachingSettings, student: BertForMaskedLM, tokenizer: "PreTrainedTokenizerBase") -> BertModel:
    tagger = new_tagger(str(settings.encoder), None, ("ACTOR",))
    teacher, faults = tagger.model.base_model, []
    if not isinstance(teacher, BertModel):
        raise ConfigError(f"teaching.encoder: {settings.encoder} is not a BERT")
    if tagger.tokenizer.get_vocab() != tokenizer.get_vocab():
        faults.append("another tokenizer (vocabulary.pieces=null keeps that of start.encoder)")
    if teacher.config.num_hidden_layers < student.config.num_hidden_layers:
        faults.append("fewer layers")
    if settings.hidden and teacher.config.hidden_size != student.config.hidden_size:
        faults.append("another width, so that teaching.hidden must be 0")
    if any(model.config.hidden_size % settings.heads for model in (teacher, student)):
        faults.append(f"a width that teaching.heads={settings.heads} does not divide")
    if faults:
        raise ConfigError(
            f"teaching.encoder: {settings.encoder} and the student do not fit: it has {'; '.join(faults)}"
        )
    teacher.train(mode=False)
    return teacher


def _before(settings: PretrainSettings, student: BertForMaskedLM) -> Tagger:
    before = new_tagger(settings.start.encoder, None, ("ACTOR",))
    if before.model.config.hidden_size != student.config.hidden_size:
        raise ConfigError(f"teaching.original: {settings.start.encoder} has another width than the student")
    return before
