#include "model/tensor_file.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/file.hpp"
#include "model/tensor_header.hpp"

namespace bearing {

// The format is little-endian and tensors are used in place, so other machines would need copies.
static_assert(std::endian::native == std::endian::little, "Bearing runs on little-endian machines");

namespace {

/// As large as the alignment that the format promises, and a cache line.
struct alignas(64) Line {
  std::byte bytes[64];
};

std::string shape_text(std::span<const std::uint64_t> shape) {
  std::string text = "[";
  for (std::uint64_t extent : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(extent);
  }
  return text + "]";
}

bool shape_matches(std::span<const std::uint64_t> wanted, std::span<const std::uint64_t> found) {
  return std::equal(wanted.begin(), wanted.end(), found.begin(), found.end(),
                    [](std::uint64_t want, std::uint64_t have) { return want == 0 || want == have; });
}

}  // namespace

std::size_t dtype_size(Dtype dtype) {
  switch (dtype) {
    case Dtype::kU8:
    case Dtype::kI8:
      return 1;
    case Dtype::kI16:
    case Dtype::kU16:
    case Dtype::kF16:
    case Dtype::kBF16:
      return 2;
    case Dtype::kI32:
    case Dtype::kU32:
    case Dtype::kF32:
      return 4;
    case Dtype::kI64:
    case Dtype::kU64:
    case Dtype::kF64:
      return 8;
  }
  return 0;
}

const char* dtype_name(Dtype dtype) {
  switch (dtype) {
    case Dtype::kU8:
      return "U8";
    case Dtype::kI8:
      return "I8";
    case Dtype::kI32:
      return "I32";
    case Dtype::kU32:
      return "U32";
    case Dtype::kI64:
      return "I64";
    case Dtype::kU64:
      return "U64";
    case Dtype::kF32:
      return "F32";
    case Dtype::kF64:
      return "F64";
    case Dtype::kBF16:
      return "BF16";
    case Dtype::kF16:
      return "F16";
    case Dtype::kI16:
      return "I16";
    case Dtype::kU16:
      return "U16";
  }
  return "";
}

struct TensorFile::Impl {
  std::shared_ptr<const MappedFile> mapped;  ///< One of these two owns `bytes`.
  std::vector<Line> copy;
  std::span<const std::byte> bytes;
  std::string source;
  TensorHeader header;
  std::map<std::string, const TensorEntry*> by_name;
  std::string checksum;

  Error error(const std::string& message, std::optional<std::uint64_t> offset) const {
    return {ErrorCode::kInvalidModel, message, source, 0, offset};
  }
  Status check_checksum() const;
};

/// With a checksum that matches nothing but the right bytes, or an Error.
Status TensorFile::Impl::check_checksum() const {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), header.data_begin);
  const auto digits = find_checksum_digits(text);
  if (!digits || text.substr(*digits, kChecksumDigits) != checksum) {
    return error("has no valid \"bearing.checksum\" in its metadata; expected a model written by Bearing",
                 kLengthSize);
  }
  const std::string found = tensor_checksum(bytes, *digits);
  if (found == checksum) return success();
  return error("the bytes don't match their checksum (expected " + checksum + ", found " + found +
                   "): the file was damaged or changed; copy it again, or train it anew",
               digits);
}

TensorFile::TensorFile() : impl_(std::make_unique<Impl>()) {}
TensorFile::~TensorFile() = default;

Result<std::shared_ptr<const TensorFile>> TensorFile::check_contents(std::shared_ptr<TensorFile> file,
                                                                     const std::string& source, bool verify) {
  Impl& impl = *file->impl_;
  impl.source = source;
  auto header = parse_tensor_header(impl.bytes, source);
  if (!header) return header.error();
  impl.header = *std::move(header);
  const auto checksum = impl.header.metadata.find(std::string(kChecksumKey));
  if (checksum != impl.header.metadata.end()) impl.checksum = checksum->second;
  if (verify) {
    if (auto status = impl.check_checksum(); !status) return status.error();
  }
  for (const TensorEntry& entry : impl.header.entries) impl.by_name.emplace(entry.name, &entry);
  return std::shared_ptr<const TensorFile>(std::move(file));
}

Result<std::shared_ptr<const TensorFile>> TensorFile::open(const std::string& path, bool verify) {
  auto mapped = MappedFile::open(path);
  if (!mapped) return mapped.error();
  std::shared_ptr<TensorFile> file(new TensorFile);
  file->impl_->mapped = *mapped;
  file->impl_->bytes = (*mapped)->bytes();
  return check_contents(std::move(file), path, verify);
}

Result<std::shared_ptr<const TensorFile>> TensorFile::parse(std::span<const std::byte> bytes,
                                                            const std::string& source, bool verify) {
  std::shared_ptr<TensorFile> file(new TensorFile);
  Impl& impl = *file->impl_;
  impl.copy.resize(bytes.size() / sizeof(Line) + 1);
  if (!bytes.empty()) std::memcpy(impl.copy.data(), bytes.data(), bytes.size());
  impl.bytes = std::as_bytes(std::span(impl.copy)).first(bytes.size());
  return check_contents(std::move(file), source, verify);
}

const std::map<std::string, std::string>& TensorFile::metadata() const { return impl_->header.metadata; }

std::vector<std::string> TensorFile::names() const {
  std::vector<std::string> names;
  for (const TensorEntry& entry : impl_->header.entries) {
    if (!entry.name.starts_with(kFillerPrefix)) names.push_back(entry.name);
  }
  return names;
}

Result<TensorView> TensorFile::tensor(const std::string& name) const {
  const auto found = impl_->by_name.find(name);
  if (found == impl_->by_name.end()) {
    return impl_->error("expected a tensor \"" + name + "\", found none of that name", kLengthSize);
  }
  const TensorEntry& entry = *found->second;
  return TensorView{entry.dtype, entry.shape,
                    impl_->bytes.subspan(impl_->header.data_begin + entry.begin, entry.end - entry.begin)};
}

Result<TensorView> TensorFile::tensor(const std::string& name, Dtype dtype) const {
  auto view = tensor(name);
  if (view && view->dtype != dtype) {
    return impl_->error(
        "tensor \"" + name + "\": expected dtype " + dtype_name(dtype) + ", found " + dtype_name(view->dtype),
        static_cast<std::uint64_t>(view->bytes.data() - impl_->bytes.data()));
  }
  return view;
}

Result<TensorView> TensorFile::checked(const std::string& name, Dtype dtype,
                                       const std::vector<std::uint64_t>& shape, std::size_t element_size,
                                       std::size_t alignment) const {
  auto view = tensor(name, dtype);
  if (!view) return view;
  const auto offset = static_cast<std::uint64_t>(view->bytes.data() - impl_->bytes.data());
  if (!shape_matches(shape, view->shape)) {
    return impl_->error("tensor \"" + name + "\": expected shape " + shape_text(shape) +
                            " (0 for any), found " + shape_text(view->shape),
                        offset);
  }
  if (element_size != dtype_size(dtype)) {
    return Error{
        ErrorCode::kInternal,
        "tensor \"" + name + "\" was asked for with a type of another size than " + dtype_name(dtype),
        impl_->source, 0, offset};
  }
  // The file (or its copy) starts at an aligned address, so the offset decides.
  if (offset % alignment != 0) {
    return impl_->error("tensor \"" + name + "\": expected a multiple of " + std::to_string(alignment) +
                            " bytes as its place; write the file with Bearing",
                        offset);
  }
  return view;
}

std::uint64_t TensorFile::file_size() const { return impl_->bytes.size(); }
const std::string& TensorFile::checksum() const { return impl_->checksum; }

}  // namespace bearing
