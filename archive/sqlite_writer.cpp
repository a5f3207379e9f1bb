#include "archive/sqlite_writer.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "archive/carried_columns.hpp"
#include "archive/sqlite_schema.hpp"
#include "base/io_error.hpp"
#include "base/usage_error.hpp"

namespace bearing {
namespace {

constexpr std::uint64_t kDocumentsPerTransaction = 10'000;

bool is_compressed_name(std::string_view path) {
  return path.ends_with(".gz") || path.ends_with(".zst") || path.ends_with(".bz2") || path.ends_with(".xz");
}

/// A prepared statement that is run again and again. Text is bound as it stands: it must live until run().
class Statement {
 public:
  ~Statement() { sqlite3_finalize(statement_); }
  Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  int prepare(sqlite3* database, const char* sql) {
    return sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  }

  void bind(int place, std::string_view text) {
    note(sqlite3_bind_text64(statement_, place, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
  }
  /// An empty text is NULL.
  void bind_known(int place, std::string_view text) {
    if (text.empty()) return note(sqlite3_bind_null(statement_, place));
    bind(place, text);
  }
  void bind(int place, std::uint64_t number) {
    note(sqlite3_bind_int64(statement_, place, static_cast<sqlite3_int64>(number)));
  }
  void bind(int place, double number) { note(sqlite3_bind_double(statement_, place, number)); }
  void bind_null(int place) { note(sqlite3_bind_null(statement_, place)); }

  /// Whether everything was bound and the row went in.
  bool run() {
    const bool bound = std::exchange(code_, SQLITE_OK) == SQLITE_OK;
    const bool done = bound && sqlite3_step(statement_) == SQLITE_DONE;
    return sqlite3_reset(statement_) == SQLITE_OK && done;
  }

 private:
  void note(int code) {
    if (code_ == SQLITE_OK) code_ = code;
  }
  sqlite3_stmt* statement_ = nullptr;
  int code_ = SQLITE_OK;
};

}  // namespace

struct SqliteWriter::Impl {
  std::string path{}, target{}, temporary{};
  sqlite3* database = nullptr;
  mode_t mode = 0;  ///< Of the file that is to be replaced; 0 where there is none.
  struct Statements {
    Statement document, topic, stance, run;
  };
  std::unique_ptr<Statements> statements{};
  std::uint64_t documents = 0, errors = 0;
  std::string model{};
  CarriedColumns columns{};
  bool failed = false;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    statements.reset();
    sqlite3_close(database);
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }

  Status find_target();
  Status create_temporary();
  Status open_database();
  Status add_document(const ResultLine& result);
  Status add_labels(const ResultLine& result);
  Status describe_run();
  Status publish();

  Status execute(const char* sql) {
    return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? success() : fail();
  }
  Status fail() {
    failed = true;
    return Error{
        ErrorCode::kIo, std::string("cannot write the database: ") + sqlite3_errmsg(database), path, 0, {}};
  }
};

/// A symbolic link stays one: the file that it names is replaced.
Status SqliteWriter::Impl::find_target() {
  target = path;
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return success();
  if (!S_ISREG(status.st_mode)) return usage_error("a database can only be written to a regular file", path);
  mode = status.st_mode & 07777;
  char resolved[PATH_MAX];
  if (::realpath(path.c_str(), resolved) != nullptr) target = resolved;
  return success();
}

Status SqliteWriter::Impl::create_temporary() {
  int fd = -1;
  std::string name;
  for (int attempt = 0; attempt < 100 && fd < 0; ++attempt) {
    name = target + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(attempt);
    fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno != EEXIST) break;
  }
  if (fd < 0) return io_error(path, "cannot create a temporary file beside it");
  temporary = std::move(name);
  const bool moded = mode == 0 || ::fchmod(fd, mode) == 0;
  if (!moded || ::close(fd) != 0) return io_error(path, "cannot write");
  return success();
}

Status SqliteWriter::Impl::open_database() {
  // An absolute name can't be taken for a URI or an option.
  std::error_code code;
  const std::string name = std::filesystem::absolute(temporary, code).string();
  if (sqlite3_open_v2(name.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) !=
      SQLITE_OK)
    return fail();
  for (const char* sql : {kSqliteSettings, kSqliteTables, "BEGIN"}) {
    if (auto done = execute(sql); !done) return done;
  }
  statements = std::make_unique<Statements>();
  const std::pair<Statement*, const char*> prepared[] = {
      {&statements->document, "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      {&statements->topic, "INSERT INTO topics VALUES (?, ?, ?, ?, ?)"},
      {&statements->stance, "INSERT INTO stances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      {&statements->run, "INSERT OR REPLACE INTO run VALUES (?, ?)"},
  };
  for (const auto& [statement, sql] : prepared) {
    if (statement->prepare(database, sql) != SQLITE_OK) return fail();
  }
  return success();
}

Status SqliteWriter::Impl::add_document(const ResultLine& result) {
  columns.take(result);
  Statement& row = statements->document;
  row.bind(1, documents);
  row.bind(2, std::string_view(result.id));
  const std::string* texts[] = {&result.lang,  &columns.date,     &columns.source, &columns.title,
                                &result.error, &columns.warnings, &columns.fields};
  for (int place = 3; const std::string* text : texts) row.bind_known(place++, *text);
  return row.run() ? success() : fail();
}

Status SqliteWriter::Impl::add_labels(const ResultLine& result) {
  constexpr std::size_t kDayBytes = 10;  // "2021-03-04"
  const std::string_view day = std::string_view(columns.date).substr(0, kDayBytes);
  std::uint64_t place = 0;
  for (const ResultTopic& topic : result.topics) {
    if (!topic.assigned) continue;
    Statement& row = statements->topic;
    row.bind(1, documents);
    row.bind(2, ++place);
    row.bind(3, std::string_view(topic.label));
    row.bind_known(4, day);
    row.bind(5, topic.confidence);
    if (!row.run()) return fail();
  }
  for (const ResultStance& stance : result.stances) {
    Statement& row = statements->stance;
    row.bind(1, documents);
    row.bind(2, std::string_view(stance.target));
    row.bind(3, std::string_view(stance.stance));
    row.bind_known(4, day);
    row.bind(5, stance.confidence);
    row.bind_known(6, stance.holder);
    row.bind_known(7, stance.evidence);
    if (stance.evidence.empty()) {
      for (int column = 8; column <= 10; ++column) row.bind_null(column);
    } else {
      row.bind(8, std::string_view(stance.in_title ? "title" : "text"));
      row.bind(9, stance.begin);
      row.bind(10, stance.end);
    }
    if (!row.run()) return fail();
  }
  return success();
}

/// Results of one run have one model; where runs were joined, the names stand beside each other.
void note_model(const std::string& model, std::string& models) {
  constexpr std::size_t kLongest = 4096;
  if (model.empty() || models == model) return;
  const std::string bounded = " " + models + " ";
  if (bounded.find(" " + model + " ") != std::string::npos || models.size() + model.size() > kLongest) return;
  models += (models.empty() ? "" : " ") + model;
}

Status SqliteWriter::Impl::describe_run() {
  const std::pair<std::string_view, std::string> notes[] = {{"schema", kSqliteSchemaVersion},
                                                            {"documents", std::to_string(documents)},
                                                            {"errors", std::to_string(errors)},
                                                            {"model", model}};
  for (const auto& [key, value] : notes) {
    statements->run.bind(1, key);
    statements->run.bind(2, std::string_view(value));
    if (!statements->run.run()) return fail();
  }
  return success();
}

/// The bytes reach the disk before the name does.
Status SqliteWriter::Impl::publish() {
  const int file = ::open(temporary.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return io_error(path, "cannot write");
  const bool synced = ::fsync(file) == 0;
  const int code = errno;
  ::close(file);
  if (!synced) return io_error(path, "cannot write", code);
  if (::rename(temporary.c_str(), target.c_str()) != 0) return io_error(path, "cannot write");
  temporary.clear();
  const auto folder = std::filesystem::path(target).parent_path();
  const int directory = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return success();
  ::fsync(directory);  // Some file systems refuse: no harm done.
  ::close(directory);
  return success();
}

Result<std::unique_ptr<SqliteWriter>> SqliteWriter::open(const std::string& path) {
  if (path == "-" || path.empty())
    return usage_error("a database can't be written to standard output; name a file", path);
  if (is_compressed_name(path))
    return usage_error("a database can't be compressed; name a file .sqlite", path);
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  if (auto found = impl->find_target(); !found) return found.error();
  if (auto created = impl->create_temporary(); !created) return created.error();
  if (auto opened = impl->open_database(); !opened) return opened.error();
  return std::unique_ptr<SqliteWriter>(new SqliteWriter(std::move(impl)));
}

SqliteWriter::SqliteWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteWriter::~SqliteWriter() = default;

Status SqliteWriter::add(const ResultLine& result) {
  if (impl_->failed) return impl_->fail();
  ++impl_->documents;
  if (!result.error.empty()) ++impl_->errors;
  note_model(result.model, impl_->model);
  if (auto added = impl_->add_document(result); !added) return added;
  if (auto added = impl_->add_labels(result); !added) return added;
  if (impl_->documents % kDocumentsPerTransaction != 0) return success();
  return impl_->execute("COMMIT; BEGIN");
}

Status SqliteWriter::describe(std::string_view key, std::string_view value) {
  if (impl_->failed) return impl_->fail();
  impl_->statements->run.bind(1, key);
  impl_->statements->run.bind(2, value);
  return impl_->statements->run.run() ? success() : impl_->fail();
}

Status SqliteWriter::finish() {
  if (impl_->failed) return impl_->fail();
  if (auto described = impl_->describe_run(); !described) return described;
  for (const char* sql : {"COMMIT", kSqliteIndices}) {
    if (auto done = impl_->execute(sql); !done) return done;
  }
  impl_->statements.reset();
  if (sqlite3_close(impl_->database) != SQLITE_OK) return impl_->fail();
  impl_->database = nullptr;
  return impl_->publish();
}

bool is_sqlite_name(std::string_view path) {
  return path.ends_with(".sqlite") || path.ends_with(".sqlite3") || path.ends_with(".db");
}

}  // namespace bearing
