"""Weights from an earlier run: those of its encoder, and those of its head for the tags that both runs have.

An intermediate stage on a neighbouring task (Phang et al. 2018, arXiv 1811.01088), such as named entities, teaches an
encoder what a small corpus cannot.
"""

from hasila.errors import ConfigError
from hasila.model.checkpoint import Checkpoint
from hasila.model.encoders import Tagger
from hasila.tagging.bio import tag_names


def initialise(tagger: Tagger, source: Checkpoint, name: str) -> list[str]:
    """Copy the weights of `source` (called `name` in messages) into `tagger`; return the tags whose head is copied.

    Tags that `source` does not have keep their new, untrained head. Raises ConfigError if the encoders differ.
    """
    ours, theirs = tagger.model.state_dict(), source.tagger.model.state_dict()
    encoder = {key: weight for key, weight in theirs.items() if not key.startswith("classifier.")}
    if {key: weight.shape for key, weight in encoder.items()} != {
        key: weight.shape for key, weight in ours.items() if not key.startswith("classifier.")
    } or tagger.tokenizer.get_vocab() != source.tagger.tokenizer.get_vocab():
        raise ConfigError(
            f"encoder.initialise_from: {name} differs from the encoder that encoder.name and encoder.layers name; "
            f"train both with the same"
        )
    theirs_by_tag = {tag: index for index, tag in enumerate(tag_names(source.manifest.labels))}
    ours_by_tag = {tag: index for index, tag in (tagger.model.config.id2label or {}).items()}
    shared = [tag for tag in ours_by_tag if tag in theirs_by_tag]
    for key in ("classifier.weight", "classifier.bias"):
        for tag in shared:
            ours[key][ours_by_tag[tag]] = theirs[key][theirs_by_tag[tag]]
    tagger.model.load_state_dict({**ours, **encoder})
    return shared
