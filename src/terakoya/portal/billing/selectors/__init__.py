"""What pages read of billing."""
