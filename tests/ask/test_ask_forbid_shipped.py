"""The shipped cards that forbid a function: a right answer that also calls it, by any road, is told of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from scene import pose

from quiz.answer.verdict import Verdict
from quiz.ask import kinds
from quiz.ask.question import Given, Question
from quiz.check.prove.together import judged_all
from quiz.engine.client import Engine, converse
from quiz.library.decks import shipped_folder
from quiz.library.load import load

HEAD = """import torch, torch.nn as nn, torch.nn.functional as F, einops, functools, operator, threading, types
def quietly(call):
    try:
        call()
    except BaseException:
        pass
"""
ROADS = {
    "alias": "(lambda g: g(ARGS))(OF.NAME)",
    "getattr": "getattr(OF, ''.join(list('NAME')))(ARGS)",
    "partial": "functools.partial(OF.NAME)(ARGS)",
    "operator": "operator.methodcaller('NAME', ARGS)(OF)",
    "text": "eval('OF.' + 'NAME')(ARGS)",
    "dict of the module": "vars(OF)['NAME'](ARGS)",
    "map": "list(map(OF.NAME, *[[a] for a in (ARGS,)]))",
    "dunder": "OF.NAME.__call__(ARGS)",
    "jit": "torch.jit.trace(lambda t: OF.NAME(ARGS), (torch.ones(2),), check_trace=False)(torch.ones(2))",
    "vmap": "torch.vmap(lambda t: (OF.NAME(ARGS), t)[1])(torch.ones(2))",
    "checkpoint": "torch.utils.checkpoint.checkpoint(lambda: OF.NAME(ARGS), use_reentrant=False)",
    "thread": "(lambda t: (t.start(), t.join()))(threading.Thread(target=lambda: OF.NAME(ARGS)))",
    "functional call": "torch.func.functional_call(type('M', (nn.Module,),"
    " {'forward': lambda s: OF.NAME(ARGS)})(), {}, ())",
    "swallowed": "quietly(lambda: OF.NAME(ARGS))",
    "no torch function": "(lambda guard: OF.NAME(ARGS))(torch._C.DisableTorchFunctionSubclass())",
    "no mode at all": "(lambda guard: OF.NAME(ARGS))(torch._C.DisableTorchFunction())",
    "custom function": "type('G', (torch.autograd.Function,),"
    " {'forward': staticmethod(lambda c, t: (OF.NAME(ARGS), t)[1])}).apply(torch.ones(2))",
    "fx": "torch.fx.Interpreter(torch.fx.symbolic_trace(lambda t: OF.NAME(ARGS))).run(torch.ones(2))",
    "code": "types.FunctionType(OF.NAME.__code__, OF.NAME.__globals__, 'g', OF.NAME.__defaults__)(ARGS)",
}
ONLY_TORCH = ("jit", "vmap", "functional call", "fx")
WRITTEN = (
    "layer_norm",
    "batch_norm",
    "cross_entropy",
    "nll_loss",
    "binary_cross_entropy_with_logits",
    "rearrange",
    "binary_cross_entropy",
    "log_softmax",
    "reduce",
    "repeat",
)
X, K = "torch.ones(2, 3)", "torch.ones(1, 1, 3)"
GRAD = [
    "torch.autograd.grad(w.sum(), w)", "w.sum().backward()", "torch.autograd.backward(w.sum())",
    "torch.autograd.backward([w.sum()])", "torch.Tensor.backward(w.sum())", "torch.func.grad(lambda t: t.sum())(X)",
    "torch.func.grad_and_value(lambda t: t.sum())(X)", "torch.func.vjp(lambda t: t.sum(), X)",
    "torch.func.jacrev(lambda t: t.sum())(X)", "torch.func.jacfwd(lambda t: t.sum())(X)",
    "torch.func.hessian(lambda t: t.sum())(X)", "torch.autograd.functional.jacobian(lambda t: t.sum(), X)",
    "torch.autograd.functional.vjp(lambda t: t.sum(), X)", "torch.autograd.functional.hessian(lambda t: t.sum(), X)",
    "functools.partial(torch.autograd.grad, inputs=w)(w.sum())", "getattr(w.sum(), 'back' + 'ward')()",
    "operator.methodcaller('backward')(w.sum())", "eval('torch.autograd.gr' + 'ad')(w.sum(), w)",
    "torch.enable_grad()(lambda: torch.autograd.graph._engine_run_backward((w.sum(),), (torch.ones(()),), False, False,"
    " (), allow_unreachable=True, accumulate_grad=True))()",
    "torch.enable_grad()(lambda: torch.autograd.Variable._execution_engine.run_backward((w.sum(),), (torch.ones(()),),"
    " False, False, (), allow_unreachable=True, accumulate_grad=True))()",
    "torch.func.jvp(lambda t: t.sum(), (X,), (X,))", "torch.func.linearize(lambda t: t * 2, X)",
    "torch.autograd.functional.jvp(lambda t: t.sum(), X, X)",
    "(lambda ad: (ad.enter_dual_level(), ad.make_dual(X, X)))(torch.autograd.forward_ad)",
]  # fmt: skip
OWN = {
    "autograd/two-layers-backwards": GRAD,
    "autograd2/numerical-gradient": GRAD,
    "losses/gradient-with-respect-to-logits": GRAD,
    "losses/gradients-of-a-two-layer-network": GRAD,
    "join/patchify-in-torch": [
        ("einops", "rearrange", f"{X}, 'a b -> b a'"), "einops.reduce(X, 'a b -> a', 'sum')",
        "einops.repeat(X, 'a b -> a b 2')",
        "einops.einops.rearrange(X, 'a b -> b a')",
        "__import__('einops.layers.torch', fromlist=['x']).Rearrange('a b -> b a')(X)",
        "__import__('einops.layers.torch', fromlist=['x']).Reduce('a b -> a', 'sum')(X)",
    ],
    "layers/length-after-a-convolution": [
        ("F", "conv1d", f"{K}, {K}"), "nn.Conv1d(1, 1, 3)(K)", "torch.conv1d(K, K)", "torch.ops.aten.conv1d(K, K)",
        "torch.convolution(K, K, None, [1], [0], [1], False, [0], 1)", "F.conv2d(K[None], K[None])",
        "torch.ops.aten.convolution(K, K, None, [1], [0], [1], False, [0], 1)", "torch.ops.aten.conv1d.default(K, K)",
        "nn.Conv2d(1, 1, 1)(K)", "torch._C._VariableFunctions.conv1d(K, K)",
        "torch.ops.aten._convolution(K, K, None, [1], [0], [1], False, [0], 1, False, False, False, False)",
        "nn.LazyConv1d(1, 1)(K)", "torch.mkldnn_convolution(K[None], K[None], None, [0, 0], [1, 1], [1, 1], 1)",
    ],
    "layers/layer-norm-by-hand": [
        ("F", "layer_norm", f"{X}, (3,)"), "nn.LayerNorm(3)(X)", "torch.layer_norm(X, (3,))",
        "torch.native_layer_norm(X, (3,), None, None, 1e-5)", "torch.ops.aten.layer_norm(X, (3,))",
        "torch.ops.aten.native_layer_norm(X, (3,), None, None, 1e-5)", "nn.GroupNorm(1, 3)(X)",
        "F.group_norm(X, 1)", "torch.group_norm(X, 1)", "F.batch_norm(X, None, None, training=True)",
        "F.instance_norm(K)", "nn.InstanceNorm1d(1)(K)",
        "torch.instance_norm(K, None, None, None, None, True, .1, 1e-5, False)",
        "torch._C._VariableFunctions.layer_norm(X, (3,))", "nn.BatchNorm1d(3)(X)",
    ],
    "layers/batch-norm-by-hand": [
        ("F", "batch_norm", f"{X}, None, None, None, None, True"), "nn.BatchNorm1d(3)(X)", "nn.LazyBatchNorm1d()(X)",
        "torch.batch_norm(X, None, None, None, None, True, .1, 1e-5, False)",
        "torch.native_batch_norm(X, None, None, None, None, True, .1, 1e-5)", "nn.SyncBatchNorm(3)(X)",
        "torch.ops.aten.native_batch_norm(X, None, None, None, None, True, .1, 1e-5)",
        "torch._native_batch_norm_legit(X, None, None, True, .1, 1e-5)", "F.layer_norm(X, (3,))",
        "torch.ops.aten.batch_norm(X, None, None, None, None, True, .1, 1e-5, False)",
    ],
    "layers/conv1d-by-hand": [
        ("F", "conv1d", f"{K}, {K}"), "nn.Conv1d(1, 1, 3)(K)", "torch.conv1d(K, K)", "torch.ops.aten.conv1d(K, K)",
        "torch.nn.modules.conv.Conv1d(1, 1, 2)(K)", "F.conv2d(K[None], K[None])",
        "torch._C._VariableFunctions.conv1d(K, K)",
    ],
    "linalg/linear-by-hand": [
        ("F", "linear", f"{X}, {X}"), "nn.Linear(3, 2)(X)", "torch._C._nn.linear(X, X)", "torch.ops.aten.linear(X, X)",
        "torch.ops.aten.linear.default(X, X)", "nn.LazyLinear(2)(X)", "nn.Sequential(nn.Linear(3, 2))(X)",
        "nn.modules.linear.NonDynamicallyQuantizableLinear(3, 2)(X)",
    ],
    "losses/stable-softmax": [
        ("torch", "softmax", f"{X}, 1"), "F.log_softmax(X, 1)", "X.softmax(1)", "nn.Softmax(1)(X)",
        "torch.special.softmax(X, 1)", "torch._softmax(X, 1, False)", "torch.ops.aten._softmax(X, 1, False)",
        "F.softmin(X, 1)", "nn.Softmin(1)(X)", "nn.LogSoftmax(1)(X)", "nn.Softmax2d()(K)", "F.gumbel_softmax(X)",
        "torch.special.log_softmax(X, 1)", "torch.sparse.softmax(X.to_sparse(), 1)",
        "torch.ops.aten._safe_softmax(X, 1)", "torch.ops.aten.softmax.int(X, 1)", "X.log_softmax(1)",
    ],
    "losses/cross-entropy-by-hand": [
        ("F", "cross_entropy", f"{X}, torch.tensor([0, 1])"), "F.nll_loss(X, torch.tensor([0, 1]))",
        "nn.CrossEntropyLoss()(X, torch.tensor([0, 1]))", "nn.NLLLoss()(X, torch.tensor([0, 1]))",
        "torch._C._nn.cross_entropy_loss(X, torch.tensor([0, 1]))", "torch.ops.aten.nll_loss(X, torch.tensor([0, 1]))",
        "torch.ops.aten.cross_entropy_loss(X, torch.tensor([0, 1]))", "F.cross_entropy(X, X)",
        "torch._C._nn.nll_loss_nd(X, torch.tensor([0, 1]))",
        "nn.NLLLoss2d()(X[None, :, None], torch.zeros(1, 1, 3).long())",
    ],
    "losses/bce-with-logits-by-hand": [
        ("F", "binary_cross_entropy_with_logits", f"{X}, {X}"), "F.binary_cross_entropy(X, X)",
        "nn.BCEWithLogitsLoss()(X, X)", "nn.BCELoss()(X, X)", "torch.binary_cross_entropy_with_logits(X, X)",
        "torch._C._nn.binary_cross_entropy(X, X)", "torch.ops.aten.binary_cross_entropy(X, X)",
        "torch.ops.aten.binary_cross_entropy_with_logits(X, X)",
    ],
    "random/log-sum-exp": [
        ("torch", "logsumexp", f"{X}, 1"), "X.logsumexp(1)", "torch.special.logsumexp(X, 1)",
        "torch.ops.aten.logsumexp(X, 1)", "torch.Tensor.logsumexp(X, 1)", "torch._C._special.special_logsumexp(X, 1)",
        "torch._C.TensorBase.logsumexp(X, 1)", "torch.ops.aten.special_logsumexp(X, 1)",
    ],
    "seq/attention-by-hand": [
        ("F", "scaled_dot_product_attention", f"{K}, {K}, {K}"), "torch._C._nn.scaled_dot_product_attention(K, K, K)",
        "nn.MultiheadAttention(2, 1)(K.expand(1, 1, 3)[..., :2], K[..., :2], K[..., :2])",
        "torch.ops.aten.scaled_dot_product_attention(K, K, K)",
        "torch.ops.aten._scaled_dot_product_attention_math(K[None], K[None], K[None])",
        "nn.TransformerEncoderLayer(2, 1)(K[..., :2])",
        "torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(K[None], K[None], K[None])",
    ],
}  # fmt: skip


LAMBDA = "(lambda X, K, w: {road})(torch.ones(2, 3), torch.ones(1, 1, 3), torch.ones(3, requires_grad=True))"


def roads(name: str) -> list[str]:
    """The calls of what a card forbids: those of its own, and each of the common roads to its functions."""
    found = []
    for own in OWN[name]:
        if isinstance(own, str):
            found.append(own)
            continue
        owner, function, args = own
        plain = owner != "einops"
        found += [
            road.replace("OF", owner).replace("NAME", function).replace("ARGS", args)
            for title, road in ROADS.items()
            if (plain or title not in ONLY_TORCH) and (title != "code" or function in WRITTEN)
        ]
    return found


def answer_of(question: Question, road: str) -> Given:
    """A right answer that takes the road too."""
    call, own = LAMBDA.format(road=road), question.card.body
    if question.card.ask == "fill":
        for name in ("functools", "operator"):
            call = call.replace(f"{name}.", f"__import__('{name}').")
        first, *others = own.accept[0].given
        return [f"[{call}, {first}][1]", *others] if others else f"[{call}, {first}][1]"
    function = ast.parse(own.reference)
    definition = next(node for node in function.body if isinstance(node, ast.FunctionDef))
    definition.body[:0] = ast.parse(call).body
    return HEAD + ast.unparse(function)


def judged(engine: Engine, name: str) -> Iterator[tuple[str, Verdict]]:
    """The verdict on each road; the answers share children."""
    deck, _, card_name = name.partition("/")
    path = shipped_folder() / f"{deck}.yaml"
    card = next(card for card in load(path, path.read_text()).cards if card.name == card_name)
    question, kind = pose(engine, card, 1), kinds.kind(card.ask)
    dialogue = judged_all(kind, question, [answer_of(question, road) for road in roads(name)])
    return zip(roads(name), converse(dialogue, lambda job: engine.run(job, 60)), strict=True)


@pytest.mark.parametrize("name", OWN)
def test_no_road_leads_around_what_a_shipped_card_forbids(engine: Engine, name: str) -> None:
    """The answer is right but for the call: only that can make it wrong, and the verdict says so."""
    assert len(roads(name)) >= 10
    passed = {
        road: verdict.message or str(verdict.status)
        for road, verdict in judged(engine, name)
        if not verdict.message.startswith("This card asks you to write it without `")
    }
    assert passed == {}
