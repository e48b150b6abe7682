"""Reads, one module per noun: get_ raises NotFound, find_ gives None, list_ is always ordered."""
