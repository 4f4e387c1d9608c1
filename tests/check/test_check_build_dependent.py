"""Answers that hang on the build of torch: rounding noise, and signs of vectors that have none (Q205)."""

from __future__ import annotations

import pytest

from quiz.answer.value import Null, Outcome, Tensor
from quiz.check.rules.build_dependent import noise, signless

SIGNS = [
    ("w, v = torch.linalg.eigh(a)\nv", "eigh"),
    ("w, v = torch.linalg.eigh(a)\nw", ""),
    ("w, v = torch.linalg.eigh(a)\nv.abs()", ""),
    ("w, v = torch.linalg.eigh(a)\n(w, v[:, 0])", "eigh"),
    ("torch.linalg.eigh(a).eigenvectors[0]", "eigh"),
    ("torch.linalg.eigh(a)[1]", "eigh"),
    ("torch.linalg.eigh(a)[0]", ""),
    ("torch.linalg.eigvalsh(a)", ""),
    ("U, S, Vh = torch.linalg.svd(a)\nU @ torch.diag(S) @ Vh", ""),
    ("U, S, Vh = torch.linalg.svd(a)\n(S, Vh)", "svd"),
    ("U, S, Vh = torch.linalg.svd(a)\nU.shape", ""),
    ("r = torch.svd(a)\nr.S", ""),
    ("r = torch.svd(a)\nr.U.round(decimals=2)", "svd"),
    ("q, r = torch.linalg.qr(a)\ntorch.allclose(q @ r, a)", ""),
]


@pytest.mark.parametrize(("code", "function"), SIGNS, ids=[code for code, _ in SIGNS])
def test_vectors_without_a_sign_are_seen_where_they_are_shown(code: str, function: str) -> None:
    """Products, absolute values, shapes and eigenvalues are the same in every build."""
    assert signless(code) == function


def tensor(*cells: float, dtype: str = "float32") -> Outcome:
    return Outcome(Tensor(dtype, (len(cells),), cells), "")


def test_rounding_noise_is_a_cell_far_below_the_others() -> None:
    """blackman(5) ends in -1.49e-08 with one library of vector arithmetic and in 0 with another."""
    assert noise(tensor(-1.4901161193847656e-08, 0.34, 1.0)) == -1.4901161193847656e-08
    assert noise(tensor(1e-5, 0.34, 1.0)) is None
    assert noise(tensor(0.0, 0.34, 1.0)) is None
    assert noise(tensor(1e-8, 2e-8)) is None
    assert noise(tensor(1e-17, 1.0, dtype="float64")) == 1e-17
    assert noise(tensor(1e-8, 1.0, dtype="float64")) is None


def test_rounding_noise_is_seen_in_what_is_printed() -> None:
    """There it turns the style of every other cell."""
    printed = "tensor([-1.4901e-08,  3.4000e-01,  1.0000e+00])\n"
    assert noise(Outcome(Null(), "", printed=printed)) == -1.4901e-08
    assert noise(Outcome(Null(), "", printed="tensor([1.0000e-05, 1.0000e+00])\n")) is None
    assert noise(Outcome(Null(), "", printed="loss 1.0000 after 0.00000001 s\n")) is None
