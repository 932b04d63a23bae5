"""What must be answered for, by when, and what may happen next to it. Pure."""
