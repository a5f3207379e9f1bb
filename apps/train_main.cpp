// bearing-train: learns a model from an annotated corpus. The only executable that links LibTorch.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/document_source.hpp"
#include "apps/exit_code.hpp"
#include "apps/messages.hpp"
#include "apps/read_flags.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "corpus/validate.hpp"
#include "training/evidence.hpp"
#include "training/trainer.hpp"

namespace bearing {
namespace {

std::atomic<int> caught_signal = 0;

void on_signal(int number) { caught_signal = number; }

struct Options {
  ReadFlags read;
  TrainOptions train;
  std::string output, scheme, evidence, name, split;
  std::vector<std::string> parts = {"train", "dev"};
  bool resume = false, quiet = false;
};

// Progress: one line that changes on a terminal; elsewhere a line whenever a tenth of the work is done.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet) : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) != 0) {}

  bool show(const TrainingProgress& now) {
    if (!quiet_ && (terminal_ || now.done >= next_)) {
      // The final fits learn from all documents: nothing is held out.
      char held_out[32] = "";
      if (now.held_out_f1 > 0)
        std::snprintf(held_out, sizeof held_out, "  held-out F1 %.3f", now.held_out_f1);
      std::fprintf(stderr, "%s%3.0f %%  %-14s epoch %2d  loss %.5f%-19s  %3.0f s left%s",
                   terminal_ ? "\r" : "", now.done * 100, now.step.c_str(), now.epoch, now.loss, held_out,
                   now.seconds_left, terminal_ ? "   " : "\n");
      while (now.done >= next_) next_ += 0.1;
    }
    return caught_signal == 0;
  }
  void end() const {
    if (!quiet_ && terminal_) std::fputc('\n', stderr);
  }

 private:
  bool quiet_, terminal_;
  double next_ = 0;
};

Result<Scheme> load_scheme(const Options& options, const std::vector<Record>& records) {
  if (!options.scheme.empty()) {
    auto scheme = read_scheme(options.scheme);
    if (scheme && !options.name.empty()) scheme->name = options.name;
    return scheme;
  }
  return scheme_of_labels(records, options.name.empty() ? "model" : options.name);
}

// Says everything that is wrong before time is spent; true when training can go on.
bool report_findings(const std::vector<Finding>& findings) {
  constexpr std::size_t kMostShown = 50;
  std::size_t fatal = 0, shown = 0;
  for (const Finding& finding : findings) {
    fatal += finding.fatal ? 1 : 0;
    if (shown++ < kMostShown) std::fprintf(stderr, "%s\n", finding.to_string().c_str());
  }
  if (shown > kMostShown) std::fprintf(stderr, "... and %zu more\n", shown - kMostShown);
  if (fatal > 0)
    std::fprintf(stderr, "bearing: %s in the corpus; nothing was trained\n", counted(fatal, "error").c_str());
  return fatal == 0;
}

// Reads the corpus; with a split, keeps the parts to train on and warns of near-duplicates in the others.
Result<std::vector<Record>> load_records(const Options& options, const ReadOptions& read,
                                         std::vector<Finding>& findings) {
  auto records = read_documents(options.read.inputs, read);
  if (!records) return records;
  if (!options.evidence.empty()) {
    if (auto added = add_evidence(options.evidence, *records); !added) return added.error();
  }
  if (options.split.empty()) return records;
  std::vector<Record> rest;
  if (auto kept = keep_parts(*records, options.split, options.parts, &rest); !kept) return kept.error();
  findings = check_overlap(*records, rest);
  return records;
}

std::string hash_of(const std::vector<Record>& records) {
  std::uint64_t hash = 0;
  for (const Record& record : records) {
    const Document& d = record.document;
    for (const std::string* part : {&d.id, &d.title, &d.text}) hash = mix(hash, hash64(*part));
    for (const std::string& topic : record.annotation.topics) hash = mix(hash, hash64(topic));
    for (const auto& [name, value] : d.fields) hash = mix(hash, hash64(value, hash64(name)));
  }
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

Status prepare_checkpoint(Options& options) {
  options.train.checkpoint = options.output + ".checkpoint";
  std::error_code ignored;
  if (options.resume || !std::filesystem::exists(options.train.checkpoint, ignored)) return success();
  if (!options.quiet) {
    std::fprintf(stderr,
                 "starting anew: %s of an interrupted training is discarded (--resume would go on with it)\n",
                 options.train.checkpoint.c_str());
  }
  std::filesystem::remove_all(options.train.checkpoint, ignored);
  return success();
}

int run_train(Options& options) {
  const auto start = std::chrono::steady_clock::now();
  auto read = options.read.parsed();
  if (!read) return report(read.error());
  if (auto valid = options.train.validate(); !valid) return report(valid.error());
  std::vector<Finding> findings;
  auto records = load_records(options, *read, findings);
  if (!records) return report(records.error());
  auto scheme = load_scheme(options, *records);
  if (!scheme) return report(scheme.error());
  const auto more = check_corpus(*records, *scheme);
  findings.insert(findings.end(), more.begin(), more.end());
  if (!report_findings(findings)) return kExitInvalid;
  // Nobody has said whether topics apply to these: as negatives they would teach what isn't known.
  std::erase_if(*records, [](const Record& record) { return !record.annotation.has_topics; });
  if (auto prepared = prepare_checkpoint(options); !prepared) return report(prepared.error());
  options.train.corpus_hash = hash_of(*records);
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);

  if (!options.quiet) {
    std::fprintf(stderr, "training on %s, %s\n", counted(records->size(), "document").c_str(),
                 counted(scheme->topics.size(), "topic").c_str());
  }
  ProgressLine line(options.quiet);
  auto model =
      train(*records, *scheme, options.train, [&](const TrainingProgress& now) { return line.show(now); });
  line.end();
  if (!model && model.error().code == ErrorCode::kInterrupted) {
    std::fprintf(stderr, "bearing: interrupted; the same command with --resume goes on\n");
    return kExitSignalBase + caught_signal;
  }
  if (!model) return report(model.error());
  if (auto written = write_file_atomically(options.output, model->bytes); !written)
    return report(written.error());
  if (!options.quiet) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::fprintf(stderr, "%swrote %s (%zu kB) after %.0f s\n", model->summary.c_str(), options.output.c_str(),
                 (model->bytes.size() + 500) / 1000, seconds);
  }
  return kExitDone;
}

void declare(CLI::App& app, Options& options) {
  add_read_flags(app, options.read, "Annotated corpus: files, folders, or -");
  app.add_option("-o,--output", options.output, "Model file to write")->required();
  app.add_option("--scheme", options.scheme,
                 "Label scheme (TOML); without it, the labels are those of the corpus");
  app.add_option("--name", options.name, "Name of the model; without it, the scheme's");
  app.add_option(
      "--evidence", options.evidence,
      "JSON Lines {\"id\", \"topic_evidence\": {topic: [sentence, ...]}}: sentences that show a topic");
  app.add_option("--split", options.split,
                 "TSV file \"id<TAB>part\": only the documents of --parts are learnt from");
  app.add_option("--parts", options.parts, "Parts of the split")->delimiter(',')->capture_default_str();
  app.add_option("--device", options.train.device, "cpu or cuda")
      ->check(CLI::IsMember({"cpu", "cuda"}))
      ->capture_default_str();
  app.add_option("-j,--threads", options.train.threads,
                 "Threads; 0: one per core. The model does not depend on it")
      ->capture_default_str();
  app.add_option("--seed", options.train.seed, "Decides the cross-validation folds")->capture_default_str();
  app.add_option("--folds", options.train.folds, "Cross-validation folds for calibration and thresholds")
      ->capture_default_str();
  app.add_option("--epochs", options.train.max_epochs, "Most epochs of a fit; fits stop early")
      ->capture_default_str();
  app.add_option("--strength", options.train.document_strength, "Data against penalty in the document view")
      ->capture_default_str();
  app.add_option("--sentence-strength", options.train.sentence_strength, "The same in the sentence view")
      ->capture_default_str();
  app.add_option("--min-documents", options.train.features.least_documents,
                 "Features of fewer documents are left out")
      ->capture_default_str();
  app.add_option("--precision-floor", options.train.precision_floor,
                 "Thresholds for at least this precision per topic, instead of best F1")
      ->capture_default_str();
  app.add_flag("--resume", options.resume, "Go on with an interrupted training");
  app.add_flag("-q,--quiet", options.quiet, "No progress, no summary");
}

}  // namespace
}  // namespace bearing

int main(int argc, char** argv) {
  using namespace bearing;
  CLI::App app("Learn a topic model from an annotated corpus.", "bearing train");
  app.set_version_flag("--version", "bearing-train " BEARING_VERSION);
  Options options;
  declare(app, options);
  app.failure_message(usage_message);
  try {
    app.parse(argc, argv);
    return run_train(options);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  } catch (const std::exception& error) {
    return report({ErrorCode::kInternal, error.what(), {}, 0, {}});
  }
}
