// Where `bearing label` puts results that no run folder keeps, and what it makes of a finished run.
#pragma once

#include <memory>
#include <string>

#include "archive/label_run.hpp"
#include "archive/sqlite_writer.hpp"
#include "bearing/result.hpp"
#include "corpus/output_sink.hpp"
#include "inference/label_writer.hpp"

namespace bearing {

/// One file, or standard output, or a database; and perhaps a file for rejects. Files appear when they are
/// whole.
class SingleTarget : public ResultTarget {
 public:
  Status end_part(const InputPosition&, std::vector<FinishedInput>) override { return success(); }
  Status write(const LabelledBatch& batch) override;
  Status finish();

 protected:
  explicit SingleTarget(std::unique_ptr<OutputSink> rejects) : rejects_(std::move(rejects)) {}
  virtual Status write_results(const std::string& results) = 0;
  virtual Status finish_results() = 0;

 private:
  std::unique_ptr<OutputSink> rejects_;  // Or null.
};

/// Opens the target that `output` names; `rejects` may be empty. Writes the header of a table. Errors: kIo,
/// kUsage.
Result<std::unique_ptr<SingleTarget>> open_target(const std::string& output, bool database,
                                                  const std::string& rejects,
                                                  const LabelWriterOptions& writer);

/// Makes what a run's options ask for beside its shards, unless it is there: FOLDER/labels.sqlite,
/// FOLDER/by-topic and so on. The run must be finished.
Status make_products(const std::string& folder, bool database, const std::string& split_by);

}  // namespace bearing
