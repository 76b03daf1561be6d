"""The access log: who did what to whose data, when and why, in a Merkle tree (RFC 9162) that shows every change."""
