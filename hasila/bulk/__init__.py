"""Millions of texts: read in shards, on one machine or a cluster, each of them once."""
