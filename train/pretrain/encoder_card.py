"""The model card of a pretrained encoder: its origin, its text, its training, its scores, and its limits.

It is README.md with the front matter that model hubs read. The encoder that training started from may have such a card
itself; the new card continues its licence and history.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import ModelCard, ModelCardData
from pydantic import TypeAdapter

from hasila.model.encoders import MULTILINGUAL_E5, base_model, shipped_folder
from hasila.scoring.markdown import markdown
from train.pretrain.settings import PretrainSettings, TeachingSettings
from train.pretrain.texts import COUNTS, TextCounts
from train.pretrain.vocabulary import FINENESS, Fineness

_LICENCES = {MULTILINGUAL_E5: "mit"}

_SCORES = "## How it scores"

_LIMITS = """## Limits

- It knows how Arabic news is worded in the text above, in the years of that text; it does not know names that appeared
  later, and dialects are rare.
- It has absorbed what news says of peoples and parties, with all its slants. It is made to find words in a text, not
  to say what is true, and must not be the sole basis of a decision about a person.
- By itself it labels nothing: fine-tune it, and score the result on text of your own."""


@dataclass(frozen=True, slots=True)
class Perplexity:
    """A line of metrics.jsonl with the pseudo-perplexity of held-out text after a step; lower is better."""

    step: int
    pseudo_perplexity: float
    """The pseudo-perplexity per subword."""
    pseudo_perplexity_of_words: float


@dataclass(frozen=True, slots=True)
class PretrainingResults:
    """The measurements of a run."""

    counts: TextCounts
    """How many documents were read, left out and held out."""
    fineness: Fineness
    """How finely the tokenizer cuts."""
    scored: Sequence[Perplexity]
    """How well held-out words were predicted, from the first scored step to the last."""

    @property
    def steps(self) -> int:
        """The number of steps; the last one is scored."""
        return self.scored[-1].step


def read_pretraining_results(folder: Path) -> PretrainingResults:
    """Return the measurements of the run in `folder`."""
    rows = map(json.loads, (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines())
    scored = [row for row in rows if "pseudo_perplexity" in row]
    return PretrainingResults(
        TypeAdapter(TextCounts).validate_json((folder / "text" / COUNTS).read_bytes()),
        TypeAdapter(Fineness).validate_json((folder / "tokenizer" / FINENESS).read_bytes()),
        TypeAdapter(list[Perplexity]).validate_python(scored),
    )


def encoder_card(settings: PretrainSettings, results: PretrainingResults, parameters: int, layers: int) -> str:
    """Return the card of the encoder that a run made, with `parameters` weights and `layers` layers."""
    title = f"An Arabic news encoder of {layers} layers, {parameters / 1e6:.1f} million parameters"
    earlier = _earlier(settings.start.encoder)
    history = _history(earlier)
    start = _start(settings.start.encoder, told=bool(history))
    parts = [
        f"---\n{_front_matter(settings, title, earlier)}\n---",
        f"# {title}",
        _origin(start, settings.start.layers),
        "## What it read",
        _text(settings, results),
        "## How it was made",
        _recipe(settings, start, results.steps),
        *history,
        _SCORES,
        _scores(results),
        _LIMITS,
    ]
    return "\n\n".join(parts) + "\n"


def _earlier(start: str) -> ModelCard | None:
    """Return the card in the folder of the encoder named `start`; None without one."""
    path = (shipped_folder(start) or Path(start)) / "README.md"
    return ModelCard.load(path) if path.is_file() else None


def _history(earlier: ModelCard | None) -> list[str]:
    """Return the earlier card's sections on origin, text and recipe, with headings one level deeper."""
    if earlier is None or _SCORES not in earlier.content:
        return []
    told = earlier.text.partition(f"\n{_SCORES}")[0].strip().partition("\n")[2]
    return ["## What it began as", re.sub(r"^#", "##", told.strip(), flags=re.MULTILINE)]


def _front_matter(settings: PretrainSettings, title: str, earlier: ModelCard | None) -> str:
    start = settings.start.encoder
    data = ModelCardData(
        language="ar",
        library_name="transformers",
        pipeline_tag="fill-mask",
        license=earlier.data.get("license") if earlier else _LICENCES.get(start),
        base_model=earlier.data.get("base_model") if earlier else base_model(start),
        tags=["hasila"],
        model_name=title,
    )
    return str(data.to_yaml()).strip()


def _origin(start: str, layers: int | None) -> str:
    kept = "all its layers" if layers is None else f"{layers} of its layers, evenly spaced"
    return f"It began as {start} with {kept}, and was trained further to predict masked words of Arabic news."


def _start(encoder: str, *, told: bool) -> str:
    """Name the encoder that training started from; an earlier run that the card describes (`told`) is not named."""
    if encoder == MULTILINGUAL_E5:
        return f"`{encoder}` (MIT; Wang et al. 2024, arXiv 2402.05672)"
    return "the encoder of an earlier run, described below," if told and Path(encoder).exists() else f"`{encoder}`"


def _text(settings: PretrainSettings, results: PretrainingResults) -> str:
    counts = results.counts
    files = "\n".join(
        f"- `{source.path.name}`" + (f", {source.repeat} times in each pass" if source.repeat > 1 else "")
        for source in settings.text.sources
    )
    return (
        f"{files}\n\nOf {counts.read:,} documents {counts.repeated:,} were left out because they repeat earlier "
        f"ones, {counts.excluded:,} because they share eight words in a row with evaluation text, and "
        f"{counts.held_out:,} are held out; {counts.words:,} words remain, punctuation included."
    )


def _recipe(settings: PretrainSettings, start: str, steps: int) -> str:
    masking, training, optimizer = settings.masking, settings.training, settings.optimizer
    pieces = steps * training.batch * training.accumulation * masking.length
    tokenizer = (
        f"The tokenizer of {start} was kept."
        if settings.vocabulary.pieces is None
        else f"A WordPiece vocabulary of at most {settings.vocabulary.pieces:,} subwords replaced the old one; "
        "each subword began as the mean of the subwords that the old tokenizer cuts it into."
    )
    return (
        f"{tokenizer} Whole words were masked, {masking.share:.0%} of each sequence of {masking.length} subwords, in "
        f"{steps:,} steps of {training.batch * training.accumulation} sequences: {pieces / 1e6:.1f} million "
        f"subwords{_time(training.minutes)}. AdamW at a rate of {optimizer.learning_rate:g}, with "
        f"{_part(optimizer.warmup)} of warm-up and {_part(optimizer.decay)} of decay.{_taught(settings.teaching)}"
    )


def _time(minutes: float | None) -> str:
    return "" if minutes is None else f", in {minutes:g} minutes"


def _part(part: float) -> str:
    return f"{part:.0%} of the run" if 0 < part < 1 else f"{part:,} steps"


def _taught(teaching: TeachingSettings) -> str:
    told = ""
    if teaching.encoder is not None:
        told += (
            f" It also learnt from `{teaching.encoder}`: its hidden states (weight {teaching.hidden:g}) and its "
            f"attention relations ({teaching.relations:g})."
        )
    if teaching.original:
        told += f" The states of words were kept close to those of the original encoder (weight {teaching.original:g})."
    return told


def _scores(results: PretrainingResults) -> str:
    fineness = results.fineness
    first_and_last = [*results.scored[:1], *results.scored[1:][-1:]]
    rows = [
        [f"{row.step:,}", f"{row.pseudo_perplexity:.2f}", f"{row.pseudo_perplexity_of_words:.2f}"]
        for row in first_and_last
    ]
    table = "\n".join(markdown([["step", "pseudo-perplexity per subword", "per word"], *rows]))
    return (
        f"{table}\n\nMeasured on held-out documents: each word is predicted once, and a fifth of the words are masked "
        f"together. The tokenizer cuts held-out text into {fineness.pieces_a_word:.2f} subwords per word, "
        f"{fineness.pieces_a_word_without_signs:.2f} without punctuation; {fineness.cut_names:.0%} of the words "
        "of names in data/gazetteer.yaml are cut into more than two subwords."
    )
