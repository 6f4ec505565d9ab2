"""Formulas (*formler*): pure functions over numbers, arrays and columns; no models."""
