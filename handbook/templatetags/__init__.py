"""What pages of the other applications say of checks."""
