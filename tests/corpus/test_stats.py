"""What the tolls of a corpus say, counted."""

from dataclasses import replace

from samples.marked import inline

from hasila.corpus.stats import toll_contents
from hasila.toll import Toll

FIRST = Toll(span=2, harm=("killed",), low=2, high=2, kind="dual", by=(0,), place=(1,), when=(0, 3), incident=1)
JOINT = Toll(span=3, harm=("killed", "wounded"), low=20, high=99, kind="tens", scope="cumulative", part_of=0)
PASSAGE = replace(
    inline("أمس قصفت {A|كتيبة الفجر} {L|تل الورد}: {C|مقتل حارسين} {C|وعشرات القتلى والجرحى}"), tolls=(FIRST, JOINT)
)


def test_tolls_are_counted_by_kind_role_and_relation_with_a_column_for_each_harm() -> None:
    header, *rows = toll_contents([PASSAGE, replace(PASSAGE, tolls=()), replace(PASSAGE, tolls=None)])
    assert header == ("tolls", "killed", "wounded", "captured", "missing", "joint", "all")
    assert {name: cells for name, *cells in rows if cells[-1] != "0"} == {
        "dual": ["1", "0", "0", "0", "0", "1"],
        "tens": ["0", "0", "0", "0", "1", "1"],
        "by": ["1", "0", "0", "0", "0", "1"],
        "place": ["1", "0", "0", "0", "0", "1"],
        "when": ["1", "0", "0", "0", "0", "1"],
        "part_of": ["0", "0", "0", "0", "1", "1"],
        "cumulative": ["0", "0", "0", "0", "1", "1"],
        "all": ["1", "0", "0", "0", "1", "2"],
        "passages": ["1", "0", "0", "0", "1", "1"],
    }


def test_a_relation_to_the_first_toll_is_counted() -> None:
    again = replace(FIRST, span=3, same_as=0)
    rows = {name: cells for name, *cells in toll_contents([replace(PASSAGE, tolls=(FIRST, again))])}
    assert rows["same_as"] == ["1", "0", "0", "0", "0", "1"]


def test_parts_of_two_passages_count_as_two_passages() -> None:
    rows = {name: cells for name, *cells in toll_contents([PASSAGE, replace(PASSAGE, id="2")])}
    assert rows["passages"] == ["2", "0", "0", "0", "2", "2"]
