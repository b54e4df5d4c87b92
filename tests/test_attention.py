"""How a model attends while it is trained on a CPU."""

from collections.abc import Sequence

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import AutoConfig, AutoModelForMaskedLM, PreTrainedModel

from train.attention import plain_attention, quick_attention

ROWS, HEADS, SUBWORDS, SIZE = 3, 2, 7, 4
SHORT = torch.arange(SUBWORDS)[None] < torch.tensor([7, 4, 1])[:, None]
PADDED = SHORT[:, None, None]
PACKED = (torch.arange(SUBWORDS)[:, None] // 3 == torch.arange(SUBWORDS)[None] // 3).expand(ROWS, 1, -1, -1)


def some(*, precision: torch.dtype = torch.float32) -> list[torch.Tensor]:
    """Return queries, keys and values."""
    torch.manual_seed(3)
    shape = (ROWS, HEADS, SUBWORDS, SIZE)
    return [torch.randn(shape, dtype=precision, requires_grad=True) for _ in range(3)]


def attend(
    given: Sequence[torch.Tensor], mask: torch.Tensor | None, *, dropout: float = 0.0, training: bool = True
) -> torch.Tensor:
    """Return what heads read from queries, keys and values."""
    query, key, value = given
    return plain_attention(torch.nn.Module().train(training), query, key, value, mask, dropout=dropout)[0]


@pytest.mark.parametrize("mask", [None, PADDED, PACKED], ids=["none", "padding", "packed rows"])
def test_it_reads_and_learns_as_torch_does(mask: torch.Tensor | None) -> None:
    given, same = some(), some()
    read = attend(given, mask)
    expected = scaled_dot_product_attention(same[0], same[1], same[2], attn_mask=mask).transpose(1, 2)
    torch.testing.assert_close(read, expected)
    for output in (read, expected):
        output.square().sum().backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    for one, other in zip(given, same, strict=True):
        torch.testing.assert_close(one.grad, other.grad)


def test_bf16_stays_bf16_under_autocast() -> None:
    given = some(precision=torch.bfloat16)
    with torch.autocast("cpu", torch.bfloat16):
        read = attend(given, PADDED)
    assert read.dtype == torch.bfloat16
    exact = attend([one.float() for one in given], PADDED)
    torch.testing.assert_close(read.float(), exact, atol=0.03, rtol=0.03)


def test_weights_are_dropped_in_training_alone() -> None:
    given = some()
    whole = attend(given, None, dropout=0.9, training=False)
    torch.testing.assert_close(whole, attend(given, None))
    assert not torch.allclose(whole, attend(given, None, dropout=0.9))


ON_A_CPU = pytest.mark.skipif(torch.cuda.is_available(), reason="a GPU keeps the attention that it has")


def tiny(kind: str) -> PreTrainedModel:
    """Return a model of a kind with random weights."""
    size = {"vocab_size": 30, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = AutoConfig.for_model(kind, **size, intermediate_size=32, pad_token_id=0, local_attention=4)
    model: PreTrainedModel = AutoModelForMaskedLM.from_config(config)  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    model.train(mode=False)
    return model


@ON_A_CPU
@pytest.mark.parametrize("kind", ["bert", "xlm-roberta", "modernbert"])
def test_a_model_reads_the_same(kind: str) -> None:
    model = tiny(kind)
    given = {"input_ids": torch.arange(21).view(3, 7), "attention_mask": SHORT.long()}
    plain = model(**given).logits
    with quick_attention(model):
        assert model.config._attn_implementation == "plain"
        torch.testing.assert_close(model(**given).logits[SHORT], plain[SHORT])


@ON_A_CPU
def test_a_model_of_another_kind_has_its_own_plain_attention() -> None:
    model = tiny("roberta")
    with quick_attention(model):
        assert model.config._attn_implementation == "eager"


def test_a_model_has_its_own_attention_back_also_after_a_fault() -> None:
    model = tiny("bert")
    before = model.config._attn_implementation
    with pytest.raises(InterruptedError), quick_attention(model):
        raise InterruptedError
    assert model.config._attn_implementation == before
