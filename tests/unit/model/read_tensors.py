"""Reads the file that tensor_file_test.cpp writes, with the safetensors package. Exit 77: not installed."""

import sys

try:
    import numpy
    from safetensors import safe_open
except ImportError:
    sys.exit(77)

with safe_open(sys.argv[1], framework="numpy") as file:
    metadata = file.metadata()
    assert metadata["name"] == 'Thủy "x"\n', metadata
    assert len(metadata["bearing.checksum"]) == 32, metadata
    names = {name for name in file.keys() if not name.startswith("bearing.filler.")}
    assert names == {"weights", "bytes", "count", "none"}, names
    weights = file.get_tensor("weights")
    expected = numpy.array([[1.5, -2.0, 0.25], [0.0, 3.0, 1e-20]], dtype=numpy.float32)
    assert weights.dtype == numpy.float32 and (weights == expected).all(), weights
    assert (file.get_tensor("bytes") == numpy.array([7, 8, 9], dtype=numpy.uint8)).all()
    assert file.get_tensor("count").item() == -1
    assert file.get_tensor("none").shape == (0, 4)
