"""Frames made of frames: no clock, no database, no widgets."""
