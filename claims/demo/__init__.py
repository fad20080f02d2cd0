"""Plays one claim from report to paid over the real HTTP API, by the roles of a demo shop."""
