"""How many people a casualty span counts, in whose group they are, and what happened to them.

A document is read once, word by word; each span then looks only at its own words and at the nearest harm words of its
sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import regex

from hasila.arabic.casualties import harm_of_word
from hasila.arabic.numbers import is_number
from hasila.arabic.sentences import SENTENCE_ENDS
from hasila.arabic.victims import groups_of, number_of_noun
from hasila.toll import CountKind, CountModifier, Group, Harm
from hasila.tolls.amounts import Amount, amounts_of
from hasila.tolls.duals import goes_on_from_two, noun_of_two_or_many, nouns_of_two
from hasila.tolls.groups import continues_part, groups_behind, inherited_groups, total_of
from hasila.tolls.harm_words import HarmWords, forms_before, forms_between, harm_at
from hasila.tolls.harms import harm_with_neighbour, leaning_harm, own_harm
from hasila.tolls.mentions import Mention, TextWord, mentions_of


@dataclass(frozen=True, slots=True)
class VictimCount:
    """How many people were harmed and how: at least `low`, at most `high`, None where the words set no upper bound.

    Several harms are counted jointly. `group` is the victims' as worded. Raises ValueError for impossible bounds.
    """

    harm: tuple[Harm, ...]
    low: int
    high: int | None
    modifier: CountModifier
    kind: CountKind
    group: tuple[Group, ...] = ()
    leans: bool = False
    """Whether the harm is that of other words than the span's own."""

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"a count cannot be between {self.low} and {self.high}")


def read_counts(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[tuple[VictimCount, ...]]:
    """Return the counts of each casualty span (start, end) of a text, in the order of `spans`, which is the text's.

    A span with several quantities has several counts. The harm of a span without a harm word is that of the word or
    span that it leans on: of the words and the span before it in the sentence, else of the words after, else of the
    span before; without any, killed.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "قُتل أربعة جنود، بينهم ضابط"
    >>> counts = read_counts(words_of(text), [(0, 15), (23, 27)])
    >>> [(count.low, *count.harm, *count.group) for (count,) in counts]
    [(4, 'killed', 'military'), (1, 'killed', 'military')]
    """
    mentions = list(mentions_of(words, spans))
    harms = HarmWords.of(words, mentions)
    twos = nouns_of_two(words)
    found: list[tuple[VictimCount, ...]] = []
    before: Mention | None = None
    for mention in mentions:
        own = own_harm(words, mention)
        harm = own or leaning_harm(words, harms, mention, before) or ("killed",)
        nobody = _is_nobody(words, mention)
        people = _People(harm, inherited_groups(words, mention, before), leans=not own, nobody=nobody, twos=twos)
        found.append(tuple(_all_counted(words, mention, people)))
        before = replace(
            mention,
            harm=harm,
            whole=harm_with_neighbour(words, mention, harm, before),
            part=continues_part(words, mention, before),
            total=total_of(words, mention, before, found[-1][-1].group),
        )
    return found


_MODIFIERS: tuple[tuple[CountModifier, str], ...] = (
    (
        "at_least",
        r"علي الاقل|عالاقل|او يزيدون|ما ?لا ?يقل عن|لا [يت]قل (?:عدده[ما] )?عن|علي اقل تقدير|او اكثر|[كب]حد ادني",
    ),
    ("at_most", r"(?:ما )?(?:لا|لم) [يت](?:زيد|زد|ربو|تجاوز|تعدي?)(?: عن| علي)?|يصل الي|علي الاكثر|كحد اقصي"),
    (
        "over",
        (
            r"ل?(?:اكثر|اكتر|كثر|ازيد) ?من|(?:ما)?[يت](?:زيد|ربو) (?:عدده[ما] )?(?:عن|علي)|[يت]فوق|[يت]?تجاوزت?|"
            r"ينوف|[يت]نيف (?:عن|علي)|نيفا?|"
            r"(?:اكثر|فوق)(?: ال)?(?= \d)"
        ),
    ),
    ("under", r"اقل من|يقل عن"),
    ("likely", r"يرجح|علي الارجح|يحتمل|يعتقد|يتوقع"),
    (
        "about",
        (
            r"نحو|حوالي|زهاء|قرابه|تقريبا|ما ?يقارب|ما ?يقرب من|(?:ما )?[يت]قدر ب|يقارب|(?:ما )?يناهز|حدود|"
            r"او نحوهم|شي(?= \d)"
        ),
    ),
)
_MODIFIER_WORDS = tuple(
    (modifier, regex.compile(rf"(?:^| )[وفبل]?(?:ال)?(?:{words})(?= |$)")) for modifier, words in _MODIFIERS
)


@dataclass(frozen=True, slots=True)
class _People:
    """What is known of the people of a span, however many they are: their harm, and the groups that they take over."""

    harm: tuple[Harm, ...]
    inherited: tuple[Group, ...]
    leans: bool
    nobody: bool
    """Whether the words say that there are none."""
    twos: frozenset[tuple[str, int]]
    """Nouns of which the text tells of two, and in which sentence."""


def _all_counted(words: Sequence[TextWord], mention: Mention, people: _People) -> Iterator[VictimCount]:
    """Yield the count of each amount of a span."""
    amounts = [_as_two(words, mention, amount, people.twos) for amount in amounts_of(words, mention)]
    for amount, harm in zip(amounts, _harms_of_each(people.harm, amounts), strict=True):
        yield _counted(words, mention, replace(people, harm=harm), amount)


def _as_two(words: Sequence[TextWord], mention: Mention, amount: Amount, twos: frozenset[tuple[str, int]]) -> Amount:
    """Return an amount of many as one of two if its noun may be a dual and other words say so.

    «مقتل عسكريين» may be two or many; with «عسكريين اثنين» in the next sentence or «وإصابة ثالث» behind it, it is two.
    """
    nouns = set(filter(None, map(noun_of_two_or_many, amount.words)))
    if amount.kind != "plural" or not nouns or mention.start >= len(words):
        return amount
    here = words[mention.start].sentence
    near = {(noun, sentence) for noun in nouns for sentence in (here - 1, here, here + 1)}
    behind = [word.form for word in words[mention.end : mention.end + _BEHIND_TWO]]
    if near.isdisjoint(twos) and not goes_on_from_two(list(takewhile(lambda form: form not in SENTENCE_ENDS, behind))):
        return amount
    return replace(amount, low=2, high=2, kind="dual")


_BEHIND_TWO = 3
"""Words behind a count that may show that it is of two."""


def _harms_of_each(harm: tuple[Harm, ...], amounts: Sequence[Amount]) -> list[tuple[Harm, ...]]:
    """Return the harm of each of a span's amounts: that of the span, unless each names one: «القتلى 12 والجرحى 30»."""
    named = [_named(amount) for amount in amounts]
    return named if len(amounts) > 1 and all(len(harms) == 1 for harms in named) else [harm] * len(amounts)


def _named(amount: Amount) -> tuple[Harm, ...]:
    """Return the harms that the words of an amount name."""
    return tuple(dict.fromkeys(harm for word in amount.words if (harm := harm_of_word(word))))


def _counted(words: Sequence[TextWord], mention: Mention, people: _People, amount: Amount) -> VictimCount:
    own = groups_of(amount.words) or groups_behind(words, mention)
    modifier = _modifier(words, mention, amount)
    nobody = people.nobody or not _NONE.isdisjoint(amount.words)
    low, high = (0, 0) if nobody else _bounds(amount, modifier)
    group = tuple(dict.fromkeys((*people.inherited, *own)))
    return VictimCount(people.harm, low, high, modifier, amount.kind, group, people.leans)


def _modifier(words: Sequence[TextWord], mention: Mention, amount: Amount) -> CountModifier:
    """Return the modifier that the words of an amount carry, or those around its span: «تخطت […]», «[…] على الأقل»."""
    found: tuple[CountModifier, ...] = (
        amount.modifier,
        _modifier_in(" ".join(amount.words)),
        _compared_before(words, mention),
        "at_least" if _at_least_behind(words, mention) else "none",
        "likely" if _is_likely(words, mention) else "none",
    )
    return next((modifier for modifier in found if modifier != "none"), "none")


def _compared_before(words: Sequence[TextWord], mention: Mention) -> CountModifier:
    """Return what a verb before a span says of its number: «تجاوز عدد القتلى [80]», «لا يقل عدد القتلى عن [80]»."""
    told = " ".join(word.form for word in words[max(mention.start - _BEFORE_COUNT, 0) : mention.start])
    if compared := next((modifier for modifier, pattern in _NUMBER_IS if pattern.search(told)), None):
        return compared
    for index in range(mention.start - 1, max(mention.start - _BEFORE_COUNT, 0) - 1, -1):
        form = words[index].form
        earlier = words[index - 1].form if index else ""
        if form in SENTENCE_ENDS or form == "،" or (is_number(form) and earlier not in _BEFORE_YEAR):
            return "none"
        if harm_at(words, index) and form.startswith(("و", "ف")) and number_of_noun(form) is None:
            return "none"  # «وقتل» begins to tell of others; «وجرحى» goes on
        if _BEYOND.fullmatch(form):
            return "at_most" if earlier in _NOT else "over"
    return "none"


def _is_nobody(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether a span counts nobody: «لم يسفر القصف عن [مقتل أي جندي]»."""
    own = [word.form for word in words[mention.start : mention.end]]
    told = [word.form for word in words[max(mention.start - _BEFORE_ANY, 0) : mention.start]] + own
    sentence = list(takewhile(lambda form: form not in SENTENCE_ENDS, reversed(told)))
    return "اي" in sentence[: len(own)] and not _NEGATES.isdisjoint(sentence)


def _at_least_behind(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether «على الأقل» follows before anything else is counted or harmed."""
    for index in range(mention.end, min(mention.end + _BEHIND_COUNT, len(words)) - 1):
        form = words[index].form
        if harm_at(words, index) or form in SENTENCE_ENDS or is_number(form):
            return False
        if (form, words[index + 1].form) == ("علي", "الاقل"):
            return True
    return False


def _is_likely(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether the words around doubt the harm: «يُعتقد [مقتل 20]», «[20] يُعتقد أنهم قُتلوا»."""
    if _DOUBTS.search(" ".join(forms_before(words, mention.start, 3))):
        return True
    behind = forms_between(words, mention.end, mention.end + 2)
    harmed = mention.end + 2 < len(words) and harm_at(words, mention.end + 2)
    return bool(harmed) and any(map(_LIKELY.fullmatch, behind[:1]))


_BEHIND_COUNT = 9
"""Words behind a count in which «على الأقل» may follow."""
_BEFORE_COUNT = 6
"""Words before a count among which a verb may compare its number."""
_NUMBER_OF = r"(?:عدد|حصيله)(?: [^ ،.\d]+){1,3}"
_NUMBER_IS: tuple[tuple[CountModifier, regex.Pattern[str]], ...] = (
    ("at_least", regex.compile(rf"(?:^| )[وف]?(?:ما )?(?:لا|لم) [يت]قل {_NUMBER_OF} عن$")),
    ("at_most", regex.compile(rf"(?:^| )[وف]?(?:لا|لم) [يت]زي?د {_NUMBER_OF} (?:عن|علي)$")),
    ("over", regex.compile(rf"(?:^| )[وف]?(?<!(?:لا|لم) )(?:[يت]زيد|زادت?|[يت]ربو) {_NUMBER_OF} (?:عن|علي)$")),
)
"""What a verb says of a number right before a span: «لا يقل عدد القتلى عن»."""
_BEYOND = regex.compile(r"[وف]?(?:[يت]?تخطي?|تخطت|[يت]?تجاوزت?|[يت]تعدي?|فاقت?|[يت]فوق)|عتبه")
_BEFORE_YEAR = frozenset(["في", "عام", "سنه"])
_NOT = frozenset(["لا", "ولا", "لم", "ولم", "ما"])
_NEGATES = _NOT | {"لن", "ولن", "دون", "بدون", "عدم", "بعدم", "ليس", "ليست", "نفي", "نفت"}
_NONE = frozenset(["صفر", "وصفر", "0"])
_BEFORE_ANY = 8
"""Words before a span with «أي» among which its negation may stand."""
_DOUBTS = regex.compile(r"(?:^| )[وف]?(?:[يت](?:عتقد|رجح|حتمل)(?: ان)?|رجحت?(?: ال\w+)?)$")
_LIKELY = regex.compile(r"[يت](?:عتقد|رجح|حتمل)")


def _modifier_in(phrase: str) -> CountModifier:
    return next((modifier for modifier, words in _MODIFIER_WORDS if words.search(phrase)), "none")


def _bounds(amount: Amount, modifier: CountModifier) -> tuple[int, int | None]:
    if modifier in {"over", "at_least"}:
        return amount.low, None
    if modifier in {"under", "at_most"}:
        return 0, amount.low - (modifier == "under")
    return amount.low, amount.high
