"""Draws the posters, backdrops and stills of the demo library (`python -m tools.draw_demo_art`)."""
