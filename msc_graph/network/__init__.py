"""Records as a network: networkx for everybody, a compact index for traces."""
