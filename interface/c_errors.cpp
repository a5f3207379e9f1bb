// Errors, strings and version: what every other function of the C interface needs.
#include <cstring>

#include "interface/c_types.hpp"

namespace {

// There is no memory to say so otherwise. Never freed, never changed.
bearing_error no_memory{BEARING_ERROR_NO_MEMORY, "no memory left"};

bearing_code code_of(bearing::ErrorCode code) {
  switch (code) {
    case bearing::ErrorCode::kUsage:
      return BEARING_ERROR_USAGE;
    case bearing::ErrorCode::kInvalidData:
      return BEARING_ERROR_INVALID_DATA;
    case bearing::ErrorCode::kInvalidModel:
      return BEARING_ERROR_INVALID_MODEL;
    case bearing::ErrorCode::kIo:
      return BEARING_ERROR_IO;
    case bearing::ErrorCode::kInterrupted:
    case bearing::ErrorCode::kInternal:
      break;
  }
  return BEARING_ERROR_INTERNAL;
}

}  // namespace

namespace bearing::c_interface {

void set_no_memory(bearing_error** error) noexcept {
  if (error != nullptr) *error = &no_memory;
}

void set_error(const Error& failure, bearing_error** error) noexcept {
  if (error == nullptr) return;
  try {
    *error = new bearing_error{code_of(failure.code), failure.to_string()};
  } catch (...) {
    set_no_memory(error);
  }
}

void set_internal(const char* what, bearing_error** error) noexcept {
  if (error == nullptr) return;
  try {
    *error = new bearing_error{BEARING_ERROR_INTERNAL, std::string("a fault of Bearing: ") + what};
  } catch (...) {
    set_no_memory(error);
  }
}

bearing_words words_of(const std::string& field, ByteRange range, bool in_title) {
  return {string_of(std::string_view(field).substr(range.begin, range.size())), range.begin, range.end,
          in_title ? 1 : 0};
}

Result<std::unique_ptr<char[]>> new_text(std::string_view text) {
  auto copy = std::make_unique<char[]>(text.size() + 1);
  std::memcpy(copy.get(), text.data(), text.size());
  return copy;
}

}  // namespace bearing::c_interface

extern "C" {

const char* bearing_version(void) { return BEARING_VERSION; }

bearing_string bearing_string_of(const char* text) {
  if (text == nullptr) return {nullptr, 0};
  return {text, std::strlen(text)};
}

bearing_code bearing_error_code(const bearing_error* error) {
  return error == nullptr ? BEARING_OK : error->code;
}

const char* bearing_error_message(const bearing_error* error) {
  return error == nullptr ? "" : error->message.c_str();
}

void bearing_error_free(bearing_error* error) {
  if (error != &no_memory) delete error;
}

void bearing_free(char* json) { delete[] json; }

}  // extern "C"
