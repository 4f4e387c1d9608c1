"""What a child may not do: one file a layer."""
