"""The list of invoices issued for a claim, one row per invoice, by payer."""
