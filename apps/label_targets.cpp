#include "apps/label_targets.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "archive/result_line.hpp"
#include "archive/result_reader.hpp"
#include "archive/split_writer.hpp"

namespace bearing {
namespace {

class StreamTarget final : public SingleTarget {
 public:
  StreamTarget(std::unique_ptr<OutputSink> results, std::unique_ptr<OutputSink> rejects)
      : SingleTarget(std::move(rejects)), results_(std::move(results)) {}

 protected:
  Status write_results(const std::string& results) override { return results_->write(results); }
  Status finish_results() override { return results_->finish(); }

 private:
  std::unique_ptr<OutputSink> results_;
};

class DatabaseTarget final : public SingleTarget {
 public:
  DatabaseTarget(std::unique_ptr<SqliteWriter> results, std::unique_ptr<OutputSink> rejects)
      : SingleTarget(std::move(rejects)), results_(std::move(results)) {}

 protected:
  Status write_results(const std::string& results) override {
    for (std::size_t at = 0; at < results.size();) {
      const std::size_t end = results.find('\n', at);
      const std::string fault = parser_.parse(std::string_view(results).substr(at, end - at), line_);
      if (!fault.empty())
        return Error{ErrorCode::kInternal, "a result of our own can't be read: " + fault, {}, 0, {}};
      if (auto added = results_->add(line_); !added) return added;
      at = end + 1;
    }
    return success();
  }
  Status finish_results() override { return results_->finish(); }

 private:
  std::unique_ptr<SqliteWriter> results_;
  ResultParser parser_;
  ResultLine line_;
};

// Adds all results of a run to a writer that takes the parsed line and its bytes.
template <class Add>
Status add_results(const std::string& folder, Add add) {
  auto reader = ResultReader::open(folder);
  return reader ? for_each_result(**reader, add) : reader.error();
}

bool is_there(const std::string& path) {
  std::error_code code;
  return std::filesystem::exists(path, code);
}

}  // namespace

Status SingleTarget::write(const LabelledBatch& batch) {
  if (auto written = write_results(batch.results); !written) return written;
  return rejects_ ? rejects_->write(batch.rejects) : success();
}

Status SingleTarget::finish() {
  if (auto finished = finish_results(); !finished) return finished;
  return rejects_ ? rejects_->finish() : success();
}

Result<std::unique_ptr<SingleTarget>> open_target(const std::string& output, bool database,
                                                  const std::string& rejects,
                                                  const LabelWriterOptions& writer) {
  std::unique_ptr<OutputSink> reject_sink;
  if (!rejects.empty()) {
    auto opened = open_output(rejects);
    if (!opened) return opened.error();
    reject_sink = std::move(*opened);
  }
  if (database) {
    auto opened = SqliteWriter::open(output);
    if (!opened) return opened.error();
    return std::unique_ptr<SingleTarget>(
        std::make_unique<DatabaseTarget>(std::move(*opened), std::move(reject_sink)));
  }
  auto opened = open_output(output);
  if (!opened) return opened.error();
  std::string header;
  append_header(writer, header);
  if (auto written = (*opened)->write(header); !written) return written.error();
  return std::unique_ptr<SingleTarget>(
      std::make_unique<StreamTarget>(std::move(*opened), std::move(reject_sink)));
}

Status make_products(const std::string& folder, bool database, const std::string& split_by) {
  if (const std::string path = folder + "/labels.sqlite"; database && !is_there(path)) {
    auto writer = SqliteWriter::open(path);
    if (!writer) return writer.error();
    auto added =
        add_results(folder, [&](const ResultLine& line, std::string_view) { return (*writer)->add(line); });
    if (!added) return added;
    if (auto finished = (*writer)->finish(); !finished) return finished;
  }
  if (const std::string path = folder + "/by-" + split_by; !split_by.empty() && !is_there(path)) {
    auto by = parse_split_by(split_by);
    if (!by) return by.error();
    auto writer = SplitWriter::open(path, *by);
    if (!writer) return writer.error();
    auto added = add_results(
        folder, [&](const ResultLine& line, std::string_view bytes) { return (*writer)->add(line, bytes); });
    if (!added) return added;
    return (*writer)->finish();
  }
  return success();
}

}  // namespace bearing
