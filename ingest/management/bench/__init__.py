"""How fast documents are read, and how much memory that takes: measured in processes of their own, side by side in one run."""
