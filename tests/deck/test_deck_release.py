"""Which releases of torch a card is for."""

from __future__ import annotations

import pytest

from quiz.deck import torch_release


@pytest.mark.parametrize(
    ("conditions", "torch", "admitted"),
    [
        ("", "2.13.0+cpu", True),
        (">=2.4", "2.13.0+cpu", True),
        (">=2.4", "2.3.1", False),
        (">=2.6,<2.15", "2.15.0", False),
        (">=2.6,<2.15", "2.14.1+cu126", True),
        (" >= 2.6 , < 2.15 ", "2.6.0", True),
        ("==2.13", "2.13.0", True),
        ("==2.13", "2.13.1", False),
        ("==2.13.*", "2.13.1+cpu", True),
        ("!=2.9.*", "2.9.0", False),
        ("!=2.9.0", "2.9.1", True),
        (">2.4", "2.4.0", False),
        (">2.4", "2.4.1", True),
        ("<=2.4", "2.4.0+cpu", True),
        (">=2.10", "2.9.1", False),
        (">=2.14", "2.14.0.dev20260701+cu126", True),
        ("<2.14", "2.14.0a0+git1b2c3d4", False),
        ("<3", "2.13.0", True),
    ],
)
def test_a_release_meets_all_conditions_or_not(conditions: str, torch: str, admitted: bool) -> None:
    """Numbers are compared as numbers, missing ones are 0, what follows the release does not count."""
    assert torch_release.parse(conditions).admits(torch) is admitted


@pytest.mark.parametrize(
    "text", ["2.6", "=2.6", ">=", ">=2.6,", ">=two", "~=2.6", ">=2.*", ">=2.6 <3", "2.6<", ">=２.6", ">=1.2.3.4.5"]
)
def test_what_is_no_condition_is_named(text: str) -> None:
    """The part that cannot be read is in the message."""
    with pytest.raises(ValueError, match="not a condition on a release"):
        torch_release.parse(text)


def test_what_is_no_release_is_refused() -> None:
    """A torch built by hand may call itself anything."""
    with pytest.raises(ValueError, match="'main' is not a release"):
        torch_release.parse(">=2.4").admits("main")
