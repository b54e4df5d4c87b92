"""What models tag and is no span."""

import pytest
from samples.marked import inline

from hasila.arabic.words import split
from hasila.document import Document
from hasila.spans import Span
from hasila.tagging.sieve import sifted


def kept(document: Document) -> list[str]:
    """Return the words of the spans that stay."""
    return [document.text_of(span) for span in sifted(document.text, split(document.text), document.spans)]


@pytest.mark.parametrize("conjunction", ["و", "وَ", "ف"])
def test_a_conjunction_alone_is_no_span(conjunction: str) -> None:
    assert kept(inline(f"8 أطفال {{C|{conjunction}}} {{C|6 نساء}}")) == ["6 نساء"]


def test_a_conjunction_within_a_span_stays() -> None:
    assert kept(inline("8 أطفال {C|و 6 نساء}")) == ["و 6 نساء"]


@pytest.mark.parametrize("joined", ["والداعمين", "والداعمين له", "والموالون له", "وللموالين لهم"])
def test_people_who_are_named_beside_a_party_are_no_casualty(joined: str) -> None:
    assert kept(inline(f"{{C|35 قتيلا}} من الجيش {{C|{joined}}}")) == ["35 قتيلا"]


@pytest.mark.parametrize("counted", ["والمجند", "والمصابين", "والطفلين", "والـ18 صحفيا", "وداعمين له", "والآلاف"])
def test_people_who_are_counted_or_harmed_stay(counted: str) -> None:
    assert kept(inline(f"{{C|35 قتيلا}} من الجيش {{C|{counted}}}")) == ["35 قتيلا", counted]


@pytest.mark.parametrize(
    "unreal",
    [
        "هدد القراصنة {C|بقتل تسعة بحارة} في الميناء",
        "توعدت الجماعة أمس {C|بخطف تسعة بحارة}",
        "دعا البيان إلى {C|قتل تسعة بحارة}",
        "أحبطت الشرطة محاولة {C|لقتل تسعة بحارة}",
        "لو انفجرت العبوة في الميناء {C|لقتلت تسعة بحارة}",
        "كان يمكن أن {C|يقتل اللغم تسعة بحارة}",
        "قال القراصنة: {C|سنقتل تسعة بحارة}",
        "قال القراصنة: سوف {C|نقتل تسعة بحارة}",
        "قد يؤدي الحصار إلى {C|مقتل تسعة بحارة}",
        "من شأنه أن يتسبب الحصار في {C|مقتل تسعة بحارة}",
        "كاد الحريق {C|يقتل تسعة بحارة}",
        "لولا الإنذار لكان {C|تسعة بحارة قتلوا}",
        "لو انفجرت العبوة لأدت إلى {C|مقتل تسعة بحارة}",
        "لم {C|يقتل تسعة بحارة} كما أشيع",
        "نجا {C|تسعة بحارة} من الموت",
    ],
)
def test_what_is_threatened_planned_or_imagined_is_no_casualty(unreal: str) -> None:
    assert kept(inline(unreal)) == []


@pytest.mark.parametrize(
    "real",
    [
        "هدد القراصنة السفينة ثم {C|قتلوا تسعة بحارة}",
        "نفذ القراصنة تهديدهم {C|وقتلوا تسعة بحارة}",
        "أقر القراصنة {C|بقتل تسعة بحارة}",
        "هددوا أمس. واتهموا {C|بقتل تسعة بحارة}",
        "هددوا أمس\n{C|قتل تسعة بحارة}",
        "توعد بالرد على {C|مقتل تسعة بحارة}",
        "مسلحون يستهدفون ميناء {C|قتل تسعة بحارة} فيه",
        "أحبط الحرس محاولة تسلل {C|بقتل تسعة مهربين}",
        "أحبط الحرس محاولة تسلل وقام {C|بقتل تسعة مهربين}",
        "أدت محاولة فض الإضراب إلى {C|قتل تسعة بحارة}",
        "اتهمت النقابة الحراس الذين حاولوا تفريقهم {C|بقتل تسعة بحارة}",
        "نفذ القراصنة تهديدهم {C|بقتل تسعة بحارة}",
        "يحاول القبطان تبرير جريمته {C|بقتل تسعة بحارة}",
        "لا يكاد يمر يوم حتى {C|يقتل تسعة بحارة}",
        "لولا الإنذار لكانت الكارثة أكبر، فقد {C|قتل تسعة بحارة}",
        "لولا الإنذار لكانت الكارثة أكبر، {C|فقتل تسعة بحارة} فقط",
        "قد تؤدي الأزمة إلى حرب بعد {C|مقتل تسعة بحارة}",
        "قد يؤدي إلى الحرب الهجوم الذي أسفر عن {C|مقتل تسعة بحارة}",
        "قد تؤدي الضربة ردا على {C|مقتل تسعة بحارة}",
        "لم {C|يقتل سوى تسعة بحارة}",
        "نجا القبطان {C|وقتل تسعة بحارة}",
        "أصيب القبطان لكنه نجا {C|وقتل تسعة بحارة}",
        "في تصعيد قد يؤدي إلى حرب، تسببت غارة {C|بمقتل تسعة بحارة}",
        "في خطوة قد تؤدي إلى الحرب، أعلن الحرس عن {C|مقتل تسعة بحارة}",
        "لولا الإنذار لكانت الحصيلة {C|أكبر من تسعة بحارة}",
        "لو وصل الإسعاف لكان {C|القتلى التسعة} أحياء",
        "لم {C|يقتل البحارة التسعة} برصاص الشرطة",
        "لم {C|يقتل تسعة بحارة} فقط",
        "كادت المفاوضات تنجح، غارة {C|تقتل تسعة بحارة}",
        "لا يمكن أن {C|يقتل تسعة بحارة} ويصمت العالم",
        "دعوا إلى التظاهر احتجاجا على {C|قتل تسعة بحارة}",
        "توعدت النقابة بالثأر من المتهمين {C|بقتل تسعة بحارة}",
        "ولو أن الهدنة صامدة فإن القصف أدى {C|لقتل تسعة بحارة}",
    ],
)
def test_what_was_done_is_a_casualty(real: str) -> None:
    assert len(kept(inline(real))) == 1


def test_places_and_actors_stay_whatever_is_said_of_them() -> None:
    assert kept(inline("هدد {A|القراصنة} بقتل {A|البحارة} في {L|الميناء}")) == ["القراصنة", "البحارة", "الميناء"]


def test_a_span_without_words_stays() -> None:
    assert sifted("«»", split("«»"), [Span(0, 2, "ACTOR")]) == [Span(0, 2, "ACTOR")]
