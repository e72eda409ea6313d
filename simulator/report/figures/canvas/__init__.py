"""Draws figures as SVG, with the words of Matplotlib's axes: a page loads no other library for them."""
