"""Whether a card may be asked is settled before a line of it runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scene import GATHER, card_of

from quiz.ask.policy import permit
from quiz.ask.question import Broken
from quiz.worker.wire import PROTOCOL, Hello


def hello(torch: str = "2.13.0", devices: tuple[str, ...] = ("cpu",), layers: tuple[str, ...] = ()) -> Hello:
    return Hello(
        protocol=PROTOCOL, pid=1, python="3.11", torch=torch, build="", devices=list(devices), layers=list(layers)
    )


def test_a_permit_names_the_best_device_that_the_card_allows() -> None:
    card = card_of(GATHER)
    assert permit(card, hello(devices=("cuda:0", "cpu"))).device == "cpu"
    assert permit(replace(card, devices=("cpu", "cuda")), hello(devices=("cuda:0", "cpu"))).device == "cuda:0"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"torch": ">=99"}, "unsuited"), ({"devices": ("cuda",)}, "unsuited"), ({"foreign": True}, "untrusted")],
)
def test_another_torch_another_device_and_an_unconfined_stranger_are_refused(
    change: dict[str, object], code: str
) -> None:
    with pytest.raises(Broken) as refused:
        permit(replace(card_of(GATHER), **change), hello())
    assert refused.value.code == code


def test_a_stranger_is_permitted_where_nothing_gets_out() -> None:
    assert permit(replace(card_of(GATHER), foreign=True), hello(layers=("seccomp", "landlock"))).device == "cpu"
