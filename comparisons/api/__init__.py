"""The public, read-only API of what changed."""
