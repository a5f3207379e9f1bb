#include <nlohmann/json.hpp>
#include <set>

#include "model/tensor_file.hpp"
#include "model/tensor_header.hpp"

namespace bearing {
namespace {

constexpr std::uint64_t kAlignment = 64;

std::uint64_t padding(std::uint64_t size) { return (kAlignment - size % kAlignment) % kAlignment; }

Error refuse(const std::string& message) { return {ErrorCode::kUsage, message, "", 0, {}}; }

Status check_tensors(const std::vector<TensorData>& tensors) {
  std::set<std::string> names;
  for (const TensorData& tensor : tensors) {
    if (tensor.name == "__metadata__" || tensor.name.starts_with(kFillerPrefix)) {
      return refuse("the tensor name \"" + tensor.name + "\" is reserved");
    }
    if (!names.insert(tensor.name).second) return refuse("two tensors are named \"" + tensor.name + "\"");
    const auto size = tensor_size_bytes(tensor.dtype, tensor.shape);
    if (tensor.shape.size() > kMaxRank || !size || *size != tensor.bytes.size()) {
      return refuse("tensor \"" + tensor.name + "\" has " + std::to_string(tensor.bytes.size()) +
                    " bytes, which don't fit its shape");
    }
  }
  return success();
}

/// The tensors with a filler after each that would leave the next one unaligned.
std::vector<TensorEntry> lay_out(const std::vector<TensorData>& tensors) {
  std::vector<TensorEntry> entries;
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    if (const std::uint64_t fill = padding(end); fill > 0) {
      entries.push_back(
          {std::string(kFillerPrefix) + std::to_string(i), Dtype::kU8, {fill}, end, end + fill});
      end += fill;
    }
    entries.push_back(
        {tensors[i].name, tensors[i].dtype, tensors[i].shape, end, end + tensors[i].bytes.size()});
    end += tensors[i].bytes.size();
  }
  return entries;
}

std::string header_json(const std::vector<TensorEntry>& entries,
                        const std::map<std::string, std::string>& metadata) {
  // Objects of nlohmann::json are sorted by name; the readers don't mind, and people find names faster.
  nlohmann::json header = {{"__metadata__", metadata}};
  for (const TensorEntry& entry : entries) {
    header[entry.name] = {{"dtype", dtype_name(entry.dtype)},
                          {"shape", entry.shape},
                          {"data_offsets", {entry.begin, entry.end}}};
  }
  return header.dump();
}

}  // namespace

Result<std::string> serialise_tensors(const std::vector<TensorData>& tensors,
                                      std::map<std::string, std::string> metadata) {
  if (auto status = check_tensors(tensors); !status) return status.error();
  metadata[std::string(kChecksumKey)] = std::string(kChecksumDigits, '0');
  const auto entries = lay_out(tensors);
  std::string json;
  try {
    json = header_json(entries, metadata);
  } catch (const nlohmann::json::type_error&) {
    return refuse("a tensor name or a metadata text is not valid UTF-8");
  }
  json.append(padding(kLengthSize + json.size()), ' ');
  if (json.size() > kMaxHeaderSize) return refuse("names and metadata exceed the header's 100 MB");

  std::string file;
  file.reserve(kLengthSize + json.size() + (entries.empty() ? 0 : entries.back().end));
  for (std::size_t i = 0; i < kLengthSize; ++i) file += static_cast<char>((json.size() >> (8 * i)) & 0xff);
  file += json;
  const std::size_t data_begin = file.size();
  for (const TensorData& tensor : tensors) {
    file.append(padding(file.size() - data_begin), '\0');
    file.append(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
  }

  const auto digits = find_checksum_digits(std::string_view(file).substr(0, data_begin));
  if (!digits) return refuse("a metadata key contains \"bearing.checksum");
  file.replace(*digits, kChecksumDigits, tensor_checksum(std::as_bytes(std::span(file)), *digits));
  return file;
}

}  // namespace bearing
