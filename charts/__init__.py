"""Tidy frames drawn as figures: one function a chart, pure, never aggregating."""
