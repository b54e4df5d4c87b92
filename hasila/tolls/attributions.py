"""Attributions: where words say on whose word the rest of a sentence stands, and which words name a source.

«قال مصدر طبي إن», «بحسب شهود عيان», «إعلام محلي:», «وأضاف أن».
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from hasila.arabic.casualties import harm_of_word
from hasila.arabic.speakers import (
    ACCORDING,
    ADDING,
    BELONGING,
    GOES_ON,
    NOBODY,
    OFFICE,
    OUTLET,
    PRESS,
    PUBLISHES,
    QUOTES_OTHERS,
    SPEAKER,
    SPEECH,
    TELLS,
    THAT,
)
from hasila.arabic.words import is_symbol
from hasila.tolls.mentions import TextWord

_MOST = 6
"""The most words that name a source."""
_BETWEEN = 4
"""The most words between a word of telling and who tells: «أعلن، أمس الأحد، مصدر»."""
_QUOTED = 8
"""The most words between a medium and whom it quotes: «نقلت الوكالة في نشرتها عن مصدر»."""
_QUOTE_SIGNS = frozenset("\"'“”«»„")
_DAYS = frozenset(
    (
        *("امس", "اليوم", "يوم", "صباح", "مساء", "فجر", "ليل"),
        *("الاحد", "الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "السبت"),
    )
)
_ASIDE = _DAYS | {"به", "بها", "فيه", "عنه", "له", "لنا", "قد", "ايضا", "كذلك", "بدوره", "بدورها", "مجددا"}
"""What may stand between a verb and who tells."""
_ENDS = (
    _DAYS
    | THAT
    | {
        *("في", "وفي", "عن", "الي", "علي", "من", "مع", "ب", "ل", "لنا", "بعد", "حول", "خلال", "عبر", "منذ", "بشان"),
        *("ما", "كما", "هذا", "ذلك", "التي", "الذي", "الذين", "بينما", "فيما", "قد", "لم", "وان", "فان", "انهم"),
        *("قوله", "قولهم", "قولها", "بالقول", "تفيد", "لاحقا", "سابقا"),
        *("عما", "تقريرا", "تفاصيل", "سقوط", "وقوع", "ارتفاع", "حصيله"),
    }
)
"""What ends the name of a source."""
_OF = frozenset(("في", "من"))
"""What leads from a source to the actor that it belongs to."""
_TO = frozenset(("ل", "عن", "ما", "لما"))
"""What may stand between «وفقا» and a name."""
_OPENING = frozenset(("لكن", "ولكن", "اما", "ان", "بينما", "فيما", "وكان", "وكانت"))
"""Words behind which a clause begins."""
_AT = frozenset(("في", "من", "ب"))
_WHERE = 6
"""The most words that say where somebody is who tells."""
_ABOUT = frozenset(("عن", ":", "قوله", "قولها", "قولهم", "سقوط", "وقوع"))
_ADDRESSED = 5
"""The most words with whom that is told, and «أن» behind them."""
_SAYING = frozenset(("قول", "تعبير", "وصف"))
"""«على حد قول سكان»."""
_RUMOURS = frozenset(("انباء", "وانباء"))
AS = frozenset(("ما", "كما"))
"""What makes a verb of telling speak of what is before it: «كما قال مصدر»."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that say who tells, as indices: where they begin and end, and the words that name the source, if any.

    `again` says that they name nobody, and whoever told before goes on. If neither, an actor tells. `ahead` says
    whether what is told follows.
    """

    start: int
    end: int
    source: tuple[int, int] | None = None
    again: bool = False
    ahead: bool = True


@dataclass(frozen=True, slots=True)
class Attributions:
    """The attributions of a text: its words, and which of them are of actors and of casualty spans."""

    words: Sequence[TextWord]
    actors: AbstractSet[int]
    harms: AbstractSet[int]

    def found(self) -> Iterator[Attribution]:
        """Yield them in the order of the text."""
        index = 0
        while index < len(self.words):
            found = None if self._is_of_span(index) else self._attribution(index)
            if found is not None:
                yield found
            index = index + 1 if found is None else found.end

    def _form(self, index: int, sentence: int) -> str:
        """Return a word's form, empty beyond the sentence."""
        inside = 0 <= index < len(self.words) and self.words[index].sentence == sentence
        return self.words[index].form if inside else ""

    def _is_of_span(self, index: int) -> bool:
        """Say whether a word is of an actor or a casualty span."""
        return index in self.actors or index in self.harms

    def _begins(self, index: int) -> bool:
        """Say whether a sentence begins with a word."""
        return index == 0 or self.words[index - 1].sentence != self.words[index].sentence

    def _attribution(self, index: int) -> Attribution | None:
        """Return what a word begins that says who tells."""
        form = self.words[index].form
        said = self._form(index - 1, self.words[index].sentence) == "حد" and form in _SAYING
        if said or ACCORDING.fullmatch(form):
            return self._according(index)
        if TELLS.fullmatch(form):
            return self._told(index)
        if ADDING.fullmatch(form):
            return Attribution(index, index + 1, again=True) if self._begins(index) else None
        if form in _RUMOURS:
            rumoured = self._form(index + 1, self.words[index].sentence) == "عن"
            return Attribution(index, index + 1, (index, index + 1)) if rumoured else None
        return self._speaker_first(index) if SPEAKER.fullmatch(form) else None

    def _according(self, start: int) -> Attribution | None:
        """Return who tells behind «بحسب»: any noun, as «وفقا لطبيب»."""
        sentence = self.words[start].sentence
        first = start + 1
        while first - start <= _BETWEEN and first not in self.actors and self._is_passed(first, sentence):
            first += 1
        form = self._form(first, sentence)
        if first in self.actors:
            return Attribution(start, first, ahead=False)
        nobody = not form or is_symbol(form) or form.isdecimal() or form in _ENDS or first in self.harms
        return None if nobody or NOBODY.fullmatch(form) else self._named(start, first, ahead=False)

    def _is_passed(self, index: int, sentence: int) -> bool:
        form = self._form(index, sentence)
        return form in _ASIDE or form in _TO or TELLS.fullmatch(form) is not None

    def _told(self, start: int) -> Attribution | None:
        """Return who tells behind a verb, or that whoever told before goes on."""
        sentence = self.words[start].sentence
        verb = self.words[start].form
        if self._belongs(start):
            return None
        quotes = QUOTES_OTHERS.fullmatch(verb) is not None
        first = start + 1
        while first - start <= _BETWEEN and first not in self.actors and self._is_aside(first, start, quotes=quotes):
            first += 1
        if first in self.actors and self.words[first].sentence == sentence:
            return Attribution(start, first)
        if SPEAKER.fullmatch(self._form(first, sentence)):
            outer = self._named(start, first)
            if quotes:
                medium = OUTLET.fullmatch(self._form(first, sentence)) is not None
                return self._quoted(start, outer.end) or (outer if medium or self._says(outer.end, sentence) else None)
            return outer if not PUBLISHES.fullmatch(verb) or self._tells_of(outer.end, sentence) else None
        goes_on = GOES_ON.fullmatch(verb) is not None and self._is_that(start + 1, sentence)
        return Attribution(start, start + 1, again=True) if goes_on else None

    def _belongs(self, verb: int) -> bool:
        """Say whether a verb of telling says of the noun before it who passed that on: «في بيان بثته قناة»."""
        before = self._form(verb - 1, self.words[verb].sentence)
        form = self.words[verb].form
        noun = before and not is_symbol(before) and before not in AS and not form.startswith(("و", "ف"))
        return bool(noun) and BELONGING.fullmatch(form) is not None

    def _says(self, index: int, sentence: int) -> bool:
        """Say whether «أن» or «عن» follows who tells, and perhaps whom that is told: «مصادر لوكالة الوادي أن»."""
        most = index + (_ADDRESSED if self._form(index, sentence).startswith("ل") else 1)
        return any(self._form(place, sentence) in THAT | _ABOUT for place in range(index, most))

    def _tells_of(self, index: int, sentence: int) -> bool:
        """Say whether what is told follows who tells: «أن», «عن» or a harm."""
        harm = harm_of_word(self._form(index, sentence).removeprefix("ب"))
        return bool(harm) or index in self.harms or self._says(index, sentence)

    def _is_aside(self, index: int, verb: int, *, quotes: bool) -> bool:
        """Say whether a word may stand between a verb of telling and who tells."""
        form = self._form(index, self.words[verb].sentence)
        opens = index == verb + 1 and form in _QUOTE_SIGNS
        return form in _ASIDE or form == "،" or opens or (quotes and form == "عن")

    def _is_that(self, index: int, sentence: int) -> bool:
        form = self._form(index, sentence)
        to = form == "الي" and self._form(index + 1, sentence) in THAT
        return form in THAT or form in _QUOTE_SIGNS or form == ":" or to

    def _quoted(self, start: int, end: int) -> Attribution | None:
        """Return whom a medium quotes, whose name ends before `end`."""
        sentence = self.words[start].sentence
        about = next((index for index in range(end, end + _QUOTED) if self._form(index, sentence) == "عن"), None)
        if about is None:
            return None
        form = self._form(about + 1, sentence)
        if about + 1 in self.actors:
            return Attribution(start, about + 1)
        nobody = not form or is_symbol(form) or about + 1 in self.harms or harm_of_word(form)
        return None if nobody else self._named(start, about + 1)

    def _speaker_first(self, first: int) -> Attribution | None:
        """Return who tells where the verb, or a colon, stands behind the name: «المصادر قالت», «إعلام محلي:»."""
        sentence = self.words[first].sentence
        found = self._named(first, first)
        behind = self._form(found.end, sentence)
        after = self._form(found.end + 1, sentence) if behind == "قد" else behind
        before = self._form(first - 1, sentence)
        if PRESS.fullmatch(self.words[first].form) and SPEECH.fullmatch(before):
            return None
        opens = self._begins(first) or is_symbol(before)
        verb = found.end + (behind == "قد")
        tells = TELLS.fullmatch(after) is not None and not self._belongs(verb)
        tells = tells and (not PUBLISHES.fullmatch(after) or self._tells_of(verb + 1, sentence))
        office = OFFICE.fullmatch(self.words[first].form) is not None
        if (opens and behind == ":" and not office) or tells:
            return found
        return (
            found if not office and (opens or before in _OPENING) and self._tells_later(found.end, sentence) else None
        )

    def _tells_later(self, end: int, sentence: int) -> bool:
        """Say whether a verb or a colon follows a name and where its bearer is: «صحيفة محلية في مدينة الوادي أفادت»."""
        if self._form(end, sentence) not in _AT:
            return False
        for index in range(end + 1, end + 1 + _WHERE):
            form = self._form(index, sentence)
            if form == ":":
                return True
            if not form or is_symbol(form) or self._is_of_span(index) or harm_of_word(form):
                return False
            if TELLS.fullmatch(form):
                return not form.startswith(("و", "ف"))
        return False

    def _named(self, start: int, first: int, *, ahead: bool = True) -> Attribution:
        """Return who tells, whose name begins with `first`: an actor if it ends in one, «مصدر في الشرطة»."""
        end = self._name_end(first)
        of = end + (self._form(end, self.words[first].sentence) in _OF)
        if of in self.actors and self.words[of].sentence == self.words[first].sentence:
            return Attribution(start, of, ahead=ahead)
        return Attribution(start, end, (first, end), ahead=ahead)

    def _name_end(self, first: int) -> int:
        """Return where the name of a source ends, with what stands in quotation marks behind a medium."""
        sentence = self.words[first].sentence
        end, most = first + 1, first + _MOST
        if self._form(end, sentence) in _QUOTE_SIGNS and OUTLET.fullmatch(self.words[first].form):
            behind = range(end + 1, most)
            closed = next((index for index in behind if self._form(index, sentence) in _QUOTE_SIGNS), None)
            end = end if closed is None else closed + 1
        while end < most and self._is_of_name(end, sentence):
            end += 1
        return end

    def _is_of_name(self, index: int, sentence: int) -> bool:
        form = self._form(index, sentence)
        ends = not form or is_symbol(form) or form in _ENDS or form.isdecimal()
        ends = ends or any(words.fullmatch(form) for words in (TELLS, SPEECH))
        harm = harm_of_word(form) or harm_of_word(form.removeprefix("ب"))
        return not ends and not harm and not self._is_of_span(index)
