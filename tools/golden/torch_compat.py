"""Lets a PyTorch older than 2.0 serve the calls that Inferno 0.0.5 makes.

Inferno is written for PyTorch 2. Two of its habits fail on 1.x, and both can be served by
thin wrappers around the functions that 1.x does have:

* torch.where(mask, x, y) with x and y of different types, or plain numbers;
* module hooks that are put in front of the others (prepend=True).

Call install() after importing torch and before importing inferno. With PyTorch 2 or newer it
does nothing.
"""

import torch


def _install_where():
    """torch.where that promotes both branches to their common type, as PyTorch 2 does."""
    original = torch.where

    def where(mask, *branches):
        if not branches:  # where(mask) lists the true positions
            return original(mask)
        first, second = branches
        kind = torch.result_type(first, second)
        as_kind = [torch.as_tensor(branch, dtype=kind) for branch in (first, second)]
        return original(mask, *as_kind)

    torch.where = where
    torch.Tensor.where = lambda self, mask, other: where(mask, self, other)


def _install_hooks():
    """Hook registration with the keyword-only options of PyTorch 2.

    Inferno uses prepend. The other two options never differ from their defaults in what the
    golden cases run, so a different value is refused rather than half supported.
    """

    def wrap(original, store):
        def register(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
            if with_kwargs or always_call:
                raise NotImplementedError("with_kwargs and always_call need PyTorch 2")
            handle = original(self, hook)
            if prepend:
                getattr(self, store).move_to_end(handle.id, last=False)
            return handle

        return register

    module = torch.nn.Module
    module.register_forward_pre_hook = wrap(
        module.register_forward_pre_hook, "_forward_pre_hooks")
    module.register_forward_hook = wrap(module.register_forward_hook, "_forward_hooks")


def install():
    if int(torch.__version__.split(".")[0]) < 2:
        _install_where()
        _install_hooks()
