"""Faults: what the stored ledger goes through, and comes out of whole. `make faults` runs them at full length."""
