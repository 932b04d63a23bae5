"""The only package that speaks Twilio: its words stop here."""
