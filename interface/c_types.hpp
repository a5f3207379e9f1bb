// What the handles of include/bearing.h are, and how errors and exceptions reach C.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bearing.h"
#include "bearing/labeler.hpp"
#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "inference/label_writer.hpp"
#include "serving/record_labeler.hpp"
#include "serving/workspace_pool.hpp"

struct bearing_error {
  bearing_code code = BEARING_OK;
  std::string message;
};

struct bearing_model {
  explicit bearing_model(std::shared_ptr<const bearing::Labeler> opened);

  std::shared_ptr<const bearing::Labeler> labeler;
  std::shared_ptr<const bearing::LabelWriterOptions> writer;
  mutable bearing::WorkspacePool workspaces;
};

namespace bearing::c_interface {

inline bearing_string string_of(std::string_view text) { return {text.data(), text.size()}; }

bearing_words words_of(const std::string& field, ByteRange range, bool in_title);

inline Error usage(std::string message) { return {ErrorCode::kUsage, std::move(message), {}, 0, {}}; }

/// Sets *error, unless `error` is NULL, to a new error of this kind.
void set_error(const Error& failure, bearing_error** error) noexcept;
void set_no_memory(bearing_error** error) noexcept;
void set_internal(const char* what, bearing_error** error) noexcept;

/// A document and the options of a call, checked and made ready.
struct Request {
  Record record;
  RecordLabeler labeler;
};

/// Errors: kUsage.
Result<Request> make_request(const bearing_model* model, const bearing_document* document,
                             const bearing_options* options);

/// Text in memory that bearing_free frees.
Result<std::unique_ptr<char[]>> new_text(std::string_view text);

/// Runs `body`, which returns a Result of a unique_ptr, and hands its value to C; NULL and an error where it
/// fails. No exception leaves.
template <class Body>
auto guarded(bearing_error** error, Body body) noexcept -> decltype(body()->release()) {
  if (error != nullptr) *error = nullptr;
  try {
    auto made = body();
    if (made.ok()) return made->release();
    set_error(made.error(), error);
  } catch (const std::bad_alloc&) {
    set_no_memory(error);
  } catch (const std::exception& exception) {
    set_internal(exception.what(), error);
  } catch (...) {
    set_internal("unknown exception", error);
  }
  return nullptr;
}

}  // namespace bearing::c_interface
