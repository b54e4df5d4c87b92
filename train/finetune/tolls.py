"""Learning tolls beside spans: what a window asks of the toll head, and its loss on the encoder that tags."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import DataCollatorForTokenClassification, PreTrainedModel
from transformers.modeling_outputs import TokenClassifierOutput

from hasila.arabic.dates import DatePhrase
from hasila.arabic.words import Word
from hasila.document import Document
from hasila.model.toll_head import TollHead, span_vectors
from hasila.tolls.count_features import ALONE_FEATURES
from hasila.tolls.fields import LINK_MASK, LINKS, PROPERTIES, link_answers, property_answers
from hasila.tolls.pairs import FEATURES, candidates_of, pairs_of

_WIDTHS = {
    "spans": 3,
    "pairs": 2,
    "known": len(FEATURES),
    "links": len(LINKS),
    "heads": 1,
    "alone": len(ALONE_FEATURES),
    "properties": len(PROPERTIES),
}
"""The columns that a row has for the toll head, and how many numbers each of their lines has."""
_POINTERS = ("pairs", "heads")
"""The columns that point at lines of `spans`."""


_ASKED = torch.tensor(LINK_MASK)


class TollQuestions:
    """What the tolls of a document, whose words `split` gives, ask of the toll head: its pairs and casualty spans.

    `phrases` are those that date, where the caller knows them.
    """

    def __init__(self, document: Document, words: Sequence[Word], phrases: Sequence[DatePhrase] | None = None) -> None:
        tolled = {toll.span for toll in document.tolls or ()}
        pairs = pairs_of(document, words, phrases)
        asked = np.isin(pairs.spans[:, 0], list(tolled))
        self.pairs, self.known = pairs.spans[asked], pairs.features[asked]
        self.links = link_answers(document, pairs)[asked]
        self.candidates = candidates_of(document, pairs.phrases)
        """What the pairs point at, in the order of its indices."""
        answered = np.isin(pairs.casualties, list(tolled))
        self.heads, self.alone = pairs.casualties[answered].tolist(), pairs.alone[answered]
        self.properties = property_answers(document, self.heads)

    def of_window(self, inside: Mapping[int, tuple[int, int]]) -> dict[str, list[list[int]]]:
        """Return the columns of a window; `inside` gives the subwords of each candidate in it, by its index."""
        lines = {index: line for line, index in enumerate(inside)}
        asked = [row for row, (head, other) in enumerate(self.pairs.tolist()) if head in lines and other in lines]
        heads = [row for row, head in enumerate(self.heads) if head in lines]
        return {
            "spans": [[0, start, end] for start, end in inside.values()],
            "pairs": [[lines[index] for index in self.pairs[row].tolist()] for row in asked],
            "known": self.known[asked].tolist(),
            "links": self.links[asked].astype(int).tolist(),
            "heads": [[lines[self.heads[row]]] for row in heads],
            "alone": self.alone[heads].tolist(),
            "properties": self.properties[heads].astype(int).tolist(),
        }


class TollCollator:
    """Collates windows for the tagger, and their columns for the toll head into one table each.

    A line of `spans` is (row of the batch, first subword, end); pointers count over the whole batch.
    """

    def __init__(self, collator: DataCollatorForTokenClassification) -> None:
        self.collator = collator

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, torch.Tensor]:
        """Return the tensors of a batch."""
        batch = self.collator([{name: value for name, value in row.items() if name not in _WIDTHS} for row in rows])
        return {**batch, **toll_tables(rows)}


def toll_tables(rows: Sequence[Mapping[str, Any]]) -> dict[str, torch.Tensor]:
    """Return the columns of some windows (TollQuestions.of_window) as one table each."""
    return {name: _table(rows, name, width) for name, width in _WIDTHS.items()}


def _table(rows: Sequence[Mapping[str, Any]], name: str, width: int) -> torch.Tensor:
    lines: list[list[int]] = []
    spans_before = 0
    for index, row in enumerate(rows):
        added = spans_before if name in _POINTERS else 0
        lines += ([index, *line[1:]] if name == "spans" else [value + added for value in line] for line in row[name])
        spans_before += len(row["spans"])
    return torch.tensor(lines, dtype=torch.long).reshape(-1, width)


class TaggerWithTolls(nn.Module):
    """A tagger and its toll head as one model, so that both learn from the same pass."""

    def __init__(self, tagger: PreTrainedModel, head: TollHead) -> None:
        super().__init__()
        self.tagger, self.head = tagger, head

    def forward(  # noqa: PLR0913, PLR0917 - one parameter a column
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        spans: torch.Tensor,
        pairs: torch.Tensor,
        known: torch.Tensor,
        links: torch.Tensor,
        heads: torch.Tensor,
        alone: torch.Tensor,
        properties: torch.Tensor,
    ) -> TokenClassifierOutput:
        """Return the tagger's outputs, and as `toll_loss` the cross entropy summed over all questions."""
        read = self.tagger(input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True)
        vectors = span_vectors(read.hidden_states[-1], spans)
        tables = {"pairs": pairs, "known": known, "links": links, "heads": heads, "alone": alone}
        outputs = TokenClassifierOutput(logits=read.logits)
        outputs["toll_loss"] = toll_loss(self.head, vectors, {**tables, "properties": properties})
        return outputs

    def gradient_checkpointing_enable(self, **settings: Any) -> None:
        """Pass on what Trainer asks of a model."""
        self.tagger.gradient_checkpointing_enable(**settings)  # type: ignore[no-untyped-call]  # transformers leaves it untyped


def toll_loss(head: TollHead, vectors: torch.Tensor, tables: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """Return the cross entropy summed over all questions of `toll_tables`; `vectors` are those of their spans."""
    known, heads = tables["known"], tables["heads"][:, 0]
    asked = asked_links(known)
    linked = _summed(head.score_links(vectors, tables["pairs"], known)[asked], tables["links"][asked])
    return linked + _summed(head.score_properties(vectors[heads], tables["alone"]), tables["properties"])


def asked_links(known: torch.Tensor) -> torch.Tensor:
    """Return which links pairs are asked for, shape (pairs, links), by what is `known` of them."""
    return _ASKED.to(known.device)[known[:, 0]]


def _summed(logits: torch.Tensor, answers: torch.Tensor) -> torch.Tensor:
    return nn.functional.binary_cross_entropy_with_logits(logits.float(), answers.float(), reduction="sum")
