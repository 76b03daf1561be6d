"""Demands that have nothing to do with each other: no member, directly or by others, is a candidate of both."""

from commgov.matching.engines.compiling import kernel, step


@step
def _root(parent, at):
    """The member that stands for all that is joined, with the way there made shorter (union-find; R. Tarjan, 1975)."""
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


@kernel
def components(first, worker, member, parent, label):
    """Fill `int64[demands]`: a number for each demand, the same for all that hang together.

    Args:
        first: `int64[demands + 1]`, the candidates of each demand, of all its options.
        worker: `int32[candidates]`.
        member: `int32[workers]`.
        parent: `int64[members]`, each its own.
        label: the answer; a demand without candidates gets a number of its own.
    """
    for d in range(len(label)):
        for e in range(first[d] + 1, first[d + 1]):
            one, other = _root(parent, member[worker[e - 1]]), _root(parent, member[worker[e]])
            if one != other:
                parent[max(one, other)] = min(one, other)
    for d in range(len(label)):
        label[d] = len(parent) + d
        if first[d + 1] > first[d]:
            label[d] = _root(parent, member[worker[first[d]]])
