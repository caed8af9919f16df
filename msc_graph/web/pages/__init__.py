"""What the pages say: made in the processes that hold the graph, so it knows nothing of HTTP."""
