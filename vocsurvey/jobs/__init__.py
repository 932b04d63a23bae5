"""What the clock and the workers run: a job carries one id; a tick finds due rows."""
