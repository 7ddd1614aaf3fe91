"""What the product does, one folder a feature; pyproject.toml holds the order between them."""
