"""`python -m vocsurvey.sandbox`: the local carrier as a process of its own."""

from vocsurvey.sandbox.command import sandbox

if __name__ == "__main__":
    sandbox()
