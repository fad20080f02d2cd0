"""The pre-inspection with the customer (form 6-3): the walk around the car, what is in it, in whose words (C4, C5)."""
