"""What a student learns from a teacher."""

import math

import pytest
import torch
from transformers import BertConfig, BertModel

from train.pretrain.distil import Inside, hidden_distance, relation_distance, relations, seen_inside

pytestmark = pytest.mark.usefixtures("one_thread")


def bert(layers: int, seed: int) -> BertModel:
    """Return a small random BERT."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=50, hidden_size=16, num_hidden_layers=layers, num_attention_heads=2, intermediate_size=32
    )
    model = BertModel(config, add_pooling_layer=False)
    model.train(mode=False)
    return model


IDS = torch.arange(24).view(2, 12)


def inside(model: BertModel) -> Inside:
    """Return what is seen inside `model` while it reads."""
    with torch.no_grad(), seen_inside(model) as seen:
        model(input_ids=IDS)
    return seen


def test_each_layers_output_and_the_last_ones_projections_are_seen() -> None:
    model = bert(3, 0)
    seen = inside(model)
    outputs = model(input_ids=IDS, output_hidden_states=True)
    for number in range(3):
        assert torch.equal(seen.hidden[number], outputs.hidden_states[number + 1])
    query = model.get_submodule("encoder.layer.2.attention.self.query")
    assert torch.equal(seen.projections["query"], query(outputs.hidden_states[2]))
    assert set(seen.projections) == {"query", "key", "value"}


def test_nothing_is_noted_after_the_block() -> None:
    model = bert(1, 0)
    seen = inside(model)
    before = seen.hidden[0]
    model(input_ids=IDS + 1)
    assert seen.hidden[0] is before


def test_a_student_that_is_its_teacher_is_at_no_distance() -> None:
    seen = inside(bert(2, 0))
    assert hidden_distance(seen, seen) == 0
    assert float(relation_distance(seen, seen, 4)) == pytest.approx(0, abs=1e-6)


def test_hidden_states_are_compared_with_those_of_layers_evenly_spaced() -> None:
    teacher, student = inside(bert(5, 0)), inside(bert(3, 1))
    expected = [
        ((student.hidden[ours] - teacher.hidden[theirs]) ** 2).mean() / (teacher.hidden[theirs] ** 2).mean()
        for ours, theirs in ((0, 0), (1, 2), (2, 4))
    ]
    assert float(hidden_distance(student, teacher)) == pytest.approx(float(sum(expected)) / 3)


def test_relations_are_what_minilmv2_defines() -> None:
    states = torch.randn(2, 5, 16, generator=torch.Generator().manual_seed(0))
    found = relations(states, heads=4)
    assert found.shape == (2, 4, 5, 5)
    part = states[1, :, 8:12]
    for row in range(5):
        scores = [float(part[row] @ part[column]) / math.sqrt(4) for column in range(5)]
        total = sum(math.exp(score) for score in scores)
        assert found[1, 2, row].exp().tolist() == pytest.approx([math.exp(score) / total for score in scores], rel=1e-4)


def test_the_distance_of_relations_falls_as_the_student_learns() -> None:
    teacher, model = inside(bert(4, 0)), bert(2, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    distances = []
    with seen_inside(model) as student:
        for _ in range(15):
            model(input_ids=IDS)
            distance = relation_distance(student, teacher, 4) + hidden_distance(student, teacher)
            optimizer.zero_grad()
            distance.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            optimizer.step()
            distances.append(distance.item())
    assert distances[-1] < 0.5 * distances[0]
