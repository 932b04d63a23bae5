"""The pages and the carrier's door: one blueprint per audience, thin."""
