"""The yearly assessment: criteria published before the period, evidence, grades, and the reason for each."""
