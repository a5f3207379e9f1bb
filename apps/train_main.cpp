// bearing-train: learns a model from an annotated corpus. The only executable that links LibTorch.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "apps/document_source.hpp"
#include "apps/exit_code.hpp"
#include "apps/messages.hpp"
#include "apps/read_flags.hpp"
#include "apps/train_pairs.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "corpus/validate.hpp"
#include "model/topic_model.hpp"
#include "training/evidence.hpp"
#include "training/free_target_trainer.hpp"
#include "training/trainer.hpp"

namespace bearing {
namespace {

std::atomic<int> caught_signal = 0;

void on_signal(int number) { caught_signal = number; }

struct Options {
  ReadFlags read;
  TrainOptions train;
  PairTraining pairs;
  std::vector<std::string> topic_options;  // Those given that only topic models have.
  std::string output, scheme, name, split;
  std::vector<std::string> evidence;
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
  for (const std::string& path : options.evidence) {
    if (auto added = add_evidence(path, *records); !added) return added.error();
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
    for (const std::string& target : d.targets) hash = mix(hash, hash64(target, 1));
    for (const StanceAnnotation& stance : record.annotation.stances) {
      for (const std::string* part : {&stance.target, &stance.stance, &stance.holder, &stance.evidence})
        hash = mix(hash, hash64(*part, 2));
    }
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

using Learn = std::function<Result<TrainedModel>(const std::function<bool(const TrainingProgress&)>&)>;

// What is the same for all kinds of models: progress, signals, the file, the summary.
int learn_and_write(const Options& options, const std::string& what,
                    std::chrono::steady_clock::time_point start, const std::string& interrupted,
                    const Learn& learn) {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  if (!options.quiet) std::fprintf(stderr, "training on %s\n", what.c_str());
  ProgressLine line(options.quiet);
  auto model = learn([&](const TrainingProgress& now) { return line.show(now); });
  line.end();
  if (!model && model.error().code == ErrorCode::kInterrupted) {
    std::fprintf(stderr, "bearing: interrupted; %s\n", interrupted.c_str());
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

int run_pairs(Options& options, const std::vector<Record>& records,
              std::chrono::steady_clock::time_point start) {
  if (!options.topic_options.empty()) {
    return report({ErrorCode::kUsage,
                   options.topic_options[0] + " is for topics; pair models are set by --config",
                   {},
                   0,
                   {}});
  }
  options.pairs.name = options.name;
  options.pairs.seed = options.train.seed;
  options.pairs.threads = options.train.threads;
  auto settings = pair_options(options.pairs);
  if (!settings) return report(settings.error());
  settings->corpus_hash = hash_of_pairs(records);
  std::size_t pairs = 0;
  for (const Record& record : records) pairs += record.annotation.stances.size();
  return learn_and_write(options, counted(pairs, "pair"), start, "nothing was written",
                         [&](const auto& progress) { return train_pairs(records, *settings, progress); });
}

constexpr const char* kFreeTargetConfig = "free-targets";

// Topics and stances of the scheme, and free targets beside them where there is something to learn from.
Result<TrainedModel> train_all(const Options& options, const std::vector<Record>& records,
                               const std::vector<Record>& free, const Scheme& scheme,
                               const std::function<bool(const TrainingProgress&)>& report) {
  const double share = free.empty() ? 0 : 0.05;  // Of the progress.
  std::string pairs;
  if (!free.empty()) {
    PairTraining training;
    training.seed = options.train.seed;
    training.threads = options.train.threads;
    training.config = kFreeTargetConfig;
    auto settings = pair_options(training);
    if (!settings) return settings.error();
    settings->corpus_hash = hash_of_pairs(free);
    auto trained = train_free_targets(records, free, scheme, *settings, [&](TrainingProgress now) {
      now.step = "free targets, " + now.step;
      now.done *= share;
      return report(now);
    });
    if (!trained) return trained;
    pairs = std::move(trained->bytes);
  }
  auto model = train(records, scheme, options.train, [&](TrainingProgress now) {
    now.done = share + (1 - share) * now.done;
    return report(now);
  });
  if (!model || pairs.empty()) return model;
  auto bytes = add_pair_model(model->bytes, pairs);
  if (!bytes) return bytes.error();
  model->bytes = std::move(*bytes);
  return model;
}

int run_train(Options& options) {
  const auto start = std::chrono::steady_clock::now();
  auto read = options.read.parsed();
  if (!read) return report(read.error());
  if (auto valid = options.train.validate(); !valid) return report(valid.error());
  std::vector<Finding> findings;
  auto records = load_records(options, *read, findings);
  if (!records) return report(records.error());
  if (!options.pairs.config.empty() || (options.scheme.empty() && are_pairs(*records))) {
    if (!report_findings(findings)) return kExitInvalid;
    return run_pairs(options, *records, start);
  }
  auto scheme = load_scheme(options, *records);
  if (!scheme) return report(scheme.error());
  const auto more = check_corpus(*records, *scheme);
  findings.insert(findings.end(), more.begin(), more.end());
  if (!report_findings(findings)) return kExitInvalid;
  const auto free = free_target_records(*records, *scheme);
  // Nobody has said whether a label applies to these: as negatives they would teach what isn't known.
  std::erase_if(*records, [&](const Record& record) {
    return !record.annotation.has_topics && !teaches_stance(record, *scheme);
  });
  if (auto prepared = prepare_checkpoint(options); !prepared) return report(prepared.error());
  options.train.corpus_hash = hash_of(*records);
  std::string what = counted(records->size(), "document") + ", " + counted(scheme->topics.size(), "topic");
  if (!free.empty()) what += ", " + counted(free.size(), "record") + " with free targets";
  return learn_and_write(
      options, what, start, "the same command with --resume goes on",
      [&](const auto& progress) { return train_all(options, *records, free, *scheme, progress); });
}

void declare(CLI::App& app, Options& options) {
  add_read_flags(app, options.read, "Annotated corpus: files, folders, or -");
  app.add_option("-o,--output", options.output, "Model file to write")->required();
  app.add_option("--scheme", options.scheme,
                 "Label scheme (TOML); without it, the labels are those of the corpus");
  app.add_option("--config", options.pairs.config,
                 "Settings of a pair model (TOML): a file, or the name of one that ships");
  app.add_option("--name", options.name, "Name of the model; without it, the scheme's");
  app.add_option("--evidence", options.evidence,
                 "JSON Lines {\"id\", \"topic_evidence\": {topic: [sentence, ...]}}, and likewise "
                 "\"stance_evidence\": sentences "
                 "that show a topic or a stance; may be given several times");
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

// Options that a pair model would silently ignore, and the one whose default is the configuration's.
void note_given(const CLI::App& app, Options& options) {
  for (const char* name : {"--scheme", "--evidence", "--device", "--epochs", "--strength",
                           "--sentence-strength", "--min-documents", "--precision-floor", "--resume"}) {
    if (app.count(name) > 0) options.topic_options.push_back(name);
  }
  if (app.count("--folds") > 0) options.pairs.folds = options.train.folds;
}

}  // namespace
}  // namespace bearing

int main(int argc, char** argv) {
  using namespace bearing;
  CLI::App app("Learn a model from an annotated corpus.", "bearing train");
  app.set_version_flag("--version", "bearing-train " BEARING_VERSION);
  Options options;
  declare(app, options);
  app.failure_message(usage_message);
  try {
    app.parse(argc, argv);
    note_given(app, options);
    return run_train(options);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  } catch (const std::exception& error) {
    return report({ErrorCode::kInternal, error.what(), {}, 0, {}});
  }
}
