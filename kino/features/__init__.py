"""What the product does, one folder a feature; the order between them is in pyproject.toml's import contracts."""
