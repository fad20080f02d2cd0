"""PDFs that others made: opened in a process of their own, shown in ours as drawings and as nothing else."""
