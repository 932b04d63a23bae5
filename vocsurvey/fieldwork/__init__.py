"""Whom to call, when, and how it ended. Pure: rules and facts in, decisions out; ``now`` is an argument."""
