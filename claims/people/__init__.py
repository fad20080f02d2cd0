"""Shops, users and their roles, customers and their vehicles, insurers."""
