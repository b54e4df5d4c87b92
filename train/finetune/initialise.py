"""Weights from an earlier run: of its encoder, of its head for the tags that both runs have, and of its toll head.

An intermediate stage on a neighbouring task (Phang et al. 2018, arXiv 1811.01088), such as named entities, teaches an
encoder what a small corpus cannot. A model that learns on from corrections keeps what it knew.
"""

from dataclasses import replace

from torch import Size

from hasila.errors import ConfigError
from hasila.model.checkpoint import Checkpoint
from hasila.model.encoders import Tagger
from hasila.model.toll_head import TollHead
from hasila.tagging.bio import tag_names


def initialise(tagger: Tagger, source: Checkpoint, name: str) -> tuple[Tagger, list[str]]:
    """Copy the weights of `source` (called `name` in messages) into `tagger`.

    Returns the tagger, which has the temperature of `source` if it has its tags, and what was copied beside the
    encoder: tags, and the toll head. Tags that `source` does not have keep their new, untrained head, and so does a
    toll head of another size. Raises ConfigError if the encoders differ.
    """
    shared = _initialise_tags(tagger, source, name)
    temperature = source.tagger.temperature if len(shared) == len(tagger.tags) else tagger.temperature
    return replace(tagger, temperature=temperature), [*shared, *_initialise_tolls(tagger, source)]


def _initialise_tags(tagger: Tagger, source: Checkpoint, name: str) -> list[str]:
    ours, theirs = tagger.model.state_dict(), source.tagger.model.state_dict()
    encoder = {key: weight for key, weight in theirs.items() if not key.startswith("classifier.")}
    if {key: weight.shape for key, weight in encoder.items()} != {
        key: weight.shape for key, weight in ours.items() if not key.startswith("classifier.")
    } or tagger.tokenizer.get_vocab() != source.tagger.tokenizer.get_vocab():
        raise ConfigError(
            f"encoder.initialise_from: {name} has another encoder than encoder.name and encoder.layers give; "
            f"train both with the same one"
        )
    theirs_by_tag = {tag: index for index, tag in enumerate(tag_names(source.manifest.labels))}
    ours_by_tag = {tag: index for index, tag in (tagger.model.config.id2label or {}).items()}
    shared = [tag for tag in ours_by_tag if tag in theirs_by_tag]
    for key in ("classifier.weight", "classifier.bias"):
        for tag in shared:
            ours[key][ours_by_tag[tag]] = theirs[key][theirs_by_tag[tag]]
    tagger.model.load_state_dict({**ours, **encoder})
    return shared


def _initialise_tolls(tagger: Tagger, source: Checkpoint) -> list[str]:
    ours, theirs = tagger.toll_head, source.tagger.toll_head
    if ours is None or theirs is None or _shapes(ours) != _shapes(theirs):
        return []
    ours.load_state_dict(theirs.state_dict())
    return ["tolls"]


def _shapes(head: TollHead) -> dict[str, Size]:
    return {name: weight.shape for name, weight in head.state_dict().items()}
