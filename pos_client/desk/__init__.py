"""The shared room: theme, background lane, window and widgets. Features paint with these and nothing else."""
