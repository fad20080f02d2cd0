"""The work order (form 6-5): the contract with the customer, with the warranty's limits printed line by line (C7)."""
