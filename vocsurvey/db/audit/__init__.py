"""Proof of the promises from the rows, in plain SQL of its own: it shares no code with what it checks."""
