"""Papers: from a frozen context to a PDF that says exactly that and nothing else."""
