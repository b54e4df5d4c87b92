"""The tokenizer: WordPiece for Arabic news, and how finely it cuts words and names.

A subword at the beginning of a word is the same with or without a space before the word in the text; one inside a word
begins with ##. Digits are separate. Every letter, digit and sign in use is a subword by itself, at the beginning and
inside, so that hardly any word is unknown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from hasila.arabic.words import is_symbol
from hasila.model.tokenizers import framed

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
INSIDE = "##"
FINENESS = "fineness.json"
"""The file that records how finely the tokenizer beside it cuts."""
_SIGNS = (
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگڤ"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "0123456789.,:;!?%()[]{}<>«»“”‘’\"'،؛؟-–—_/\\|#@&*+=$€£…•"
)
_SEEN = 3
"""A word seen less often is left out of the tokenizer's training; most such words are mistyped."""
_ALPHABET = 400
"""How many different characters are subwords by themselves."""
_MANY = 2
"""A word of a name with more subwords than this counts as fragmented."""


def train_tokenizer(lines: Iterable[str], pieces: int) -> PreTrainedTokenizerFast:
    """Return a tokenizer of at most `pieces` subwords, trained on `lines` of folded words."""
    counts = {word: count for word, count in word_counts(lines).items() if count >= _SEEN}
    letters = _alphabet(counts)
    # The trainer numbers letters inside words in no fixed order, and these numbers decide between equally frequent
    # subwords. As special tokens the letters get their numbers beforehand.
    trainer = trainers.WordPieceTrainer(
        vocab_size=pieces,
        special_tokens=[*SPECIAL, *(INSIDE + letter for letter in letters)],
        initial_alphabet=letters,
        limit_alphabet=len(letters),
        continuing_subword_prefix=INSIDE,
        show_progress=False,
    )
    tokenizer = _tokenizer({piece: index for index, piece in enumerate(SPECIAL)})
    tokenizer.train_from_iterator(_repeated(counts), trainer)
    return framed(_tokenizer(tokenizer.get_vocab(with_added_tokens=False)), mask_token="<mask>")


def _alphabet(counts: Mapping[str, int]) -> list[str]:
    """Return the characters that are subwords by themselves: those required, and the most frequent others."""
    seen: Counter[str] = Counter()
    for word, count in counts.items():
        for letter in word:
            seen[letter] += count
    others = sorted(set(seen) - set(_SIGNS), key=lambda letter: (-seen[letter], letter))
    return sorted([*_SIGNS, *others[: _ALPHABET - len(_SIGNS)]])


def word_counts(lines: Iterable[str]) -> Counter[str]:
    """Return how often each word occurs in `lines`, whose words are separated by spaces."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(line.split())
    return counts


def _repeated(counts: Mapping[str, int]) -> Iterator[str]:
    """Yield each word repeated as often as it was counted, in a fixed order."""
    for word, count in sorted(counts.items()):
        yield " ".join([word] * count)


def _tokenizer(vocabulary: Mapping[str, int]) -> Tokenizer:
    made = Tokenizer(models.WordPiece(dict(vocabulary), unk_token="<unk>", continuing_subword_prefix=INSIDE))
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Punctuation("isolated"),
            pre_tokenizers.Digits(individual_digits=True),
        ]
    )
    made.decoder = decoders.WordPiece(INSIDE, cleanup=False)
    return made


def pieces_of(words: Sequence[str], tokenizer: "PreTrainedTokenizerBase") -> list[list[int]]:
    """Return the ids of each folded word by itself, at least one for each, like hasila.runtime.tokenizer."""
    if not words:
        return []
    # Some tokenizers mark the space before a word.
    found: list[list[int]] = tokenizer([f" {word}" for word in words], add_special_tokens=False)["input_ids"]
    return [ids or [int(tokenizer.unk_token_id)] for ids in found]


@dataclass(frozen=True, slots=True)
class Fineness:
    """How finely a tokenizer cuts text."""

    pieces_a_word: float
    """Of words and signs, as hasila.arabic.words splits them."""
    pieces_a_word_without_signs: float
    unknown: float
    """The share of words with an unknown subword."""
    cut_names: float
    """The share of the words of names that are cut into more than two subwords."""


def fineness(tokenizer: "PreTrainedTokenizerBase", counts: Mapping[str, int], names: Iterable[str]) -> Fineness:
    """Return how finely `tokenizer` cuts the words in `counts` and the words of `names`."""
    cut = dict(zip(counts, pieces_of(list(counts), tokenizer), strict=True))
    without = {word: count for word, count in counts.items() if not is_symbol(word)}
    unknown = sum(count for word, count in counts.items() if tokenizer.unk_token_id in cut[word])
    words_of_names = [word for name in names for word in name.split()]
    long = sum(len(ids) > _MANY for ids in pieces_of(words_of_names, tokenizer))
    return Fineness(
        sum(len(cut[word]) * count for word, count in counts.items()) / sum(counts.values()),
        sum(len(cut[word]) * count for word, count in without.items()) / sum(without.values()),
        unknown / sum(counts.values()),
        long / len(words_of_names),
    )
