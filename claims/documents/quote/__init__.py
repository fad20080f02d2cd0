"""The parts quote: what the shop asks the insurer for, line by line in the loss sheet's order (A7, A8)."""
