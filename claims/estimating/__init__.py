"""Estimating: damage list, rate profiles, price lists, quotes, the insurer's return, negotiation, supplements."""
