"""The transfer authorization: the insurer's money goes to the shop, with what revoking means for its kind (A17)."""
