"""Real input as folders to plan; each example is also a command."""
