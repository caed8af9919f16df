"""Questions asked of the network: names, paths, traces and how far to trust them."""
