"""What pages read of learning."""
