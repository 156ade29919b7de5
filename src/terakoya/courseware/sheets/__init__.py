"""What a sheet holds: its text boxes, and whether words fit into them."""
