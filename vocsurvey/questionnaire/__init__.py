"""What may be asked: values read from YAML, and what can be proved of them. Pure: text in, values or problems out."""
