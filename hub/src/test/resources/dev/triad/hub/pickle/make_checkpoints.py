# SPDX-License-Identifier: Apache-2.0
"""Writes the checkpoints beside this file, with PyTorch 2.13: python make_checkpoints.py

The tests know the numbers: 'counted' is 0, 1, …, 11 as a matrix of 3 x 4, and most others are views of it.
"""
import collections
import pathlib
import zipfile

import torch

here = pathlib.Path(__file__).parent
counted = torch.arange(12, dtype=torch.float32).reshape(3, 4)
model = collections.OrderedDict(
    counted=counted,
    transposed=counted.t(),
    inner=counted[1:, 1:3],
    column=counted[:, 2],
    expanded=torch.tensor([5.0]).expand(2, 3),
    permuted=torch.arange(24, dtype=torch.int16).reshape(2, 3, 4).permute(2, 0, 1),
    parameter=torch.nn.Parameter(counted),
    scalar=torch.tensor(3.5, dtype=torch.bfloat16),
    half=torch.tensor([0.5, -2.0], dtype=torch.float16),
    double=torch.tensor([0.1], dtype=torch.float64),
    long=torch.tensor([-(2**40), 7]),
    int=torch.tensor([-3, 2**30], dtype=torch.int32),
    signed=torch.tensor([-128, 127], dtype=torch.int8),
    bytes=torch.tensor([0, 255], dtype=torch.uint8),
    truth=torch.tensor([True, False, True]),
    complex=torch.tensor([1 + 2j], dtype=torch.complex64),
    empty=torch.zeros(0, 3),
)
model._metadata = {"": {"version": 1}}
checkpoint = {
    "model": model,
    "step": 7,
    "hps": {"width": 2**40, "name": "tiny", "rates": [0.5, 1], "none": None, "on": True, 3: "three"},
    "size": counted.size(),
    "device": counted.device,
    "dtype": counted.dtype,
    "seen": {1, 2},
}
torch.save(checkpoint, here / "checkpoint.pt")
torch.save(checkpoint, here / "checkpoint.protocol4.pt", pickle_protocol=4)
torch.save(checkpoint, here / "checkpoint.legacy.pt", _use_new_zipfile_serialization=False)
torch.save(checkpoint, here / "checkpoint.legacy4.pt", _use_new_zipfile_serialization=False, pickle_protocol=4)
torch.serialization.set_crc32_options(False)
# Types younger than the storage classes take another way.
torch.save(
    {
        "float8": torch.tensor([0.5, -448.0]).to(torch.float8_e4m3fn),
        "words": torch.tensor([[1], [65535]], dtype=torch.uint16).t(),
    },
    here / "typed.pt",
)

# The same archive, as other tools may write it: deflated, and with 64-bit numbers in its directory.
with zipfile.ZipFile(here / "checkpoint.pt") as source:
    with zipfile.ZipFile(here / "checkpoint.deflated.pt", "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    zipfile.ZIP64_LIMIT = 8
    with zipfile.ZipFile(here / "checkpoint.zip64.pt", "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name))
