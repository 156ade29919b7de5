"""What pages read of orders."""
