"""The summary of a claim: accident, vehicle, people, payers and what is claimed from each."""
