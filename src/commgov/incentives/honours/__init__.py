"""honours."""
