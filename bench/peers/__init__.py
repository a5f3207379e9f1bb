"""The parts of bench/peers.py: data, measures, and one module for each tool."""
