"""A Python object becomes plain data, bounded and exact. What produced it is `run/`."""
