"""The requisition (form 6-7): what the store handed out for an order, to whom, and what came back (C10, A11, A13)."""
