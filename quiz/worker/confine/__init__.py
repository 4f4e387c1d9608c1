"""What a child may not do, one file a layer; what a child does is `run/`, how it comes to be `process/`."""
