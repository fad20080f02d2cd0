"""Words without business: money, hours, shares, vehicle ids, errors, the workflow machine, the database base."""
