"""Which generated programs a run makes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Making:
    """Which variants to make: mutants (wrong programs), rewrites (right ones)."""

    mutants: bool = False
    rewrites: bool = False

    @property
    def any(self) -> bool:
        return self.mutants or self.rewrites


NO_VARIANTS = Making()
