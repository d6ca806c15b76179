"""The command line. Each module adds its commands to the tree in tree.py."""
