#include "model/tensor_header.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "base/hash.hpp"

namespace bearing {
namespace {

std::optional<Dtype> dtype_of(std::string_view name) {
  for (Dtype dtype : {Dtype::kU8, Dtype::kI8, Dtype::kI32, Dtype::kU32, Dtype::kI64, Dtype::kU64, Dtype::kF32,
                      Dtype::kF64, Dtype::kBF16, Dtype::kF16, Dtype::kI16, Dtype::kU16}) {
    if (name == dtype_name(dtype)) return dtype;
  }
  return std::nullopt;
}

/// Receives the JSON piece by piece and refuses the first that doesn't belong. No tree is built and nothing
/// recurses, so neither depth nor size of the text can exhaust the stack.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit HeaderReader(TensorHeader& header) : header_(header) {}
  const std::string& problem() const { return problem_; }
  std::size_t problem_position() const { return position_; }

  bool start_object(std::size_t) override {
    if (place_ == Place::kStart) return go(Place::kRoot);
    if (place_ != Place::kRootValue) return refuse("an object where none belongs");
    if (key_ == "__metadata__") return go(Place::kMetadata);
    header_.entries.push_back({key_, Dtype::kU8, {}, 0, 0});
    has_dtype_ = has_shape_ = has_offsets_ = false;
    return go(Place::kTensor);
  }

  bool end_object() override {
    if (place_ == Place::kTensor && !(has_dtype_ && has_shape_ && has_offsets_)) {
      return refuse("a tensor needs dtype, shape and data_offsets");
    }
    return go(place_ == Place::kRoot ? Place::kEnd : Place::kRoot);
  }

  bool key(std::string& name) override {
    if (place_ == Place::kRoot) {
      key_ = name;
      return root_keys_.insert(name).second ? go(Place::kRootValue) : refuse("a name that is there twice");
    }
    field_ = name;
    if (place_ == Place::kMetadata) {
      if (header_.metadata.contains(name)) return refuse("a metadata key that is there twice");
      return go(Place::kMetadataValue);
    }
    bool* seen = name == "dtype"          ? &has_dtype_
                 : name == "shape"        ? &has_shape_
                 : name == "data_offsets" ? &has_offsets_
                                          : nullptr;
    if (seen == nullptr) return refuse("an unknown field \"" + name.substr(0, 40) + "\"");
    if (*seen) return refuse("the field \"" + name + "\" twice");
    *seen = true;
    return go(Place::kTensorValue);
  }

  bool string(std::string& text) override {
    if (place_ == Place::kMetadataValue) {
      header_.metadata.emplace(field_, std::move(text));
      return go(Place::kMetadata);
    }
    if (place_ != Place::kTensorValue || field_ != "dtype") return refuse("a text where none belongs");
    const auto dtype = dtype_of(text);
    if (!dtype) return refuse("the unsupported dtype \"" + text.substr(0, 40) + "\"");
    header_.entries.back().dtype = *dtype;
    return go(Place::kTensor);
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::kTensorValue || field_ == "dtype") return refuse("a list where none belongs");
    numbers_.clear();
    return go(Place::kNumbers);
  }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ != Place::kNumbers) return refuse("a number where none belongs");
    if (numbers_.size() == kMaxRank) return refuse("more than 8 numbers in " + field_);
    numbers_.push_back(value);
    return true;
  }

  bool end_array() override {
    TensorEntry& entry = header_.entries.back();
    if (field_ == "shape") {
      entry.shape = numbers_;
    } else if (numbers_.size() == 2) {
      entry.begin = numbers_[0];
      entry.end = numbers_[1];
    } else {
      return refuse("data_offsets that are not two numbers");
    }
    return go(Place::kTensor);
  }

  bool number_integer(number_integer_t) override { return refuse("a negative number"); }
  bool number_float(number_float_t, const string_t&) override { return refuse("a number that is not whole"); }
  bool boolean(bool) override { return refuse("true or false where none belongs"); }
  bool null() override { return refuse("null where none belongs"); }
  bool binary(binary_t&) override { return refuse("binary data"); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    position_ = position;
    problem_ = "text that is not JSON";
    return false;
  }

 private:
  enum class Place {
    kStart,
    kRoot,
    kRootValue,
    kMetadata,
    kMetadataValue,
    kTensor,
    kTensorValue,
    kNumbers,
    kEnd
  };

  bool go(Place place) {
    place_ = place;
    return true;
  }

  bool refuse(const std::string& what) {
    problem_ = what;
    if (!key_.empty()) problem_ += " (in \"" + key_.substr(0, 80) + "\")";
    return false;
  }

  TensorHeader& header_;
  Place place_ = Place::kStart;
  std::string key_, field_, problem_;
  std::size_t position_ = 0;
  std::set<std::string> root_keys_;
  std::vector<std::uint64_t> numbers_;
  bool has_dtype_ = false, has_shape_ = false, has_offsets_ = false;
};

Error invalid(const std::string& source, std::uint64_t offset, const std::string& message) {
  return {ErrorCode::kInvalidModel,
          message + "; the file is damaged or not a model: copy it again, or train it anew", source, 0,
          offset};
}

/// The header's length if the file can hold such a header.
Result<std::uint64_t> header_size(std::span<const std::byte> file, const std::string& source) {
  if (file.size() < kLengthSize + 2) {
    return invalid(source, 0, "expected at least 10 bytes, found " + std::to_string(file.size()));
  }
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < kLengthSize; ++i) size |= std::to_integer<std::uint64_t>(file[i]) << (8 * i);
  const std::uint64_t room = file.size() - kLengthSize;
  if (size < 2 || size > kMaxHeaderSize || size > room) {
    return invalid(source, 0,
                   "expected a header of 2 to " + std::to_string(std::min(room, kMaxHeaderSize)) +
                       " bytes, found a length of " + std::to_string(size));
  }
  return size;
}

/// Entries in the order of their bytes, each of the size that its shape says, without gap or overlap.
Status check_layout(std::vector<TensorEntry>& entries, std::uint64_t data_begin, std::uint64_t data_size,
                    const std::string& source) {
  std::sort(entries.begin(), entries.end(), [](const TensorEntry& a, const TensorEntry& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  std::uint64_t reached = 0;
  for (const TensorEntry& entry : entries) {
    const std::string name = "tensor \"" + entry.name.substr(0, 80) + "\"";
    if (entry.begin != reached || entry.end < entry.begin || entry.end > data_size) {
      return invalid(source, data_begin + reached,
                     name + ": expected bytes from " + std::to_string(reached) + " to at most " +
                         std::to_string(data_size) + ", found " + std::to_string(entry.begin) + " to " +
                         std::to_string(entry.end));
    }
    const auto size = tensor_size_bytes(entry.dtype, entry.shape);
    if (!size || *size != entry.end - entry.begin) {
      return invalid(source, data_begin + reached,
                     name + ": expected " + (size ? std::to_string(*size) : "more than 2^64") +
                         " bytes for its shape, found " + std::to_string(entry.end - entry.begin));
    }
    reached = entry.end;
  }
  if (reached == data_size) return success();
  return invalid(
      source, data_begin + reached,
      "expected the end of the file, found " + std::to_string(data_size - reached) + " more bytes");
}

}  // namespace

Result<TensorHeader> parse_tensor_header(std::span<const std::byte> file, const std::string& source) {
  auto size = header_size(file, source);
  if (!size) return size.error();
  std::string_view json(reinterpret_cast<const char*>(file.data()) + kLengthSize, *size);
  // nlohmann's reader would skip a byte-order mark and stop without complaint at a NUL, so both are looked
  // for here. Spaces after the JSON are the format's padding.
  if (json.front() != '{') return invalid(source, kLengthSize, "expected the header to start with {");
  if (const auto nul = json.find('\0'); nul != std::string_view::npos) {
    return invalid(source, kLengthSize + nul, "found a NUL byte in the header");
  }

  TensorHeader header;
  header.data_begin = kLengthSize + *size;
  HeaderReader reader(header);
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reader)) {
    return invalid(source, kLengthSize + reader.problem_position(),
                   "found in the header " + reader.problem());
  }
  auto layout = check_layout(header.entries, header.data_begin, file.size() - header.data_begin, source);
  if (!layout) return layout.error();
  return header;
}

std::optional<std::size_t> find_checksum_digits(std::string_view header_and_length) {
  // A quotation mark inside a JSON text is written \", so these bytes can't be part of a longer text's
  // middle.
  const std::string spelling = "\"" + std::string(kChecksumKey) + "\":\"";
  const auto at = header_and_length.find(spelling);
  if (at == std::string_view::npos || header_and_length.find(spelling, at + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t digits = at + spelling.size();
  if (header_and_length.size() - digits <= kChecksumDigits) return std::nullopt;
  if (header_and_length[digits + kChecksumDigits] != '"') return std::nullopt;
  const auto text = header_and_length.substr(digits, kChecksumDigits);
  if (text.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
  return digits;
}

std::string tensor_checksum(std::span<const std::byte> file, std::size_t digits) {
  std::array<std::byte, kChecksumDigits> zeros;
  zeros.fill(std::byte{'0'});
  return hash128_hex({file.first(digits), zeros, file.subspan(digits + kChecksumDigits)});
}

std::optional<std::uint64_t> tensor_size_bytes(Dtype dtype, std::span<const std::uint64_t> shape) {
  // A zero extent makes the product 0 only where the others don't overflow first: such shapes are refused
  // too.
  std::uint64_t size = dtype_size(dtype);
  for (std::uint64_t extent : shape) {
    if (__builtin_mul_overflow(size, extent, &size)) return std::nullopt;
  }
  return size;
}

}  // namespace bearing
