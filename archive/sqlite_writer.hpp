// Results as an SQLite database that answers questions by index.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "archive/result_line.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// Writes results into a new database (docs/archives.md describes its tables). It is made in a temporary file
/// beside `path` and appears under its name when finish() has succeeded; without it, nothing is left. The
/// bytes of the database depend on the results and on SQLite's version alone. At most some 80 MB of memory
/// are used, however many documents there are. Not thread-safe.
class SqliteWriter {
 public:
  /// Errors: kUsage where `path` is no place for a database ("-", a device, a pipe, a compressed name); kIo.
  static Result<std::unique_ptr<SqliteWriter>> open(const std::string& path);
  ~SqliteWriter();

  /// Adds the next document: its number is one more than that of the last. Only labels that are assigned get
  /// rows. Errors: kIo, after which nothing more can be added.
  Status add(const ResultLine& result);

  /// Notes something in the table "run": a key that is there already gets the new value. The writer itself
  /// notes "schema", "documents", "errors" and "model". Errors: kIo.
  Status describe(std::string_view key, std::string_view value);

  /// Makes the indices, writes everything to the disk and renames the file. Must be called once at the end.
  Status finish();

 private:
  struct Impl;
  explicit SqliteWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Whether a name says that an SQLite database is meant: it ends in .sqlite, .sqlite3 or .db.
bool is_sqlite_name(std::string_view path);

}  // namespace bearing
