"""Computations over the whole log of reviews: fitted weights, simulated workload. Due dates are `schedule/`."""
