"""The accident survey report (form 6-4): what the insurer's surveyor saw, or why nobody came (A2)."""
