"""A small telephone company that speaks Twilio over HTTP: another program that happens to live next door.

The rule of this folder: it imports nothing of vocsurvey outside vocsurvey.sandbox and shares no code with the
product, so that a misunderstanding of the protocol cannot be made twice and cancel itself out. It refuses what
Twilio would silently ignore, and it writes down every fault it sees in its customer (see ledger).
"""
