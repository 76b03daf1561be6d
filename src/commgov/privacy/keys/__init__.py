"""The key tree: a root that the community keeps elsewhere, a community key, and a key for each subject and tier."""
