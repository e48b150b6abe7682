"""Lists as files, written row by row while they are sent (docs/adr/0009)."""
