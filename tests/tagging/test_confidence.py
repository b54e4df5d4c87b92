"""How sure a model is of a span."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.tagging.bio import chunks, is_legal, tag_names
from hasila.tagging.confidence import TEMPERATURES, confidences, fitted_temperature
from hasila.tagging.decoding import best_tags, learnt_transitions, legal_transitions

NAMES = tag_names(("A", "B"))


def drawn(seed: int, words: int) -> tuple[np.ndarray, np.ndarray]:
    """Return random log-probabilities of words, and transitions learnt from two sequences."""
    logits = np.random.default_rng(seed).normal(scale=2, size=(words, len(NAMES)))
    learnt = learnt_transitions([["B-A", "I-A", "O", "B-B"], ["O", "B-A", "B-B", "I-B"]], NAMES)
    transitions = legal_transitions(NAMES) + learnt
    return (logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)).astype(np.float32), transitions


def by_enumeration(
    log_probabilities: np.ndarray, transitions: np.ndarray, span: tuple[int, int, str], temperature: float
) -> float:
    """Return the share that the tag sequences with exactly `span` have of all, each weighed."""
    total = ours = 0.0
    for tags in product(NAMES, repeat=len(log_probabilities)):
        if not all(is_legal(*pair) for pair in zip(("O", *tags), tags, strict=False)):
            continue
        indices = [NAMES.index(tag) for tag in tags]
        steps = zip([len(NAMES), *indices], indices, strict=False)
        score = sum(transitions[step] for step in steps) + sum(
            float(log_probabilities[word, index]) for word, index in enumerate(indices)
        )
        weight = np.exp(score / temperature)
        total += weight
        ours += weight * (span in chunks(tags))
    return float(ours / total)


@given(seed=st.integers(0, 10_000), words=st.integers(1, 4), temperature=st.sampled_from([0.5, 1.0, 3.0]))
def test_the_confidence_of_a_span_is_its_share_of_all_legal_sequences(
    seed: int, words: int, temperature: float
) -> None:
    log_probabilities, transitions = drawn(seed, words)
    (tags,) = best_tags([log_probabilities], NAMES, transitions)
    ((found,),) = confidences([log_probabilities], transitions, [tags], NAMES, np.array([temperature]))
    wanted = [by_enumeration(log_probabilities, transitions, span, temperature) for span in chunks(tags)]
    assert found.tolist() == pytest.approx(wanted, abs=1e-9)


def test_a_higher_temperature_makes_a_model_that_is_sure_less_sure() -> None:
    log_probabilities = np.log(np.array([[0.1, 0.8, 0.02, 0.06, 0.02]] * 3, dtype=np.float32))
    tags = ["B-A", "B-A", "B-A"]
    (found,) = confidences([log_probabilities], legal_transitions(NAMES), [tags], NAMES, np.array([0.5, 1.0, 4.0]))
    assert (np.diff(found, axis=0) < 0).all()


def test_a_text_without_spans_has_no_confidence() -> None:
    log_probabilities, transitions = drawn(0, 2)
    (found,) = confidences([log_probabilities], transitions, [["O", "O"]], NAMES, TEMPERATURES)
    assert found.shape == (len(TEMPERATURES), 0)


def test_words_that_are_all_but_certain_give_numbers_however_long_the_text() -> None:
    log_probabilities = np.full((5_000, len(NAMES)), -60, dtype=np.float32)
    log_probabilities[:, 1] = 0
    (found,) = confidences(
        [log_probabilities], legal_transitions(NAMES), [["B-A"] * 5_000], NAMES, np.array([0.5, 1.0])
    )
    assert found == pytest.approx(1.0)


@given(lengths=st.lists(st.integers(0, 12), max_size=6))
def test_texts_that_are_decoded_together_have_the_tags_and_confidences_of_each_alone(lengths: list[int]) -> None:
    texts = [drawn(seed, words)[0] for seed, words in enumerate(lengths)]
    transitions, temperatures = drawn(0, 1)[1], np.array([0.5, 1.7])
    tags = best_tags(texts, NAMES, transitions)
    together = confidences(texts, transitions, tags, NAMES, temperatures)
    assert tags == [best_tags([text], NAMES, transitions)[0] for text in texts]
    for text, own, found in zip(texts, tags, together, strict=True):
        (alone,) = confidences([text], transitions, [own], NAMES, temperatures)
        assert np.array_equal(found, alone)


@pytest.mark.parametrize("temperature", [0.7, 1.0, 2.5])
def test_the_temperature_at_which_a_model_was_made_overconfident_is_found_again(temperature: float) -> None:
    random = np.random.default_rng(0)
    logits = random.normal(scale=2, size=20_000)
    right = random.random(len(logits)) < 1 / (1 + np.exp(-logits))
    sure = 1 / (1 + np.exp(-logits * temperature / TEMPERATURES[:, None]))
    assert fitted_temperature(sure, right) == pytest.approx(temperature, rel=0.06)


def test_without_predicted_spans_the_temperature_is_one() -> None:
    assert fitted_temperature(np.empty((len(TEMPERATURES), 0)), np.empty(0, dtype=np.bool_)) == 1.0
