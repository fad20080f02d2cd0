"""What leaves a transaction safely: jobs and idempotency keys."""
