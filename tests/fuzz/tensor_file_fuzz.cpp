// Any bytes as a model file: they are refused, or every tensor that they describe can be read to its end.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "model/tensor_file.hpp"

namespace {

using bearing::Dtype;

std::size_t read_every_byte(const bearing::TensorFile& file, const std::string& name) {
  std::size_t sum = 0;
  for (Dtype dtype : {Dtype::kU8, Dtype::kI8, Dtype::kI32, Dtype::kU32, Dtype::kI64, Dtype::kU64, Dtype::kF32,
                      Dtype::kF64, Dtype::kBF16, Dtype::kF16, Dtype::kI16, Dtype::kU16}) {
    if (auto view = file.tensor(name, dtype)) {
      for (std::byte byte : view->bytes) sum += std::to_integer<std::size_t>(byte);
    }
  }
  return sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto file = bearing::TensorFile::parse(bytes, "fuzz", false);
  volatile std::size_t sink = 0;  // Keeps the reads.
  if (file) {
    for (const auto& name : (*file)->names()) {
      sink = sink + read_every_byte(**file, name);
      (void)(*file)->values<float>(name, Dtype::kF32, {0, 0});
    }
  }
  // With its checksum checked, a file can only be refused more often.
  if (bearing::TensorFile::parse(bytes, "fuzz", true).ok() && !file.ok()) std::abort();
  return 0;
}
