"""The verbs: one function is one thing that happens, in the caller's transaction, at the caller's ``now``."""
