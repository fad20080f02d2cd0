"""Bill, deposits, discounts, invoices, payments, claim transfer."""
