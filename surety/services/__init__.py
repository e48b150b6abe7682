"""Writes, one module per noun: one public function is one use case; it flushes, the request commits."""
