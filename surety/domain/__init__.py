"""The rules of the trade as pure functions: no database, no clock, no web."""
