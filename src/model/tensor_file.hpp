// The container of model files: safetensors, memory-mapped, trusted by nobody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bearing/result.hpp"

namespace bearing {

enum class Dtype { kU8, kI8, kI32, kU32, kI64, kU64, kF32, kF64, kBF16, kF16, kI16, kU16 };
std::size_t dtype_size(Dtype dtype);
const char* dtype_name(Dtype dtype);  ///< As in safetensors: "U8", "BF16", ...

/// A tensor to write. Row-major, little-endian.
struct TensorData {
  std::string name;
  Dtype dtype = Dtype::kF32;
  std::vector<std::uint64_t> shape;
  std::vector<std::byte> bytes;
};

template <class T>
TensorData make_tensor(std::string name, Dtype dtype, std::vector<std::uint64_t> shape,
                       std::span<const T> values) {
  auto bytes = std::as_bytes(values);
  return {std::move(name), dtype, std::move(shape), {bytes.begin(), bytes.end()}};
}

/// A tensor inside a mapped file; valid as long as the TensorFile.
struct TensorView {
  Dtype dtype;
  std::vector<std::uint64_t> shape;
  std::span<const std::byte> bytes;
};

/// An opened safetensors file. Immutable, thread-safe.
class TensorFile {
 public:
  /// Maps and checks a file: header length, JSON, dtypes, shapes, and offsets, which must cover the data
  /// without gap or overlap. With `verify` also the checksum "bearing.checksum": the XXH3-128 of the WHOLE
  /// file, read with '0' in place of the checksum's own 32 digits; a file without one is then refused.
  /// Errors: kIo, kInvalidModel with the offset.
  static Result<std::shared_ptr<const TensorFile>> open(const std::string& path, bool verify = true);
  /// The same for bytes in memory (they are copied to 64-byte-aligned storage).
  static Result<std::shared_ptr<const TensorFile>> parse(std::span<const std::byte> bytes,
                                                         const std::string& source, bool verify = true);
  ~TensorFile();

  /// As in the file, "bearing.checksum" included.
  const std::map<std::string, std::string>& metadata() const;

  /// In the order of their bytes, without the fillers ("bearing.filler.N") that keep tensors aligned.
  std::vector<std::string> names() const;

  /// The tensor of this name, whatever its dtype. Errors: kInvalidModel.
  Result<TensorView> tensor(const std::string& name) const;

  /// The tensor if it is there with this dtype; kInvalidModel otherwise.
  Result<TensorView> tensor(const std::string& name, Dtype dtype) const;

  /// Typed elements; `shape` must match, with 0 standing for any extent.
  template <class T>
  Result<std::span<const T>> values(const std::string& name, Dtype dtype,
                                    const std::vector<std::uint64_t>& shape) const {
    auto view = checked(name, dtype, shape, sizeof(T), alignof(T));
    if (!view) return view.error();
    return std::span<const T>(reinterpret_cast<const T*>(view->bytes.data()), view->bytes.size() / sizeof(T));
  }

  std::uint64_t file_size() const;
  const std::string& checksum() const;  ///< 32 hexadecimal digits; empty when the file has none.

 private:
  TensorFile();
  static Result<std::shared_ptr<const TensorFile>> check_contents(std::shared_ptr<TensorFile> file,
                                                                  const std::string& source, bool verify);
  Result<TensorView> checked(const std::string& name, Dtype dtype, const std::vector<std::uint64_t>& shape,
                             std::size_t element_size, std::size_t alignment) const;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The bytes of a safetensors file. Every tensor starts at a multiple of 64 bytes: the header is padded with
/// spaces, and since the format allows no gaps between tensors, so are they with U8 tensors of zeros named
/// "bearing.filler.N". The checksum is added to the metadata. Tensors are written in the order given. Same
/// input, same bytes. Errors: kUsage for names, shapes or texts that can't be written.
Result<std::string> serialise_tensors(const std::vector<TensorData>& tensors,
                                      std::map<std::string, std::string> metadata);

}  // namespace bearing
