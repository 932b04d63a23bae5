"""How one interview unfolds on any channel: a fold over frozen facts and an append-only transcript. Pure."""
