"""Sources that are no actors."""

import pytest
from samples.marked import inline

from hasila.document import Document
from hasila.tolls.among import part_cues
from hasila.tolls.mentions import words_of
from hasila.tolls.sources import UnnamedSource, sources_of_harms


def _sources(document: Document) -> list[UnnamedSource | None]:
    stretches = {
        label: [(one.start, one.end) for one in document.spans if one.label == label] for label in ["CASUALTY", "ACTOR"]
    }
    return sources_of_harms(words_of(document.text), stretches["CASUALTY"], stretches["ACTOR"])


def _first(marked: str) -> str | None:
    document = inline(marked)
    found = _sources(document)[0]
    return None if found is None else document.text[slice(*found.words)]


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("قال مصدر طبي إن {C|جنديين} قُتلا", "مصدر طبي"),
        ("قُتل {C|جنديان}، بحسب شهود عيان.", "شهود عيان"),
        ("وأفادت مصادر محلية بمقتل {C|ثلاثة أطفال}", "مصادر محلية"),
        ("إعلام محلي: {C|مقتل جندي}", "إعلام محلي"),
        ("أفاد مراسلنا عن {C|مقتل جندي}، ونقل عن مسؤول محلي قوله إن الهدوء عاد", "مراسلنا"),
        ("قال مصدر طبي وقال شهود عيان إن {C|جنديين} قُتلا، بحسب ناشطين", "شهود عيان"),  # the nearest before
        ("{C|مقتل جندي}، بحسب شهود عيان، وقال مصدر طبي إنه قائد", "شهود عيان"),  # the nearest behind
        ("أعلن، أمس الأحد، مصدر طبي {C|مقتل جندي}", "مصدر طبي"),
        ("كشفت مصادر محلية عن {C|مقتل جندي}", "مصادر محلية"),
        ("أكدت المصادر سقوط {C|ثلاثة قتلى}", "المصادر"),
        ("المصادر قالت إن {C|جنديين} قُتلا", "المصادر"),
        ("وكانت مصادر محلية قد ذكرت أن {C|جنديين} قُتلا", "مصادر محلية"),
        ('وذكرت شبكة "مرصد الوادي" المحلية أن {C|جنديين} قُتلا', 'شبكة "مرصد الوادي" المحلية'),
        ("وفقا لما ذكرت تقارير إعلامية، قُتل {C|جنديان}", "تقارير إعلامية"),
        ("قُتل {C|جنديان}، كما ذكر ناشطون", "ناشطون"),
        ("قُتل {C|جنديان}، كما ذكرته قناة الوادي", "قناة الوادي"),
        ("تنقل وكالة الوادي عن مصدر طبي {C|مقتل جندي}", "مصدر طبي"),
        ("لكن صحيفة محلية في مدينة الوادي أفادت أمس عن {C|مقتل جنديين}", "صحيفة محلية"),
        ("قُتل {C|جنديان}، وفقا لجيران العائلة", "لجيران العائلة"),  # behind «بحسب» anybody tells
        ("قُتل {C|جنديان} على حد قول سكان محليين", "سكان محليين"),
        ("مراسلنا في الوادي: {C|مقتل جنديين}", "مراسلنا"),
        ("بينما قال المستشفى إنه استقبل {C|19 جثة}", "المستشفى"),
        ("وسط أنباء عن {C|قتيل}", "أنباء"),
        ("صحيفة محلية في المدينة وأفادت أن {C|جنديين} قُتلا", None),
        ("قبل أيام مضت قناة المياه وقُتل {C|جندي}", None),
        ("أصاب القصف مستشفى في المدينة وقالت إن {C|جنديين} قُتلا", None),  # it tells nothing
        ("أعلن الناطق في بيان بثته قناة الوادي {C|مقتل جندي}", None),  # it passed that on
        ("عقد المحافظ مؤتمرا صحفيا أعلن فيه {C|مقتل جندي}", None),  # nobody of the press
        ("ونقل مسعفون {C|ستة قتلى} إلى المستشفى", None),  # they carried them
        ("بعد أن نشرت صحيفة محلية تقريرا عن التهريب، قُتل {C|اثنان}", None),  # of something else
        ("الشيخ زويد: {C|مقتل جندي}", None),  # a town
        ("قُتل {C|جنديان} وفقا لقانون الطوارئ", None),
        ("لم يقصف المنازل وحسب بل طال السوق وقتل {C|ثلاثة}", None),
        ("وصل مصدر طبي إلى حلب. {C|قُتل جندي}", None),  # he tells nothing
        ("قال مصدر طبي إن الهدوء عاد. {C|قُتل جندي}", None),  # another sentence
        ("{C|قُتل جندي}، فيما قال مصدر طبي إن الهدوء عاد", None),  # he tells of something else
        ("أشارت الصور إلى موقع {C|قُتل} فيه جندي", None),  # to, not by
        ("قُتل {C|جنديان}، وفق حصيلة أولية", None),  # a tally tells nothing of itself
        ("{C|قُتل جندي} في حلب", None),
    ],
)
def test_the_source_is_the_teller_of_the_sentence(marked: str, words: str | None) -> None:
    assert _first(marked) == words


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("نقلت وكالة الوادي عن مصدر طبي {C|مقتل جندي}", "مصدر طبي"),
        ("ونقل مراسل الوادي، في نشرة المساء، عن مسؤول محلي أن {C|جنديين} قُتلا", "مسؤول محلي"),
        ("نقلت وكالة الوادي عن {A|الشرطة} {C|مقتل جندي}", None),
    ],
)
def test_whoever_is_quoted_is_the_source(marked: str, words: str | None) -> None:
    assert _first(marked) == words


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("قال مصدر طبي إن الهدوء عاد. وأضاف أن {C|جنديين} قُتلا", "مصدر طبي"),
        ("قال مصدر طبي إن الهدوء عاد. وأضاف أن القصف توقف. وأوضح أن {C|جنديين} قُتلا", "مصدر طبي"),
        ("قال مصدر طبي إن الهدوء عاد، وأضاف أن {C|جنديين} قُتلا", "مصدر طبي"),
        ("قال مصدر طبي إن الهدوء عاد. مضيفا أن {C|جنديين} قُتلا", "مصدر طبي"),
        ("قالت مصادر طبية ذلك، فيما قال شهود إن القصف استمر. وأضافت أن {C|جنديين} قُتلا", None),  # which of the two?
        ("قال مصدر طبي إن الهدوء عاد. وصمت الجميع. وأضاف أن {C|جنديين} قُتلا", None),
        ("قال مصدر طبي إن الهدوء عاد، وقال {A|الجيش} إنه انسحب. وأضاف أن {C|جنديين} قُتلا", None),
    ],
)
def test_whoever_told_before_goes_on_telling(marked: str, words: str | None) -> None:
    assert _first(marked) == words


@pytest.mark.parametrize(
    "marked",
    [
        "قال {A|الجيش} إن {C|جنديين} قُتلا",
        "أعلن مصدر في {A|الشرطة} {C|مقتل جندي}",  # on the word of the police
        "أفادت مصادر {A|المقاومة} {C|بمقتل جندي}",
        "قُتل {C|جنديان}، بحسب {A|الجيش}",
        "قال مصدر طبي إن الهدوء عاد، وأعلن {A|الجيش} {C|مقتل جندي}",
    ],
)
def test_an_actor_who_tells_is_no_unnamed_source(marked: str) -> None:
    assert _first(marked) is None


@pytest.mark.parametrize(
    ("marked", "outranks"),
    [
        ("قال {A|الجيش} إن الهدوء عاد، بينما قال المستشفى إنه استقبل {C|19 جثة}", True),
        ("قال {A|الجيش} إن الهدوء عاد، وأضاف البيان أن {C|جنديين} قُتلا", False),  # its own record
        ("{C|قُتل جنديان}، بحسب شهود عيان", False),
        ("أعلن {A|الجيش}، كما نقلت قناة الوادي، {C|مقتل جندي}", False),
        ("قال {A|الجيش} إن الهدوء عاد. قال مصدر طبي ذلك. وأضاف أن {C|جنديين} قُتلا", False),
        ("قال مصدر طبي إن {C|جنديين} قُتلا كما", True),
    ],
)
def test_whoever_is_subject_of_the_verb_before_outranks_an_earlier_actor(marked: str, *, outranks: bool) -> None:
    found = _sources(inline(marked))[0]
    assert found is not None
    assert found.outranks is outranks


@pytest.mark.parametrize("text", ["", "قُتل خمسة (ـ", "(\u200f", "(&nbsp;"])
def test_a_span_without_a_word_has_no_source(text: str) -> None:
    assert sources_of_harms(words_of(text), [(len(text), len(text))], []) == [None]
    assert part_cues(words_of(text), [(len(text), len(text))]) == [None]


def test_each_of_ten_thousand_sentences_has_a_source_of_its_own() -> None:
    document = inline("قال مصدر طبي إن {C|جنديين} قُتلا. وأفاد شهود عيان {C|بمقتل طفل}. وقُتلت {C|امرأة}. " * 3_500)
    words = [found and document.text[slice(*found.words)] for found in _sources(document)]
    assert words == ["مصدر طبي", "شهود عيان", None] * 3_500
