"""The confinement of a child, one file per layer. What a child does is `run/`, how it is made `process/`."""
