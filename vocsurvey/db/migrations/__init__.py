"""The steps from one shape of the database to the next; models and migrations never drift (a test compares them)."""
