"""The workshop: the graph of a server, and the processes that work on it; here all answers are made."""
