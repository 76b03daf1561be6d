"""The command line: `commgov demo | plan | check`."""
