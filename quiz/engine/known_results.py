"""The table of small results that every sound torch gives, and the names in code that depend on each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

SETUP = """
import torch
def near(a, b, tol=1e-4):
    return a.shape == b.shape and bool(((a - b).abs() <= tol).all())
"""
_GROUPS = {
    "PRODUCTS": "dot inner matmul mm mv bmm addmm addmv einsum tensordot linear Linear @",
    "COMPLEX": r"complex\d* cfloat cdouble chalf polar view_as_complex hermitian conj fft \d+\.?\d*j",
    "GRAD": "backward grad",
    "HALF": "half float16 fp16",
    "BRAIN": "bfloat16 bf16",
}
_TABLE = r"""
the dot product of floats: PRODUCTS
    torch.dot(torch.tensor([1., 2, 3]), torch.tensor([4., 5, 6])).item() == 32
the dot product of integers: PRODUCTS
    torch.dot(torch.tensor([1, 2]), torch.tensor([3, 4])).item() == 11
the dot product of complex numbers: PRODUCTS / COMPLEX
    torch.dot(torch.tensor([1 + 1j, 2]), torch.tensor([1j, 1])).item() == 1 + 1j
vdot of complex numbers: vdot / COMPLEX
    torch.vdot(torch.tensor([1 + 1j, 2]), torch.tensor([1j, 1])).item() == 3 + 1j
vecdot of complex numbers: vecdot / COMPLEX
    torch.linalg.vecdot(torch.tensor([1 + 1j, 2]), torch.tensor([1j, 1])).item() == 3 + 1j
the product of a complex matrix and a vector: PRODUCTS / COMPLEX
    (torch.tensor([[1j, 1], [2, 1j]]) @ torch.tensor([1 + 1j, 2])).tolist() == [1 + 1j, 2 + 4j]
the product of complex matrices: PRODUCTS / COMPLEX
    (torch.tensor([[1j, 1], [2, 1j]]) @ torch.tensor([[1, 1j], [1j, 1]])).tolist() == [[2j, 0], [1, 3j]]
the product of matrices: PRODUCTS
    (torch.arange(6.).reshape(2, 3) @ torch.arange(6.).reshape(3, 2)).tolist() == [[10, 13], [28, 40]]
the product of integer matrices: PRODUCTS
    (torch.arange(4).reshape(2, 2) @ torch.arange(4).reshape(2, 2)).tolist() == [[2, 3], [6, 11]]
the product of double matrices: PRODUCTS
    (torch.eye(3, dtype=torch.double) * 3 @ torch.ones(3, 1, dtype=torch.double)).tolist() == [[3], [3], [3]]
the product of batches of matrices: PRODUCTS
    torch.bmm(torch.ones(2, 2, 3), torch.ones(2, 3, 1)).tolist() == [[[3], [3]], [[3], [3]]]
the product of transposed matrices: PRODUCTS
    (torch.arange(6.).reshape(3, 2).t() @ torch.ones(3)).tolist() == [6, 9]
einsum: einsum einops
    torch.einsum('ij,kj->ik', torch.arange(4.).reshape(2, 2), torch.ones(1, 2)).tolist() == [[1], [5]]
the product of bfloat16 matrices: PRODUCTS / BRAIN
    (torch.ones(2, 4).bfloat16() @ torch.ones(4, 1).bfloat16()).tolist() == [[4], [4]]
the product of float16 matrices: PRODUCTS / HALF
    (torch.ones(2, 4).half() @ torch.ones(4, 1).half()).tolist() == [[4], [4]]
rounding to bfloat16: BRAIN
    torch.tensor([1.00390625, 1.01171875, 3e38]).bfloat16().tolist() == [1.0, 1.015625, 3.00405527047391e38]
rounding to float16: HALF
    torch.tensor([1.00048828125, 65519., 65520.]).half().tolist() == [1.0, 65504.0, float('inf')]
sums of bfloat16: sum mean / BRAIN
    torch.ones(300).bfloat16().sum().item() == 300
sums of float16: sum mean / HALF
    torch.ones(300).half().sum().item() == 300
convolutions in one dimension: conv1d Conv1d
    torch.conv1d(torch.arange(4.).reshape(1, 1, 4), torch.tensor([[[1., 2.]]])).tolist() == [[[2, 5, 8]]]
convolutions in two dimensions: conv2d Conv2d
    torch.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)).tolist() == [[[[4, 4], [4, 4]]]]
transposed convolutions: conv_transpose\w* ConvTranspose\w*
    torch.conv_transpose1d(torch.tensor([[[1., 2.]]]), torch.tensor([[[1., 1.]]])).tolist() == [[[1, 3, 2]]]
max pooling: max_pool\w* MaxPool\w*
    torch.max_pool1d(torch.tensor([[[1., 3., 2., 5.]]]), 2).tolist() == [[[3, 5]]]
the Fourier transform: fft stft istft
    near(torch.view_as_real(torch.fft.fft(torch.tensor([1., 2., 3., 4.]))), torch.tensor([[10., 0.], [-2., 2.],
    [-2., 0.], [-2., -2.]]))
the Fourier transform of reals: rfft\w* stft
    near(torch.view_as_real(torch.fft.rfft(torch.tensor([1., 0., 0., 0.]))), torch.tensor([[1., 0.], [1., 0.], [1.,
    0.]]))
the inverse Fourier transform: ifft\w* irfft\w* istft
    near(torch.fft.ifft(torch.fft.fft(torch.tensor([1., 5., 2.]))).real, torch.tensor([1., 5., 2.]))
the Fourier transform in two dimensions: fft2 fftn rfft2 rfftn
    near(torch.fft.fft2(torch.ones(2, 2)).real, torch.tensor([[4., 0.], [0., 0.]]))
the inverse of a matrix: inv inverse pinv inv_ex
    near(torch.linalg.inv(torch.tensor([[2., 1.], [1., 3.]])) @ torch.tensor([[2., 1.], [1., 3.]]), torch.eye(2))
the determinant: \w*det
    near(torch.linalg.det(torch.tensor([[2., 1.], [1., 3.]])), torch.tensor(5.))
linear systems: solve\w*
    near(torch.linalg.solve(torch.tensor([[2., 1.], [1., 3.]]), torch.tensor([3., 4.])), torch.tensor([1., 1.]))
the Cholesky decomposition: cholesky\w*
    near(torch.linalg.cholesky(torch.tensor([[2., 1.], [1., 3.]])) @ torch.linalg.cholesky(torch.tensor([[2., 1.],
    [1., 3.]])).mT, torch.tensor([[2., 1.], [1., 3.]]))
the QR decomposition: qr
    near(torch.linalg.qr(torch.tensor([[2., 1.], [1., 3.]]))[0] @ torch.linalg.qr(torch.tensor([[2., 1.], [1.,
    3.]]))[1], torch.tensor([[2., 1.], [1., 3.]]))
singular values: svd\w* matrix_rank pinv cond nuclear
    near(torch.linalg.svdvals(torch.diag(torch.tensor([3., 1.]))), torch.tensor([3., 1.]))
the singular value decomposition: svd\w*
    (lambda u, s, v: near(u * s @ v, torch.tensor([[2., 1.], [1., 3.]])))(*torch.linalg.svd(torch.tensor([[2., 1.],
    [1., 3.]])))
eigenvalues of symmetric matrices: eigh eigvalsh
    near(torch.linalg.eigvalsh(torch.tensor([[2., 1.], [1., 3.]])), torch.tensor([1.381966, 3.618034]))
eigenvalues: eig eigvals
    near(torch.linalg.eigvals(torch.tensor([[2., 1.], [1., 3.]])).real.sort().values, torch.tensor([1.381966,
    3.618034]))
least squares: lstsq
    near(torch.linalg.lstsq(torch.tensor([[1., 0.], [0., 2.], [0., 0.]]), torch.tensor([[3.], [4.],
    [5.]])).solution, torch.tensor([[3.], [2.]]))
the exponential of a matrix: matrix_exp
    near(torch.matrix_exp(torch.tensor([[0., 1.], [0., 0.]])), torch.tensor([[1., 1.], [0., 1.]]))
the gradient of the trace: trace / GRAD
    (lambda x: (x.trace().backward(), x.grad.tolist())[1])(torch.ones(3, 2, requires_grad=True)) == [[1, 0], [0, 1],
    [0, 0]]
the gradient of a product: PRODUCTS / GRAD
    (lambda x: ((x @ torch.tensor([2., 3.])).backward(), x.grad.tolist())[1])(torch.ones(2, requires_grad=True)) ==
    [2, 3]
softmax: softmax log_softmax Softmax cross_entropy CrossEntropyLoss scaled_dot_product_attention
    near(torch.softmax(torch.tensor([0., 0., 1.]), 0), torch.tensor([0.211942, 0.211942, 0.576117]))
layer norm: layer_norm LayerNorm
    near(torch.layer_norm(torch.tensor([1., 3.]), (2,)), torch.tensor([-1., 1.]), 1e-3)
attention: scaled_dot_product_attention MultiheadAttention Transformer\w*
    near(torch.nn.functional.scaled_dot_product_attention(torch.zeros(1, 1, 2, 4), torch.ones(1, 1, 2, 4),
    torch.eye(2, 4)[None, None]), torch.tensor([[[[.5, .5, 0, 0], [.5, .5, 0, 0]]]]))
sorting: sort argsort topk msort median kthvalue
    torch.tensor([3, 1, 2]).sort().indices.tolist() == [1, 2, 0] and torch.tensor([3., 1,
    2]).topk(2).values.tolist() == [3, 2]
running sums and products: cumsum cumprod
    torch.arange(1, 5).cumsum(0).tolist() == [1, 3, 6, 10] and torch.arange(1, 5).cumprod(0).tolist() == [1, 2, 6,
    24]
gather and scatter: gather scatter\w* index_add\w*
    torch.arange(6).reshape(2, 3).gather(1, torch.tensor([[2, 0], [1, 1]])).tolist() == [[2, 0], [4, 4]] and
    torch.zeros(3).scatter_add(0, torch.tensor([0, 2, 0]), torch.ones(3)).tolist() == [2, 0, 1]
nan in comparisons and extremes: nan isnan
    torch.tensor([1., float('nan')]).max().isnan().item() and not (torch.tensor(float('nan')) ==
    torch.tensor(float('nan'))).item()
division of integers: floor_divide remainder fmod div
    (torch.tensor([-7, 7]) // 2).tolist() == [-4, 3] and (torch.tensor([-7, 7]) % 3).tolist() == [2, 1] and
    (torch.tensor([7]) / 2).tolist() == [3.5]
exponentials and logarithms: exp log expm1 log1p logsumexp
    near(torch.exp(torch.tensor([0., 1.])), torch.tensor([1., 2.718282])) and near(torch.log(torch.tensor([1.,
    10.])), torch.tensor([0., 2.302585]))
sines of many cells: sin cos tan
    near(torch.sin(torch.arange(40.))[[1, 17, 33]], torch.tensor([0.841471, -0.961397, 0.999912]))
sums of many cells: sum mean var std
    torch.arange(1000.).sum().item() == 499500 and torch.ones(3, 50).sum(1).tolist() == [50, 50, 50]
the random stream of rand: rand rand_like bernoulli dropout Dropout uniform_ kaiming_uniform_ / manual_seed
    near((torch.manual_seed(0), torch.rand(3))[1], torch.tensor([0.496257, 0.768222, 0.088477]))
the random stream of randn: randn randn_like normal normal_ / manual_seed
    near((torch.manual_seed(0), torch.randn(3))[1], torch.tensor([1.540996, -0.293429, -2.178789]))
sparse products: sparse\w* to_sparse\w*
    torch.sparse.mm(torch.eye(2).to_sparse(), torch.tensor([[1.], [2.]])).tolist() == [[1], [2]]
"""
"""What is computed: names in code that depends on it / names that must occur as well. Below it, an expression that is
True.
"""


@dataclass(frozen=True, slots=True)
class KnownResult:
    """An expression that is True when torch is sound; code with a name of `names` and one of `along` depends on it."""

    what: str
    code: str
    names: str
    along: str = ""

    def bears(self, code: str) -> bool:
        """Whether this code depends on it."""
        return _says(code, self.names) and (not self.along or _says(code, self.along))


@cache
def known_results() -> tuple[KnownResult, ...]:
    """All of them."""
    found = []
    for block in re.split(r"\n(?=\S)", _TABLE.strip()):
        head, _, code = block.partition("\n")
        what, _, names = head.partition(": ")
        names, _, along = names.partition(" / ")
        found.append(KnownResult(what, f"({code.strip()})", _pattern(names), _pattern(along)))
    return tuple(found)


def _pattern(names: str) -> str:
    return "|".join(_GROUPS.get(names, names).split())


def _says(code: str, names: str) -> bool:
    return re.search(rf"(?<!\w)(?:{names})(?!\w)", code) is not None
