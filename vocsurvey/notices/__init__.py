"""The only package that tells people: each channel sends one message and says whether it arrived."""
