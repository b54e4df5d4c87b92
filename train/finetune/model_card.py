"""The model card beside a checkpoint: its training data, its scores, and its limits.

It is README.md with the front matter that model hubs read.
"""

from collections.abc import Sequence

from huggingface_hub import EvalResult, ModelCardData

from hasila.corpus.stats import by_field
from hasila.document import Document
from hasila.model.encoders import base_model
from hasila.runtime.manifest import Manifest
from hasila.runtime.training_record import ModelSize
from hasila.scoring.markdown import markdown as markdown_table
from hasila.scoring.markdown import plain
from hasila.scoring.metrics import Scores
from hasila.scoring.table import score_markdown
from train.finetune.settings import Settings

_LIMITS = """## Limits

- Scores differ on text of another kind than the training text. Score the model on a sample of your own:
  `python -m eval CHECKPOINT --corpus YOURS.jsonl --split all`.
- It reads what a text says, not what happened. Figures from conflicts are contested: a span is a claim of its source.
- It must not be the sole basis of a decision about a person.
"""


def model_card(
    settings: Settings, manifest: Manifest, train: Sequence[Document], size: ModelSize, scores: Scores | None
) -> str:
    """Return the card of a checkpoint trained on `train`; `scores` are those of the dev split, if there is one."""
    title = f"hasila: {', '.join(manifest.labels)} in Arabic news"
    parts = [
        f"---\n{_front_matter(settings, scores, title)}\n---",
        f"# {plain(title)}",
        _summary(settings, size),
        "## What it was trained on",
        "\n".join(markdown_table(by_field(train, "split", manifest.labels))),
        _augmented(settings),
        "\n".join(f"- `{path}`, sha256 `{checksum}`" for path, checksum in manifest.training.files().items()),
        *_datasheets(settings),
    ]
    if scores is not None:
        cooled = f"A span's score is its probability at temperature {manifest.temperature:g}, fitted on that split."
        parts += [f"## How it scores on the {settings.corpus.dev} split", score_markdown(scores).rstrip(), cooled]
    parts += [_USE, _LIMITS.rstrip(), "## How it was made", _packages(manifest)]
    return "\n\n".join(parts) + "\n"


_USE = """## How to use it

```
hasila extract CHECKPOINT article.txt
```

returns spans with exact offsets for texts of any length. The folder also opens with transformers
(`AutoModelForTokenClassification.from_pretrained`), but without the folding of words, the windows over long
texts and the transitions that Hasila adds."""


def _front_matter(settings: Settings, scores: Scores | None, title: str) -> str:
    results = []
    if scores is not None:
        results = [
            EvalResult(
                task_type="token-classification",
                dataset_type="hasila",
                dataset_name=f"{', '.join(map(str, settings.corpus.of_dev()))} ({settings.corpus.dev})",
                metric_type="f1",
                metric_name=f"{scheme} micro F1",
                metric_value=round(scores["micro"][scheme].f1, 4),
            )
            for scheme in ("strict", "partial")
        ]
    data = ModelCardData(
        language="ar",
        library_name="transformers",
        pipeline_tag="token-classification",
        base_model=base_model(settings.encoder.name),
        tags=["hasila", "named-entity-recognition", "conflict"],
        model_name=title,
        eval_results=results,
    )
    return str(data.to_yaml()).strip()


def _summary(settings: Settings, size: ModelSize) -> str:
    layers = "all its layers" if settings.encoder.layers is None else f"its lowest {settings.encoder.layers} layers"
    began = settings.encoder.initialise_from
    return (
        f"The encoder `{settings.encoder.name}` with {layers}, {size.parameters / 1e6:.1f} million parameters, of "
        f"which {size.trained / 1e6:.1f} million were trained"
        + ("." if began is None else f", starting from the weights of `{began}`.")
    )


def _datasheets(settings: Settings) -> list[str]:
    """Return a sentence that names the README.md beside or above each corpus; nothing without any."""
    folders = [path if path.is_dir() else path.parent for path in settings.corpus.named()]
    pages = (index / "README.md" for folder in folders for index in (folder, folder.parent))
    sheets = dict.fromkeys(page for page in pages if page.is_file())
    told = ", ".join(f"`{sheet}`" for sheet in sheets)
    return [f"What these texts are, and what they cannot show: {told}."] if sheets else []


def _augmented(settings: Settings) -> str:
    chosen = settings.corpus.augmentation
    if not chosen.copies:
        return "No passage was augmented."
    chances = {
        "mentions": chosen.mentions,
        "names": chosen.names,
        "numbers": chosen.numbers,
        "spelling": chosen.spelling,
    }
    told = ", ".join(f"{name} {chance:.0%}" for name, chance in chances.items() if chance)
    return f"In addition, {chosen.copies} changed copies of each passage were trained on (chance of a change: {told})."


def _packages(manifest: Manifest) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in manifest.training.packages.items())
    return f"The run's `config.yaml` is part of `hasila.json` beside this file. {versions}."
