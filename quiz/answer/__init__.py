"""Values and their comparison: the canonical form of results, typed text read into values, the verdict."""
