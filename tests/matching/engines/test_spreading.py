"""Units arrive whenever they can, at the least cost, and what is closed is a cut: a peer and the arcs agree."""

import numpy as np
import pytest
from ortools.graph.python import max_flow, min_cost_flow

from commgov.matching.engines.spreading import Network


def network_of(rng, nodes, arcs):
    ends = rng.integers(0, nodes, (arcs, 2))
    ends = ends[ends[:, 0] != ends[:, 1]]
    room, cost = rng.integers(0, 4, len(ends)), rng.integers(0, 9, len(ends))
    return ends[:, 0].astype(np.int32), ends[:, 1].astype(np.int32), room, cost


def carried_out_of(node, tail, head, flow):
    return flow[tail == node].sum() - flow[head == node].sum()


@pytest.mark.parametrize("seed", range(40))
def test_the_flow_costs_what_the_peers_costs_and_no_unit_is_lost(seed):
    rng = np.random.default_rng(seed)
    nodes = int(rng.integers(3, 12))
    tail, head, room, cost = network_of(rng, nodes, 4 * nodes)
    network = Network(nodes, tail, head, room, cost)
    starts = rng.integers(0, nodes - 1, 12)
    sent = np.concatenate([network.send(starts[:5]), network.send(starts[5:])])
    flow = network.flow
    assert ((flow >= 0) & (flow <= room)).all()
    supply = np.bincount(starts[sent], minlength=nodes)
    supply[nodes - 1] = -sent.sum()
    assert [carried_out_of(node, tail, head, flow) for node in range(nodes)] == supply.tolist()
    peer = min_cost_flow.SimpleMinCostFlow()
    peer.add_arcs_with_capacity_and_unit_cost(tail, head, room, cost)
    peer.set_nodes_supplies(np.arange(nodes), supply)
    assert peer.solve() == peer.OPTIMAL
    assert peer.optimal_cost() == (flow * cost).sum()


@pytest.mark.parametrize("seed", range(40))
def test_of_one_start_as_many_arrive_as_the_peers_greatest_flow_and_the_cut_is_full(seed):
    rng = np.random.default_rng(1000 + seed)
    nodes = int(rng.integers(3, 12))
    tail, head, room, cost = network_of(rng, nodes, 4 * nodes)
    network = Network(nodes, tail, head, room, cost)
    sent = network.send(np.zeros(4 * 4 * nodes + 1, dtype=np.int32))
    peer = max_flow.SimpleMaxFlow()
    peer.add_arcs_with_capacity(tail, head, room)
    assert peer.solve(0, nodes - 1) == peer.OPTIMAL
    assert sent.sum() == peer.optimal_flow()
    inside = network.closed >= 0
    assert inside[0]
    assert not inside[nodes - 1]
    assert room[inside[tail] & ~inside[head]].sum() == sent.sum()
