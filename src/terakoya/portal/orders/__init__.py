"""Applications, prices of an order, contracts, manuscript licences: all that is money."""
