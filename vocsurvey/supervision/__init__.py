"""Processes that are started, watched and stopped as one; none outlives the one that started it."""
