"""The door: what stands between the network and the application, and keeps out who must not come in."""
