"""One deck with a card of every kind, and nothing amiss in it."""

from __future__ import annotations

DECK = """\
format: 1
deck: demo
title: A deck with a card of every kind
setup: |
  import torch
cards:
  - id: rows
    ask: predict
    prompt: Value of `out`?
    draw:
      x: "rng.sample(range(10, 100), 3)"
      k: "rng.randint(2, 9)"
    code: |
      x = torch.tensor($x)
      out = x[1:] * $k
      out
    misconceptions:
      - belief: x[1:] leaves out the last entry
        code: "torch.tensor($x)[:-1] * $k"
      - belief: only the first is multiplied
        code: "torch.tensor([$x[1] * $k, $x[2]])"
    hints:
      - At which index does `x[1:]` begin?
    explain: |
      `x[1:]` begins at index 1; `torch.mul` is the name of the star.
    source: https://docs.pytorch.org/docs/stable/tensor_view.html
  - id: raises
    ask: predict
    form: shape
    raises: RuntimeError
    prompt: Which shape, or which exception?
    code: |
      torch.zeros(2, 3).expand(4, 3).shape
    misconceptions:
      - belief: expand repeats
        code: "torch.zeros(4, 3).shape"
    explain: Only a size of 1 can be expanded.
    source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand.html
  - id: prints
    ask: print
    prompt: What is printed?
    code: |
      for row in torch.zeros(2, 3):
          print(row.shape)
    expect: |
      torch.Size([3])
      torch.Size([3])
    misconceptions:
      - belief: a loop goes over the columns
        code: |
          for _ in range(3):
              print(torch.Size([2]))
    explain: A loop goes along dim 0.
    source: https://docs.pytorch.org/docs/stable/tensors.html
  - id: picks
    ask: choose
    select: one
    prompt: "`x` has shape ($n, 3). Which makes a copy?"
    draw:
      n: "rng.randint(12, 99)"
    code: |
      x = torch.zeros($n, 3)
    options:
      - {text: "x.t()", true_if: "x.t().data_ptr() != x.data_ptr()", why: "a transpose is a view"}
      - {text: "x.clone()", true_if: "x.clone().data_ptr() != x.data_ptr()"}
    explain: A transpose is a view.
    source: https://docs.pytorch.org/docs/stable/tensor_view.html
  - id: fills
    ask: fill
    prompt: Fill the blank so that every row of `p` sums to 1.
    draw:
      n: "rng.randint(2, 5)"
      m: "rng.randint(6, 9)"
    repeat: 4
    code: |
      x = torch.rand($n, $m) + 0.1
      p = x / ____
    check: "p.shape == x.shape and torch.allclose(p.sum(1), torch.ones($n))"
    accept:
      - "x.sum(1, keepdim=True)"
    reject:
      - {fill: "x.sum()", why: "this is the sum of the whole matrix"}
    explain: keepdim leaves a size of 1.
    source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html
  - id: writes
    ask: write
    prompt: Return the sum of each row of `x`.
    signature: "def rows(x):"
    draw:
      n: "rng.randint(2, 5)"
    cases:
      - {n: 1}
    repeat: 3
    args: |
      x = torch.randint(1, 9, ($n, 3))
      (x,)
    reference: |
      def rows(x):
          return x.sum(1)
    reject:
      - why: these are the columns
        code: |
          def rows(x):
              return x.sum(0)
    explain: sum(1) goes along each row.
    source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html
  - id: fixes
    ask: fix
    prompt: Divide `x` by its first entry, in place. Repair it.
    before: |
      x = torch.tensor([2., 4.])
    buggy: |
      x /= x[0]
    check: "torch.equal(x, torch.tensor([1., 2.]))"
    repeat: 2
    accept:
      - "x /= x[0].clone()"
    reject:
      - {code: "x[1:] /= x[0]", why: "the first entry is left as it was"}
    explain: x[0] is a view of x.
    source: https://docs.pytorch.org/docs/stable/tensor_view.html
  - id: orders
    ask: arrange
    prompt: Order the lines so that `y` is 6.
    lines:
      - y = torch.tensor(1)
      - y = y + 2
      - y = y * 2
    check: "int(y) == 6"
    reject:
      - {order: [0, 2, 1], why: "the sum comes first"}
    explain: First the sum.
    source: https://docs.pytorch.org/docs/stable/tensors.html
"""
