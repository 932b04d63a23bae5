"""Memory: tables, constraints, migrations and reads. Only ``session.py`` commits."""
