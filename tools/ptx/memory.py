"""The memory that simulated lanes may touch: numpy arrays at their own addresses."""

from __future__ import annotations

import numpy as np


class BadAccess(Exception):
    """An access outside of every array, across the end of one, or off its alignment."""


class Memory:
    """Arrays that a kernel got pointers to."""

    def __init__(self) -> None:
        self.arrays: list[np.ndarray] = []
        self.begins = np.zeros(0, np.uint64)
        self.ends = np.zeros(0, np.uint64)

    def add(self, array: np.ndarray) -> int:
        """Makes an array accessible; its address."""
        if not array.flags.c_contiguous:
            raise BadAccess("an array is not contiguous")
        self.arrays.append(array)
        self.arrays.sort(key=lambda one: one.ctypes.data)
        self.begins = np.array([one.ctypes.data for one in self.arrays], np.uint64)
        self.ends = np.array([one.ctypes.data + one.nbytes for one in self.arrays], np.uint64)
        return array.ctypes.data

    def place(self, addresses: np.ndarray, dtype: type) -> tuple[np.ndarray, np.ndarray]:
        """For each address, the number of its array and the index in it, seen as `dtype`."""
        size = np.uint64(np.dtype(dtype).itemsize)
        number = np.searchsorted(self.begins, addresses, side="right") - 1
        bad = (number < 0) | (addresses + size > self.ends[number]) | (addresses % size != 0)
        if bad.any():
            lane = int(np.argmax(bad))
            raise BadAccess(f"{size} bytes at {int(addresses[lane]):#x} (active lane {lane})")
        return number, (addresses - self.begins[number]) // size

    def view(self, number: int, dtype: type) -> np.ndarray:
        """One array, flat and seen as `dtype`."""
        flat = self.arrays[number].reshape(-1).view(np.uint8)
        size = np.dtype(dtype).itemsize
        return flat[:flat.size // size * size].view(dtype)

    def load(self, addresses: np.ndarray, dtype: type) -> np.ndarray:
        """The values at the addresses."""
        number, index = self.place(addresses, dtype)
        if number.size > 0 and (number == number[0]).all():
            return self.view(int(number[0]), dtype)[index]
        values = np.empty(addresses.shape, dtype)
        for one in np.unique(number):
            here = number == one
            values[here] = self.view(int(one), dtype)[index[here]]
        return values

    def store(self, addresses: np.ndarray, values: np.ndarray) -> None:
        """Writes the values to the addresses; two lanes must not meet."""
        number, index = self.place(addresses, values.dtype.type)
        if np.unique(addresses).size != addresses.size:
            raise BadAccess("two lanes write to one address")
        for one in np.unique(number):
            here = number == one
            self.view(int(one), values.dtype.type)[index[here]] = values[here]
