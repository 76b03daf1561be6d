"""The time bank: what was earned is kept, spent, given, donated, cleared with other communities, or runs out."""
