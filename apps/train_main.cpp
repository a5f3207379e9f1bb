// bearing-train: learns a model from an annotated corpus. The only executable that links LibTorch.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/document_source.hpp"
#include "apps/exit_code.hpp"
#include "apps/large_corpus.hpp"
#include "apps/messages.hpp"
#include "apps/train_flags.hpp"
#include "base/file.hpp"
#include "corpus/validate.hpp"
#include "model/topic_model.hpp"
#include "training/evidence.hpp"
#include "training/flat_trainer.hpp"
#include "training/free_target_trainer.hpp"
#include "training/trainer.hpp"

namespace bearing {
namespace {

std::atomic<int> caught_signal = 0;

void on_signal(int number) { caught_signal = number; }

// Progress: one line that changes on a terminal; elsewhere a line whenever a tenth of the work is done.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet) : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) != 0) {}

  bool show(const TrainingProgress& now) {
    if (!quiet_ && (terminal_ || now.done >= next_)) {
      // The final fits learn from all documents: nothing is held out.
      char held_out[32] = "", epoch[48] = "";
      if (now.held_out_f1 > 0)
        std::snprintf(held_out, sizeof held_out, "  held-out F1 %.3f", now.held_out_f1);
      if (now.epoch > 0) std::snprintf(epoch, sizeof epoch, "epoch %2d  loss %.5f", now.epoch, now.loss);
      std::fprintf(stderr, "%s%3.0f %%  %-18s %-21s%-19s  %3.0f s left%s", terminal_ ? "\r" : "",
                   now.done * 100, now.step.c_str(), epoch, held_out, now.seconds_left,
                   terminal_ ? "   " : "\n");
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

std::string model_name(const TrainFlags& options) { return options.name.empty() ? "model" : options.name; }

Result<Scheme> load_scheme(const TrainFlags& options, const std::vector<Record>& records) {
  if (!options.scheme.empty()) {
    auto scheme = read_scheme(options.scheme);
    if (scheme && !options.name.empty()) scheme->name = options.name;
    return scheme;
  }
  return scheme_of_labels(records, model_name(options));
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

// Adds what is said of the records elsewhere; with a split, keeps the parts to train on and warns of
// near-duplicates in the others.
Status complete(const TrainFlags& options, std::vector<Record>& records, std::vector<Finding>& findings) {
  for (const std::string& path : options.evidence) {
    if (auto added = add_evidence(path, records); !added) return added;
  }
  if (options.split.empty()) return success();
  std::vector<Record> rest;
  if (auto kept = keep_parts(records, options.split, options.parts, &rest); !kept) return kept;
  findings = check_overlap(records, rest);
  return success();
}

Status prepare_checkpoint(TrainFlags& options) {
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
int learn_and_write(const TrainFlags& options, const std::string& what,
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

int run_pairs(TrainFlags& options, const std::vector<Record>& records,
              std::chrono::steady_clock::time_point start) {
  const auto of_topics =
      std::find_if(options.given.begin(), options.given.end(),
                   [](const std::string& name) { return name != "--config" && name != "--split"; });
  if (of_topics != options.given.end()) {
    return report(
        {ErrorCode::kUsage, *of_topics + " is for topics; pair models are set by --config", {}, 0, {}});
  }
  options.pairs.name = options.name;
  options.pairs.seed = options.train.seed;
  options.pairs.threads = options.train.threads;
  auto settings = pair_options(options.pairs);
  if (!settings) return report(settings.error());
  settings->corpus_hash = corpus_hash(records);
  std::size_t pairs = 0;
  for (const Record& record : records) pairs += record.annotation.stances.size();
  return learn_and_write(options, counted(pairs, "pair"), start, "nothing was written",
                         [&](const auto& progress) { return train_pairs(records, *settings, progress); });
}

constexpr const char* kFreeTargetConfig = "free-targets";

// Topics and stances of the scheme, and free targets beside them where there is something to learn from.
Result<TrainedModel> train_all(const TrainFlags& options, const std::vector<Record>& records,
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
    settings->corpus_hash = corpus_hash(free);
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

// Seconds of work aren't worth a checkpoint, nor a graphics card.
void note_what_flat_models_ignore(const TrainFlags& options) {
  if (options.quiet) return;
  if (options.resume)
    std::fprintf(stderr, "bearing: training from labels of documents keeps no checkpoint: it starts anew\n");
  if (options.train.device != "cpu")
    std::fprintf(stderr, "bearing: training from labels of documents runs on the CPU\n");
}

void warn_of_more_than_labels(const Record& record) {
  const Finding finding{false,
                        "evidence and stances are passed over in a corpus too large for memory "
                        "(--most-in-memory): only labels of documents are learnt from",
                        record.source, record.line};
  std::fprintf(stderr, "%s\n", finding.to_string().c_str());
}

int run_large(TrainFlags& options, LargeCorpus corpus, std::chrono::steady_clock::time_point start) {
  for (const char* name : {"--config", "--evidence", "--split"}) {
    if (std::find(options.given.begin(), options.given.end(), name) == options.given.end()) continue;
    return report({ErrorCode::kUsage,
                   std::string(name) + " is for corpora of up to " + std::to_string(options.most_in_memory) +
                       " MB of text; this one is larger",
                   {},
                   0,
                   {}});
  }
  std::optional<Scheme> scheme;
  if (!options.scheme.empty()) {
    auto read = load_scheme(options, {});
    if (!read) return report(read.error());
    scheme = std::move(*read);
  }
  note_what_flat_models_ignore(options);
  return learn_and_write(options, "a large corpus, document by document", start, "nothing was written",
                         [&](const auto& progress) {
                           return train_large(std::move(corpus), scheme, model_name(options), options.train,
                                              progress, warn_of_more_than_labels);
                         });
}

int run_train(TrainFlags& options) {
  const auto start = std::chrono::steady_clock::now();
  auto read = options.read.parsed();
  if (!read) return report(read.error());
  if (auto valid = options.train.validate(); !valid) return report(valid.error());
  options.train.folder = std::filesystem::path(options.output).parent_path().string();
  auto inputs = options.read.all_inputs();
  if (!inputs) return report(inputs.error());
  auto corpus = open_corpus(*inputs, *read, options.most_in_memory << 20);
  if (!corpus) return report(corpus.error());
  if (corpus->rest) return run_large(options, std::move(*corpus), start);
  std::vector<Finding> findings;
  auto* records = &corpus->records;
  if (auto completed = complete(options, *records, findings); !completed) return report(completed.error());
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
  const bool sentences = learns_from_sentences(*records, *scheme);
  if (!sentences) note_what_flat_models_ignore(options);
  if (auto prepared = sentences ? prepare_checkpoint(options) : success(); !prepared)
    return report(prepared.error());
  options.train.corpus_hash = corpus_hash(*records);
  std::string what = counted(records->size(), "document") + ", " + counted(scheme->topics.size(), "topic");
  if (!free.empty()) what += ", " + counted(free.size(), "record") + " with free targets";
  return learn_and_write(
      options, what, start, sentences ? "the same command with --resume goes on" : "nothing was written",
      [&](const auto& progress) { return train_all(options, *records, free, *scheme, progress); });
}

// TrainFlags that a pair model would silently ignore, and the one whose default is the configuration's.
void note_given(const CLI::App& app, TrainFlags& options) {
  for (const char* name :
       {"--scheme", "--evidence", "--device", "--epochs", "--strength", "--sentence-strength", "--passes",
        "--min-documents", "--precision-floor", "--resume", "--config", "--split"}) {
    if (app.count(name) > 0) options.given.emplace_back(name);
  }
  if (app.count("--folds") > 0) options.pairs.folds = options.train.folds;
}

}  // namespace
}  // namespace bearing

int main(int argc, char** argv) {
  using namespace bearing;
  CLI::App app(std::string(kTrainSummary) + ".", "bearing train");
  app.set_version_flag("--version", "bearing-train " BEARING_VERSION);
  TrainFlags options;
  declare_train_options(app, options);
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
