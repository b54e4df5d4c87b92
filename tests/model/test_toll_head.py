"""The toll head."""

import torch

from hasila.model.toll_head import TollHead
from hasila.tolls.pairs import FEATURES

SPANS, PAIRS, SIZE = 200, 3000, 32


def test_the_gradient_of_spans_in_many_pairs_is_the_same_each_time() -> None:
    torch.manual_seed(0)
    head = TollHead(SIZE, hidden=64, dropout=0.0)
    vectors, pairs = torch.randn(SPANS, SIZE), torch.randint(SPANS, (PAIRS, 2))
    weights = torch.randn_like(head.score_links(vectors, pairs, torch.zeros(PAIRS, len(FEATURES), dtype=torch.long)))

    def gradient() -> torch.Tensor:
        given = vectors.clone().requires_grad_()
        scores = head.score_links(given, pairs, torch.zeros(PAIRS, len(FEATURES), dtype=torch.long))
        (scores * weights).sum().backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        assert given.grad is not None
        return given.grad

    first = gradient()
    assert all(torch.equal(first, gradient()) for _ in range(20))
