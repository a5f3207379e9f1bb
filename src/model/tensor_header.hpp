// The header of a safetensors file: what it says, once it has been checked. Internal to src/model.
//
// Goal: whatever the bytes, either a description that is true of the file or an Error. Nothing that follows
// has to doubt an offset again. Not a goal: formats that safetensors does not have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bearing/result.hpp"
#include "model/tensor_file.hpp"

namespace bearing {

inline constexpr std::size_t kLengthSize = 8;                 ///< Bytes of the little-endian header length.
inline constexpr std::uint64_t kMaxHeaderSize = 100'000'000;  ///< The limit of every safetensors reader.
inline constexpr std::size_t kMaxRank = 8;                    ///< Extents of a tensor.
inline constexpr std::string_view kFillerPrefix = "bearing.filler.";
inline constexpr std::string_view kChecksumKey = "bearing.checksum";
inline constexpr std::size_t kChecksumDigits = 32;

/// One entry; `begin` and `end` count from the first byte after the header.
struct TensorEntry {
  std::string name;
  Dtype dtype = Dtype::kU8;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;
};

struct TensorHeader {
  std::map<std::string, std::string> metadata;
  std::vector<TensorEntry> entries;  ///< In the order of their bytes; they cover the data exactly.
  std::uint64_t data_begin = 0;      ///< Offset in the file of the first byte after the header.
};

/// Checks everything but the checksum. Errors: kInvalidModel with source and offset.
Result<TensorHeader> parse_tensor_header(std::span<const std::byte> file, const std::string& source);

/// Where the digits of the checksum stand in the file, if the header spells the entry exactly once, as
/// serialise_tensors() does.
std::optional<std::size_t> find_checksum_digits(std::string_view header_and_length);

/// The checksum that the file should have: XXH3-128 with '0' in place of the 32 digits at `digits`.
std::string tensor_checksum(std::span<const std::byte> file, std::size_t digits);

/// shape × element size; nullopt when it exceeds 64 bits.
std::optional<std::uint64_t> tensor_size_bytes(Dtype dtype, std::span<const std::uint64_t> shape);

}  // namespace bearing
