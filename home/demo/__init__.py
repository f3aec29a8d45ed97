"""A believable organisation to try the product with; every person and number is invented."""
