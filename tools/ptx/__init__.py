"""Reads, checks and executes the PTX that nvcc makes of the project's kernels."""
